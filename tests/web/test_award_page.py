"""Staff see what an award would do before it is done, and never do it on what is no longer so."""

import re

import pytest

from booking import clock
from booking.actions.approve import approve
from booking.actions.blackouts import Closing, add_blackout
from booking.rules.interval import Interval
from tests import factories
from tests.actions.dates import KIM, SATO, STAFF, SUZUKI, booking, made, mails, on, one, ruled, said, statuses
from tests.factories import NOW, at, person
from tests.web.pages import TOKEN, signed_in


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def waits(who: str = KIM, interval=None, **values) -> int:
    return made(interval or on(3), who=who, on_conflict="waitlist", **values)


def looked_at(browser, waiting: int, how: str = "move"):
    return browser.get(f"/desk/{waiting}/award?how={how}&lang=en")


def fields(page: str) -> dict[str, str]:
    """What the page's own form would send."""
    form = page[page.index('<form class="card"') :]
    return dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))


def confirmed(browser, waiting: int, page: str, **more: str):
    return browser.post(f"/desk/{waiting}/award?lang=en", data=fields(page) | more)


def text(page: str) -> str:
    cut = page[page.index("<h1") :]
    return " ".join(re.sub(r"<[^>]*>", " ", cut).split())


def test_the_page_shows_where_the_holder_would_go_and_keeps_nothing(app):
    holder, waiting = made(on(3), title="Holder"), waits(title="Rival")
    before, browser = said(), signed_in(app, STAFF)
    shown = text(looked_at(browser, waiting).text)
    winner, loser = shown[shown.index("Gets the time") : shown.index("Holds the time")], shown[
        shown.index("Holds the time") :
    ]  # fmt: skip
    assert "Rival kim , 한빛정보 At present On the waitlist Thu, Dec 3, 2026 10:00–11:00" in winner
    assert "Afterwards Confirmed Thu, Dec 3, 2026 10:00–11:00" in winner and "kim@example.kr" in winner
    assert "At present Confirmed Thu, Dec 3, 2026 10:00–11:00" in loser
    assert re.search(r"Afterwards Confirmed Thu, Dec 3, 2026 10:00–11:00 \S+( .*)? hall", loser), loser
    assert "sato@example.jp" in loser and "kim@example.kr" not in loser
    assert (statuses(holder, waiting), mails(before)) == (["confirmed", "waitlisted"], [])


def test_what_is_shown_is_what_happens(app):
    holder, waiting = made(on(3)), waits()
    browser, before = signed_in(app, STAFF), said()
    answer = confirmed(browser, waiting, looked_at(browser, waiting).text, reason="The mayor comes")
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert statuses(holder, waiting) == ["confirmed", "confirmed"]
    assert [space.slug for space in one(holder).spaces] == ["hall"]
    assert mails(before) == [(KIM, "invitation", "REQUEST"), (SATO, "changed", "REQUEST")]


def test_who_is_to_end_is_shown_with_the_other_times_that_are_told(app):
    ruled("room", approval="always")
    made(on(3), title="Asked")
    waiting = waits()
    page = looked_at(signed_in(app, STAFF), waiting, "end").text
    assert "At present Waiting for staff" in text(page) and "Afterwards Declined" in text(page)
    assert "The mail names 4 other times that are free:" in text(page) and 'class="danger"' in page
    assert "There is no other time" not in text(page), "nobody asked to move it"


def test_without_any_place_the_holder_ends_and_the_page_says_so(app):
    """Room and hall are full that day, closed before, and nobody may book further ahead."""
    for slug in ("room", "hall"):
        ruled(slug, max_notice=at(3, "12:00") - NOW)
        add_blackout(Closing(slug, Interval(NOW, at(3, "00:00")), {}), by=person(STAFF), now=NOW)
        made(on(3, "08:45", "17:30"), who=SATO if slug == "room" else SUZUKI, spaces=(slug,))
    waiting = waits()
    shown = text(looked_at(signed_in(app, STAFF), waiting).text)
    assert (
        "Afterwards Cancelled There is no other time or space that it can be moved to. "
        "The mail names 1 other time that is free: Thu, Dec 3, 2026 11:15–17:30"
    ) in shown


