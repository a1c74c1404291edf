"""Staff undo what they just did, on the desk and on the booking's page; a booking is booked again."""

import re
from datetime import timedelta

import pytest

from booking import clock
from booking.actions.cancel import cancel
from tests import factories
from tests.actions.dates import KIM, SATO, STAFF, booking, made, mails, on, ruled, said, statuses
from tests.factories import NOW, person
from tests.web.pages import TOKEN, post, signed_in


@pytest.fixture
def settings_of_app():
    return {"UNDO_FOR": "60"}


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    factories.house()
    at(monkeypatch, 0)


def at(monkeypatch, seconds: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=seconds))


def approved(app, monkeypatch):
    ruled("room", approval="always")
    number, staff = made(on(4), title="Talks of spring"), signed_in(app, STAFF)
    at(monkeypatch, 10)
    told = said()
    answer = post(staff, f"/reservations/{number}/approval", "/desk", decision="approve", back="desk")
    assert answer.status_code == 303 and statuses(number) == ["confirmed"]
    at(monkeypatch, 25)
    return number, staff, told


def fields(page: str) -> dict[str, str]:
    """What the form of the undo would send."""
    form = page[page.index("data-undo") :]
    form = form[: form.index("</form>")]
    return dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page[page.index("<h1") :]).split())


def test_the_desk_says_until_when_and_takes_it_back(app, monkeypatch):
    number, staff, told = approved(app, monkeypatch)
    page = staff.get("/desk?lang=en").text
    assert "Talks of spring staff approved it." in text(page)
    assert "Mails wait until 09:01:10: 45 seconds left." in text(page)
    answer = staff.post(f"/reservations/{number}/undo", data=fields(page))
    assert (answer.status_code, answer.location) == (303, "/desk")
    after = staff.get("/desk?lang=en").text
    assert "It is as it was before, and nobody will be told." in after and "Just done" not in after
    assert (statuses(number), mails(told)) == (["tentative"], [])


def test_the_page_of_the_booking_has_it_too_for_staff_alone(app, monkeypatch):
    number, staff, _ = approved(app, monkeypatch)
    assert "data-undo" not in signed_in(app, SATO).get(f"/reservations/{number}").text
    page = staff.get(f"/reservations/{number}?lang=en").text
    answer = staff.post(f"/reservations/{number}/undo", data=fields(page), follow_redirects=True)
    assert "It is as it was before" in answer.text and statuses(number) == ["tentative"]
    history = text(answer.text)
    assert "staff undid the last change before anybody was told of it." in history
    theirs = text(signed_in(app, SATO).get(f"/reservations/{number}?lang=en").text)
    assert "booked it." in theirs and "approved it" not in theirs and "undid" not in theirs


def test_after_a_minute_there_is_no_button_and_the_old_one_says_so(app, monkeypatch):
    number, staff, _ = approved(app, monkeypatch)
    sent = fields(staff.get("/desk").text)
    at(monkeypatch, 70)
    assert "data-undo" not in staff.get("/desk").text + staff.get(f"/reservations/{number}").text
    answer = staff.post(f"/reservations/{number}/undo?lang=en", data=sent, follow_redirects=True)
    assert "There is nothing left to undo here" in answer.text
    del sent["back"]
    refused = staff.post(f"/reservations/{number}/undo?lang=en", data=sent)
    assert refused.status_code == 409 and "There is nothing left to undo here" in refused.text
    assert statuses(number) == ["confirmed"]


def test_a_page_that_was_read_before_something_else_was_done_undoes_nothing(app, monkeypatch):
    number, staff, _ = approved(app, monkeypatch)
    sent = fields(staff.get(f"/reservations/{number}").text)
    cancel(number, by=person(SATO), now=clock.now())
    assert staff.post(f"/reservations/{number}/undo", data=sent).status_code == 412
    assert statuses(number) == ["cancelled"]


def test_a_member_may_not(app, monkeypatch):
    number, _, _ = approved(app, monkeypatch)
    assert post(signed_in(app, SATO), f"/reservations/{number}/undo").status_code == 403


def test_a_cancelled_booking_is_booked_again_from_its_page(app):
    number, sato = made(on(4)), signed_in(app, SATO)
    assert "Book it again" not in sato.get(f"/reservations/{number}?lang=en").text
    cancel(number, by=person(SATO), now=NOW)
    assert "Book it again" in sato.get(f"/reservations/{number}?lang=en").text
    answer = post(sato, f"/reservations/{number}/restoration")
    new = int(answer.location.rsplit("/", 1)[1])
    assert statuses(number, new) == ["cancelled", "confirmed"] and booking(new).continues_id == number
    old = sato.get(f"/reservations/{number}?lang=en").text
    assert "It was booked again" in old and "restoration" not in old
    assert "It takes the place of" in sato.get(f"/reservations/{new}?lang=en").text


def test_what_is_taken_cannot_be_booked_again(app):
    number, sato = made(on(4)), signed_in(app, SATO)
    cancel(number, by=person(SATO), now=NOW)
    made(on(4), who=KIM)
    answer = post(sato, f"/reservations/{number}/restoration?lang=en")
    assert answer.status_code == 409 and "taken by someone else" in answer.text
    assert TOKEN.search(answer.text)
