"""The outbox: what needs a person stands first, and a click sends it again."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.book import book
from booking.extensions import db
from booking.models import Message
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.web.pages import Queries, post, signed_in

BOB, KIM, SATO = "staff@example.jp", "kim@example.kr", "sato@example.jp"
OUTBOX = "/admin/outbox?lang=en"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bob(app):
    return signed_in(app, BOB)


def booked(day: int, who: str = KIM, **told) -> int:
    """With its message as `told`; gives the message's id."""
    book(wish(span(day, "10:00", "11:00"), title=f"T{day} <b>"), by=person(who), now=NOW)
    made = db.session.scalars(select(Message.id).order_by(Message.id.desc())).first()
    db.session.execute(update(Message).where(Message.id == made).values(**told or {"status": "waiting"}))
    db.session.commit()
    return made


def failed(day: int, who: str = KIM) -> int:
    return booked(day, who, status="failed", tries=1, error=f"550 <no> {'such ' * 99}mailbox")


def status(message_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Message, message_id).status


def test_what_needs_a_person_is_shown_first_with_its_whole_error(bob):
    booked(9, SATO)
    assert "1 waits to be sent" in bob.get(OUTBOX).text and "T9 &lt;b&gt;" in bob.get(OUTBOX).text
    failed(10)
    page = bob.get(OUTBOX).text
    assert "1 message needs a person." in page and "T10 &lt;b&gt;" in page and "T9" not in page
    assert "such mailbox" in page and "&lt;no&gt;" in page and "1 attempt" in page and "Invitation" in page
    assert "T9" in bob.get(f"{OUTBOX}&status=all").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=waiting", {"T9"}), ("status=failed", {"T10"}), ("status=sent", set()),
        ("status=all", {"T9", "T10"}), ("status=all&recipient=SATO@", {"T9"}), ("recipient=nobody", set()),
        ("status=all&kind=invitation", {"T9", "T10"}), ("status=all&kind=offer", set()),
        ("status=odd&kind=odd", {"T10"}), ("status=all&before=1", set()),
        ("status=all&before=x", {"T9", "T10"}),
    ],
)  # fmt: skip
def test_filters(bob, query, shown):
    booked(9, SATO)
    failed(10)
    page = bob.get(f"{OUTBOX}&{query}").text
    assert {title for title in ("T9", "T10") if f"{title} &lt;b&gt;" in page} == shown


def test_a_click_sends_again_and_comes_back_to_what_was_shown(bob):
    one = failed(9)
    told = post(bob, f"/admin/outbox/{one}/retry?status=failed&recipient=kim", page=OUTBOX)
    assert (told.status_code, told.location) == (303, "/admin/outbox?status=failed&recipient=kim")
    assert status(one) == "waiting" and "It is sent again." in bob.get(OUTBOX).text
    again = post(bob, f"/admin/outbox/{one}/retry", page=OUTBOX)
    assert again.status_code == 409 and "no longer as it was shown" in again.text
    assert post(bob, f"/admin/outbox/{one}/giving-up", page=OUTBOX).status_code == 303
    assert status(one) == "dropped"


def test_all_failed_ones_of_what_is_shown_go_again(bob):
    one, other = failed(9), failed(10, SATO)
    over = failed(2)
    page = bob.get(f"{OUTBOX}&recipient=kim").text
    assert "Send all failed ones among these again" in page
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        told = post(bob, "/admin/outbox/retry?recipient=kim", page=OUTBOX)
        assert told.status_code == 303
        page = bob.get(OUTBOX).text
    assert "1 message is sent again." in page and "1 is left as it is" in page
    assert [status(each) for each in (one, other, over)] == ["waiting", "failed", "failed"]


def test_all_failed_ones_of_what_is_shown_are_given_up_after_a_second_look(bob):
    one, other = failed(9), failed(10, SATO)
    page = bob.get(f"{OUTBOX}&recipient=KIM").text
    assert "Give up all failed ones among these" in page and "Give up 1 message" in page
    assert "Give up 2 messages" in bob.get(OUTBOX).text
    told = post(bob, "/admin/outbox/giving-up?recipient=kim", page=OUTBOX)
    assert (told.status_code, told.location) == (303, "/admin/outbox?recipient=kim")
    assert "1 message will not be sent." in bob.get(OUTBOX).text
    assert [status(each) for each in (one, other)] == ["dropped", "failed"]
    assert "Give up all" not in bob.get(f"{OUTBOX}&status=waiting").text


def test_pages_go_down(bob):
    for day in (9, 10, 11):
        booked(day)
    rows = [
        {"key": f"k{n}", "kind": "invitation", "recipient": f"r{n}@example.jp", "locale": "en", "tzid": "UTC",
         "status": "sent", "created_at": NOW, "due_at": NOW, "sent_at": NOW, "tries": 1, "error": ""}
        for n in range(60)
    ]  # fmt: skip
    db.session.execute(Message.__table__.insert(), rows)
    db.session.commit()
    page = bob.get(f"{OUTBOX}&status=sent").text
    assert page.count("@example.jp</span></td>") == 50 and "r59@" in page and "r9@" not in page
    older = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    last = bob.get(older).text
    assert last.count("@example.jp</span></td>") == 10 and "r9@" in last and 'rel="next"' not in last


def test_the_number_of_queries_does_not_grow(bob):
    def cost() -> int:
        with Queries() as queries:
            bob.get(f"{OUTBOX}&status=all")
        return queries.count

    failed(9)
    one = cost()
    for day in (10, 11, 14, 15):
        failed(day)
    assert cost() == one


def test_staff_are_told_on_every_page_of_theirs_when_nothing_goes_out(app, bob):
    one = booked(9, error="ConnectionRefusedError: 111")
    for minutes, shown in ((15, False), (16, True)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            for page in ("/desk", "/admin", "/admin/outbox", "/admin/jobs", "/admin/policies"):
                text = bob.get(f"{page}?lang=en").text
                assert ("Mail has not gone out since" in text) == shown, page
                assert "ConnectionRefusedError: 111" in text or not shown
            assert "Mail has not gone out" not in signed_in(app, KIM).get("/reservations?lang=en").text
    assert status(one) == "waiting"


def test_only_staff(app):
    one = failed(9)
    kim = signed_in(app, KIM)
    assert kim.get("/admin/outbox").status_code == 403
    for address in (
        f"/admin/outbox/{one}/retry",
        f"/admin/outbox/{one}/giving-up",
        "/admin/outbox/retry",
        "/admin/outbox/giving-up",
    ):
        assert post(kim, address).status_code == 403
    assert status(one) == "failed"


def test_the_desk_leads_there(bob):
    failed(9)
    assert 'href="/admin/outbox?status=failed"' in bob.get("/desk?lang=en").text
