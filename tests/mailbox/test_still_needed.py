"""Where the booker, or everybody invited, cannot come, the booker is asked (D25). Nothing cancels itself."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from booking import clock
from booking.actions.change import change
from booking.actions.reply import reply
from booking.extensions import db
from booking.mail.compose import compose
from booking.mail.sender import sender
from booking.models import Policy
from booking.outbox.letters import letter
from booking.queries.unwanted import all_unwanted
from booking.rules.links import REPLY, signed
from booking.rules.requests import Edit
from tests.factories import NOW, person
from tests.mailbox.answers import (
    KIM,
    LI,
    OURS,
    RAO,
    answer,
    booked,
    booking,
    dates,
    event,
    guest,
    mail,
    messages,
    receive,
)
from tests.mailbox.letters import SERVER
from tests.mailbox.test_date_replies import RULE, SECOND
from tests.web.pages import post, signed_in

ASKED = "still_needed"


@pytest.fixture
def settings_of_app():
    return {"AUTHSERV_ID": SERVER, "ORGANIZER_ADDRESS": OURS}


@pytest.fixture
def single(app, monkeypatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return booked()


@pytest.fixture
def series(app, monkeypatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return booked(rrule=RULE)


def asked() -> list[tuple[str, str | None]]:
    return [(one.recipient, one.recurrence_id) for one in messages(ASKED)]


def no(app, who: str, *extra: str, stamp: str = "20261201T010000Z") -> str:
    return answer(app, "DECLINED", *extra, who=f"mailto:{who}", sender=who, stamp=stamp)


def link(who: str = KIM) -> str:
    return f"/reply/{signed('tests', REPLY, guest(who).id, 0)}"


def click(client, part: str, who: str = KIM, **data):
    return post(client, f"{link(who)}/{part}", page="/sign-in", **data)


def statuses() -> list[str]:
    return [date.status for date in dates()]


def test_everybody_invited_cannot_come(app, client, single):
    assert no(app, LI) == "reply_declined" and asked() == []
    reply(guest(RAO).id, partstat="DECLINED", now=NOW)
    assert asked() == [(KIM, None)] and statuses() == ["confirmed"]
    page = client.get(f"{link()}?lang=en")
    assert "Is it still needed?" in page.text and statuses() == ["confirmed"], "a look cancels nothing"
    done = click(client, "cancellation")
    assert done.status_code == 303 and statuses() == ["cancelled"]
    assert {one.recipient for one in messages("cancelled")} >= {KIM}
    assert click(client, "cancellation").status_code == 409


def test_what_they_wrote_reaches_the_booker(app, single):
    assert no(app, LI, "COMMENT:I am in Tainan\\, sorry") == "reply_declined"
    reply(guest(RAO).id, partstat="DECLINED", comment="Another <b>fair</b>", now=NOW)
    (row,) = messages(ASKED)
    row.locale = "en"
    ours = sender(app.config)
    found = message_from_bytes(compose(letter(row, NOW, ours), ours), policy=policy.default)
    text, html = (found.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "I am in Tainan, sorry" in text and "Another <b>fair</b>" in text
    assert "Another &lt;b&gt;fair&lt;/b&gt;" in html


def test_the_booker_cannot_come(app, single):
    assert no(app, KIM) == "reply_declined"
    assert asked() == [(KIM, None)] and statuses() == ["confirmed"]
    assert no(app, KIM, stamp="20261201T020000Z") == "reply_declined"
    assert len(asked()) == 1, "it is news no more"


def test_it_is_said_once_for_each_revision(app, single):
    no(app, KIM)
    answer(app, who=f"mailto:{KIM}", sender=KIM, stamp="20261201T020000Z")
    no(app, KIM, stamp="20261201T030000Z")
    assert len(asked()) == 1
    answer(app, who=f"mailto:{KIM}", sender=KIM, stamp="20261201T040000Z")
    change(single, Edit(title="Talks about prices"), by=person(KIM), now=NOW)
    no(app, KIM, stamp="20261201T050000Z")
    assert len(asked()) == 2


def test_one_date_of_a_series(app, client, series):
    no(app, LI, SECOND)
    no(app, RAO, SECOND)
    assert asked() == [(KIM, "2026-12-09T10:00:00")]
    assert [date.recurrence_id[:10] for date in all_unwanted(NOW)] == ["2026-12-09"]
    assert click(client, "cancellation", recurrence_id="2026-12-02T10:00:00").status_code == 409
    assert click(client, "cancellation", recurrence_id="2026-12-09T10:00:00").status_code == 303
    assert statuses() == ["confirmed", "cancelled", "confirmed", "confirmed"]


def test_a_whole_series(app, client, series):
    for who in (LI, RAO):
        assert receive(app, mail(event("DECLINED", who=f"mailto:{who}"), sender=who))[1] == "reply_declined"
    assert asked() == [(KIM, None)] and len(all_unwanted(NOW)) == 4
    assert click(client, "cancellation").status_code == 303
    assert statuses() == ["cancelled"] * 4


def test_nobody_but_the_booker_may(app, client, single):
    no(app, LI)
    no(app, RAO)
    assert "Is it still needed?" not in client.get(f"{link(LI)}?lang=en").text
    assert click(client, "cancellation", LI).status_code == 403 and statuses() == ["confirmed"]


def test_what_somebody_comes_to_is_not_cancelled_by_the_link(app, client, single):
    no(app, LI)
    assert click(client, "cancellation").status_code == 409 and statuses() == ["confirmed"]


def test_too_late_is_too_late(app, client, single):
    no(app, KIM)
    db.session.execute(db.update(Policy).values(cancellation_deadline=timedelta(days=7)))
    db.session.commit()
    assert click(client, "cancellation").status_code == 422 and statuses() == ["confirmed"]


def test_the_desk_is_marked(app, single):
    desk = signed_in(app, "staff@example.jp")
    assert "Nobody comes to" not in desk.get("/desk?lang=en").text
    no(app, LI)
    no(app, RAO)
    page = desk.get("/desk?lang=en").text
    marked = page.partition('aria-labelledby="unwanted"')[2].partition("</section>")[0]
    assert "Nobody comes to 1 date that is booked" in marked and f"/reservations/{single}" in marked
    answer(app, stamp="20261201T030000Z")
    assert "Nobody comes to" not in desk.get("/desk?lang=en").text


def test_what_is_over_is_no_news(app, single):
    no(app, KIM)
    assert all_unwanted(NOW + timedelta(days=2)) == []


def test_a_booking_without_guests_is_wanted(app):
    booked(attendees=())
    assert all_unwanted(NOW) == [] and booking().status == "confirmed"
