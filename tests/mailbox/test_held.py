"""Mail whose sender is not believed: one link a day asks them, and nothing else happens (D35)."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.confirming import confirm_for
from booking.extensions import db
from booking.inbound_words import of_inbound
from booking.jobs.tick import deliver_due
from booking.mailbox.keep import keep
from booking.mailbox.turns import handle_due
from booking.models import AuditEntry, Message, Reservation, User
from tests import factories
from tests.factories import NOW, person
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


@pytest.mark.parametrize("ended", ["dropped", "missed", "failed"])
def test_a_mail_that_was_never_sent_is_not_the_one_of_the_day(app, ended):
    come(app, invitation())
    values = {"status": ended, "tries": 3, "error": "gone", "content": b"x"}
    db.session.execute(update(Message).values(**values))
    db.session.commit()
    come(app, invitation(uid="2@example.tw"), NOW + timedelta(hours=1))
    (asked,) = mails()
    assert (asked.status, asked.tries, asked.error, asked.content) == ("waiting", 0, "", None)
    assert asked.due_at == NOW + timedelta(hours=1)
    assert asked.snapshot.facts["asked"]["inbound_id"] == rows()[1].id


def test_one_that_is_still_to_be_sent_is_about_the_newest_mail(app):
    """Staff may take the first as confirmed before it goes."""
    come(app, invitation())
    come(app, invitation(uid="2@example.tw"))
    (asked,) = mails()
    assert (asked.status, asked.snapshot.facts["asked"]["inbound_id"]) == ("waiting", rows()[1].id)
    for left, status in ((rows()[1].id, "sent"), (0, "dropped")):
        number = next(row.id for row in rows() if row.id != left and not row.confirmed_at)
        confirm_for(number, by=person("staff@example.jp"), now=NOW)
        db.session.execute(update(Message).values(status="waiting", lease_owner=None, sent_at=None))
        db.session.commit()
        deliver_due(NOW)
        assert [one.status for one in mails() if one.kind == "confirm"] == [status]


def test_it_is_asked_in_the_language_of_the_account_or_of_the_mail(app):
    come(app, invitation("kim@example.kr", organizer="kim@example.kr", uid="k"))
    come(app, invitation("wu@example.tw", "Content-Language: zh-TW", organizer="wu@example.tw", uid="w"))
    raw = invitation("sato@example.jp", "Content-Language: ko", organizer="sato@example.jp", uid="s")
    come(app, raw)
    told = [(one.locale, one.tzid) for one in mails()]
    assert told == [("ko", "Asia/Seoul"), ("zh_Hant", "Asia/Taipei"), ("ja", "Asia/Tokyo")]
    assert [one.snapshot.facts["also"] for one in mails()] == ["", "", ""]


def test_a_stranger_whose_language_nothing_tells_is_asked_in_english_too(app):
    come(app, invitation())
    deliver_due(NOW)
    (row,) = mails()
    found = message_from_bytes(row.content, policy=policy.default)
    assert row.locale == "ja" and " / Please confirm: room" in found["Subject"]
    for kind in ("plain", "html"):
        text = found.get_body((kind,)).get_content()
        assert "A mail in your name asks to book this." in text and "See it and confirm" in text
        assert "ご確認" in text and text.count("/confirm/") == 2
    assert '<section lang="en">' in text


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


def test_a_machine_of_ours_that_gets_what_bounces_is_not_asked(app):
    app.config["BOUNCE_ADDRESS"] = "bounce@centre.example"
    come(app, invitation("bounce+x@centre.example", organizer="bounce+x@centre.example"))
    app.config["BOUNCE_ADDRESS"] = ""
    assert outcomes() == [("refused", "sender_is_ours")]


def test_the_name_of_a_space_may_be_written_in_capitals(app):
    come(app, invitation(to="ROOM@rooms.example"), to="ROOM@rooms.example")
    assert outcomes() == [("held", "held_not_proven")] and rows()[0].told["spaces"] == ["room"]


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