def test_a_holder_approved_meanwhile_is_looked_at_anew(app):
    ruled("room", approval="always")
    holder, waiting = made(on(3)), waits()
    browser = signed_in(app, STAFF)
    old = looked_at(browser, waiting, "end").text
    approve(holder, by=person(STAFF), now=NOW)
    answer = confirmed(browser, waiting, old, reason="The mayor comes")
    assert answer.status_code == 412 and statuses(holder, waiting) == ["confirmed", "waitlisted"]
    told = text(answer.text)
    assert told.startswith("Who gets the time Something has changed since you looked. Nothing was done;")
    assert "Holds the time" in told and "At present Confirmed" in told and "The mayor comes" in answer.text
    assert confirmed(browser, waiting, answer.text).status_code == 303
    assert statuses(holder, waiting) == ["cancelled", "confirmed"]


def test_another_holder_is_looked_at_anew(app):
    """Who waits for the whole saw one of its desks taken; now the other is too."""
    holder, waiting = made(on(3), spaces=("desk-1",)), waits(spaces=("hall",))
    browser = signed_in(app, STAFF)
    old = looked_at(browser, waiting, "end").text
    made(on(3), who=SUZUKI, spaces=("desk-2",), title="Late")
    answer = confirmed(browser, waiting, old)
    assert answer.status_code == 412 and "Late" in answer.text
    assert statuses(holder, waiting) == ["confirmed", "waitlisted"]


def test_the_place_that_was_shown_is_gone(app):
    """Nothing of the two bookings has changed, but the holder would go elsewhere."""
    holder, waiting = made(on(3)), waits()
    browser = signed_in(app, STAFF)
    old = looked_at(browser, waiting).text
    made(on(3), who=SUZUKI, spaces=("hall",))
    answer = confirmed(browser, waiting, old)
    assert answer.status_code == 412 and "hall" not in text(answer.text)
    assert (statuses(holder, waiting), one(holder).interval) == (["confirmed", "waitlisted"], on(3))


def test_a_post_that_was_shown_nothing_shows_it_first(app):
    made(on(3))
    waiting = waits()
    browser = signed_in(app, STAFF)
    token = TOKEN.search(looked_at(browser, waiting).text)[1]
    answer = browser.post(f"/desk/{waiting}/award", data={"csrf_token": token, "how": "end"})
    assert answer.status_code == 412 and statuses(waiting) == ["waitlisted"]


def test_a_reason_too_long_is_told_beside_it(app):
    made(on(3))
    waiting = waits()
    browser = signed_in(app, STAFF)
    answer = confirmed(browser, waiting, looked_at(browser, waiting).text, reason="x" * 1001)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text


def test_who_moves_up_besides_is_told_too(app):
    made(on(3, "10:00", "12:15"))
    first, second = waits(KIM, on(3, "10:00", "11:00")), waits(SUZUKI, on(3, "11:15", "12:15"))
    shown = text(looked_at(signed_in(app, STAFF), first, "end").text)
    assert "because the line moves up suzuki suzuki@example.jp" in shown
    assert statuses(second) == ["waitlisted"]


def test_what_staff_decide_on_an_old_page_is_refused(app):
    ruled("room", approval="always")
    number = made(on(3))
    browser = signed_in(app, STAFF)
    page = browser.get("/desk?lang=en").text
    form = page[page.index(f"/reservations/{number}/approval") :]
    old = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    )
    assert old["revision"] == str(booking(number).revision)
    answer = browser.post(
        f"/reservations/{number}/approval?lang=en", data=old | {"decision": "approve", "revision": "99"}
    )
    assert answer.status_code == 412 and statuses(number) == ["tentative"]
    assert "The booking has been changed by somebody else in the meantime." in answer.text
    assert browser.post(f"/reservations/{number}/approval", data=old | {"decision": "approve"}).location
    assert statuses(number) == ["confirmed"]
