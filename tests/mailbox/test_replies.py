"""An invited person answers with the buttons of their calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.reply import reply
from booking.extensions import db
from booking.models import AuditEntry
from booking.rules.requests import Edit
from tests.factories import NOW, at, person, span
from tests.mailbox.answers import (
    GUESTS,
    KIM,
    LI,
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


@pytest.fixture
def settings_of_app():
    return {"AUTHSERV_ID": SERVER}


@pytest.fixture
def single(app) -> int:
    return booked()


def entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "reply"))


def edit(booking_id: int, now=NOW, scope: str = "all", recurrence_id: str = "", **values) -> None:
    by = person("staff@example.jp")
    change(booking_id, Edit(**values), by=by, now=now, scope=scope, recurrence_id=recurrence_id)


@pytest.mark.parametrize(
    ("partstat", "code"),
    [("ACCEPTED", "reply_accepted"), ("TENTATIVE", "reply_tentative"), ("declined", "reply_declined")],
)
def test_an_answer_is_noted_and_nothing_is_sent_back(app, single, partstat, code):
    before = len(messages())
    raw = mail(event(partstat, "COMMENT:Five minutes late\\, sorry"))
    assert receive(app, raw) == ("done", code)
    person_ = guest()
    assert (person_.partstat, person_.comment) == (partstat.upper(), "Five minutes late, sorry")
    assert (person_.sequence, person_.dtstamp) == (0, datetime(2026, 12, 1, 1, tzinfo=UTC))
    assert guest(RAO).partstat == "NEEDS-ACTION" and len(messages()) == before
    entry = db.session.scalars(select(AuditEntry).filter_by(action="reply")).one()
    assert (entry.actor_name, entry.door, entry.reservation_id) == ("Li", "mail", single)


@pytest.mark.parametrize("who", [f"MAILTO:{LI.upper()}", LI, "mailto:%6Ci@example.tw"])
def test_the_attendee_is_found_however_the_address_is_written(app, single, who):
    assert answer(app, who=who) == "reply_accepted" and guest().partstat == "ACCEPTED"


def test_what_a_program_sends_for_somebody_counts_too(app, single):
    raw = mail(event()).replace(b"To: ", b"Auto-Submitted: auto-generated\r\nPrecedence: bulk\r\nTo: ")
    assert receive(app, raw) == ("done", "reply_accepted")


def test_one_who_was_copied_with_all_the_others(app, single):
    others = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{RAO}"
    assert answer(app, "TENTATIVE", others) == "reply_tentative"
    assert (guest().partstat, guest(RAO).partstat) == ("TENTATIVE", "NEEDS-ACTION")


def test_who_writes_on_behalf_of_the_attendee(app, single):
    params = ';SENT-BY="mailto:secretary@example.tw"'
    assert answer(app, params=params, sender="secretary@example.tw") == "reply_accepted"
    assert guest().partstat == "ACCEPTED"


@pytest.mark.parametrize(
    ("sender", "params"),
    [
        ("mallory@example.tw", ""),
        ("mallory@evil.example", ';SENT-BY="mailto:mallory@evil.example"'),
        ("li+other@example.tw", ""),
        (RAO, ""),
    ],
)
def test_nobody_answers_for_another(app, single, sender, params):
    assert answer(app, params=params, sender=sender) == "not_theirs"
    assert guest().partstat == "NEEDS-ACTION" and entries() == 0


def test_a_sender_whom_our_server_does_not_vouch_for_changes_nothing(app, single):
    assert receive(app, mail(event(), passed=False)) == ("held", "held_not_proven")
    assert guest().partstat == "NEEDS-ACTION" and entries() == 0


def test_somebody_unknown_is_not_added(app, single):
    raw = mail(event(who="mailto:eve@example.net"), sender="eve@example.net")
    assert receive(app, raw) == ("ignored", "not_invited")
    assert len(booking().everybody) == 3


def test_who_is_no_longer_invited_does_not_answer(app, single):
    edit(single, attendees=GUESTS[1:])
    assert answer(app) == "not_invited"


@pytest.mark.parametrize("wrong", [{"uid": "another@silkroom"}, {"who": ""}])
def test_what_is_no_answer_to_an_invitation_of_ours(app, single, wrong):
    assert answer(app, **wrong) == ("unknown_invitation" if "uid" in wrong else "not_one_person")


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "DELEGATED", "PERHAPS"])
def test_what_is_no_answer(app, single, partstat):
    assert answer(app, partstat) == "reply_without_answer" and guest().partstat == "NEEDS-ACTION"


def test_an_answer_to_an_older_invitation(app, single):
    edit(single, interval=span(2, "13:00", "14:00"))
    assert dates()[0].sequence == 1
    assert answer(app) == "reply_outdated" and guest().partstat == "NEEDS-ACTION"
    assert answer(app, sequence=1) == "reply_accepted" and guest().partstat == "ACCEPTED"


def test_the_latest_answer_counts_in_whatever_order_they_come(app, single):
    assert answer(app, "DECLINED", stamp="20261201T020000Z") == "reply_declined"
    assert answer(app, "ACCEPTED", stamp="20261201T010000Z") == "reply_overtaken"
    assert answer(app, "DECLINED", stamp="20261201T020000Z", params=";CN=Li") == "reply_twice"
    assert guest().partstat == "DECLINED" and entries() == 1
    assert answer(app, "TENTATIVE", stamp="20261201T030000Z") == "reply_tentative"
    assert guest().partstat == "TENTATIVE"


def test_no_answer_outlasts_all_that_follow(app, single):
    """A number that we never gave, and a clock that goes wrong."""
    assert answer(app, "DECLINED", stamp="20990101T000000Z", sequence=2147483647) == "reply_declined"
    assert (guest().sequence, guest().dtstamp) == (0, NOW + timedelta(days=1))
    later = NOW + timedelta(days=1, hours=1)
    stamp = f"{later:%Y%m%dT%H%M%SZ}"
    assert answer(app, stamp=stamp, now=later) == "reply_accepted"


def test_without_a_dtstamp_the_one_that_comes_last_counts(app, single):
    assert answer(app, "DECLINED", stamp="", sequence=None) == "reply_declined"
    assert answer(app, "ACCEPTED", stamp="", sequence=None) == "reply_accepted"


def test_mail_and_page_are_one_line_of_answers(app, single):
    later = NOW + timedelta(hours=3)
    reply(guest().id, partstat="TENTATIVE", now=later)
    assert answer(app, stamp="20261201T010000Z") == "reply_overtaken"
    assert answer(app, stamp="20261201T040000Z") == "reply_accepted"
    assert guest().partstat == "ACCEPTED"


def test_what_is_over_or_called_off_is_not_answered(app, single):
    assert answer(app, now=at(2, "12:00")) == "invitation_over"
    cancel(single, by=person(KIM), now=NOW)
    assert answer(app, stamp="20261201T050000Z", sequence=9) == "invitation_over"
    assert guest().partstat == "NEEDS-ACTION"


def test_an_answer_tells_that_mail_reaches_them(app, single):
    guest().unreachable_at = NOW
    db.session.commit()
    answer(app)
    assert guest().unreachable_at is None
