"""Mail whose sender is not believed: one link a day asks them, and nothing else happens (D35)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from booking.extensions import db
from booking.inbound_words import of_inbound
from booking.mailbox.keep import keep
from booking.mailbox.turns import handle_due
from booking.models import AuditEntry, Message, Reservation, User
from tests import factories
from tests.factories import NOW
from tests.mailbox.doors import ROOM, rows
from tests.mailbox.invitations import SERVER, invitation, standing_in

DAY = timedelta(days=1)


@pytest.fixture
def settings_of_app():
    return {"INBOUND_DOMAIN": "rooms.example", "AUTHSERV_ID": SERVER, "MAIL_FROM": "rooms@centre.example"}


@pytest.fixture(autouse=True)
def desk(app):
    factories.house()
    with standing_in() as standing:
        yield standing


def come(app, raw: bytes, now=NOW, to: str = ROOM) -> int:
    row_id = keep(raw, (to,), door="lmtp", now=now).id
    with time_machine.travel(now, tick=False):
        assert handle_due(app.config, "me") == 1
    return row_id


def outcomes() -> list[tuple[str, str]]:
    return [(row.status, row.outcome) for row in rows()]


def mails() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def test_a_sender_who_is_not_believed_is_asked_once_a_day_and_nothing_else_happens(app, desk):
    come(app, invitation())
    come(app, invitation(uid="2@example.tw"))
    (asked,) = mails()
    assert (asked.kind, asked.recipient, asked.key) == (
        "confirm", "li@example.tw", "confirm:li@example.tw:2026-12-01",
    )  # fmt: skip
    assert (asked.locale, asked.tzid, asked.reservation_id) == ("ja", "Asia/Taipei", None)
    assert outcomes() == [("held", "held_not_proven")] * 2 and not desk.seen
    assert rows()[0].told["spaces"] == ["room"] and rows()[0].uid == "1@example.tw"
    assert not db.session.scalars(select(Reservation.id)).all()
    come(app, invitation(uid="3@example.tw"), NOW + DAY)
    assert [one.key[-10:] for one in mails()] == ["2026-12-01", "2026-12-02"]


def test_handling_it_again_asks_no_second_time(app):
    come(app, invitation())
    db.session.execute(update(type(rows()[0])).values(status="waiting", tries=0))
    db.session.commit()
    with time_machine.travel(NOW, tick=False):
        assert handle_due(app.config, "me") == 1
    assert len(mails()) == 1 and outcomes() == [("held", "held_not_proven")]


def test_it_is_asked_in_the_language_of_the_mail_or_of_the_account(app):
    come(app, invitation("kim@example.kr", organizer="kim@example.kr", uid="k"))
    come(app, invitation("wu@example.tw", "Content-Language: zh-TW", organizer="wu@example.tw", uid="w"))
    assert [(one.locale, one.tzid) for one in mails()] == [("ko", "Asia/Seoul"), ("zh_Hant", "Asia/Taipei")]


def test_one_whose_name_stands_for_another_is_not_believed_either(app):
    forged = invitation(
        "Li <li@example.tw>", f"Authentication-Results: {SERVER}; dmarc=pass header.from=evil"
    )
    come(app, forged)
    assert outcomes() == [("held", "held_not_proven")]


@pytest.mark.parametrize(
    ("raw", "ended"),
    [
        (invitation(organizer="sato@example.jp"), ("refused", "sender_is_another")),
        (invitation(organizer=""), ("refused", "sender_is_another")),
        (invitation("rooms+x@centre.example", organizer="rooms+x@centre.example"),
         ("refused", "sender_is_ours")),
        (invitation("hall@rooms.example", organizer="hall@rooms.example"), ("refused", "sender_is_ours")),
        (invitation("a@example.tw, b@example.tw"), ("refused", "no_sender")),
        (invitation(to="nothing@rooms.example"), ("ignored", "no_room")),
        (invitation("", "Auto-Submitted: auto-generated"), ("refused", "no_sender")),
        (invitation("li@example.tw", "Auto-Submitted: auto-generated"), ("held", "held_unasked")),
        (invitation("li@example.tw", "Precedence: bulk"), ("held", "held_unasked")),
        (invitation("li@example.tw", "List-Id: <x>"), ("held", "held_unasked")),
    ],
)  # fmt: skip
def test_nobody_is_asked_about(app, raw, ended):
    come(app, raw, to="nothing@rooms.example" if ended[1] == "no_room" else ROOM)
    assert outcomes() == [ended] and not mails()
    (row,) = rows()
    assert of_inbound(row.outcome, row.told) != row.outcome and "%(" not in of_inbound(row.outcome, row.told)


def test_nor_of_a_meeting_that_has_begun(app):
    come(app, invitation(), factories.at(2, "10:00"))
    assert outcomes() == [("ignored", "held_too_late")] and not mails()


def test_nor_somebody_whose_account_is_switched_off(app):
    db.session.execute(update(User).where(User.email == "kim@example.kr").values(active=False))
    db.session.commit()
    for believed in (False, True):
        kim = invitation("kim@example.kr", organizer="kim@example.kr", uid=str(believed), believed=believed)
        come(app, kim)
    assert outcomes() == [("refused", "sender_switched_off")] * 2 and not mails()


def test_who_is_invited_speaks_for_themselves_in_an_answer(app):
    lines = ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:LI@example.tw",)
    come(app, invitation(organizer="rooms@centre.example", method="REPLY", lines=lines))
    come(app, invitation("wu@example.tw", organizer="rooms@centre.example", method="REPLY", uid="2"))
    assert outcomes() == [("held", "held_not_proven"), ("refused", "sender_is_another")]


def test_a_believed_sender_with_an_account_is_not_asked(app, desk):
    come(app, invitation("sato@example.jp", organizer="sato@example.jp", believed=True))
    assert outcomes() == [("done", "undelivered_known")]
    assert [(who.by.email, who.by.door, who.booked_for) for who in desk.seen] == [
        ("sato@example.jp", "mail", None)
    ]
    assert "confirm" not in [one.kind for one in mails()]
    assert not db.session.scalars(select(AuditEntry.id).where(AuditEntry.action == "confirm_inbound")).all()


def test_who_is_proven_to_write_for_the_organizer_may_say_who_they_are(app):
    written = invitation(believed=True, organizer="boss@example.tw").replace(
        b"ORGANIZER:", b'ORGANIZER;SENT-BY="mailto:Li@example.tw":'
    )
    come(app, written)
    come(app, written.replace(b"dmarc=pass", b"dmarc=fail"))
    assert outcomes() == [("held", "held_unknown"), ("refused", "sender_is_another")]
