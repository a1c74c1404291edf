"""A COUNTER that comes in: whose it is, what it says, and what the organizer answers."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from booking.actions.accept_proposal import accept_proposal
from booking.actions.change import change
from booking.actions.decline_proposal import decline_proposal
from booking.extensions import db
from booking.ical.reading import read
from booking.inbound_words import INBOUND
from booking.mail.compose import compose
from booking.mail.sender import sender
from booking.models import Message, Proposal
from booking.outbox.letters import letter
from booking.rules.interval import Interval
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.actions.dates import SATO, WEEKLY, made, mails, on, said, times
from tests.factories import NOW, person
from tests.ical import rfc5546
from tests.mailbox.doors import rows
from tests.mailbox.letters import SERVER, mail
from tests.mailbox.test_doors_keep import handled, kept

LI, RAO = "li@example.tw", "rao@example.in"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings_of_app():
    return {"AUTHSERV_ID": SERVER, "INBOUND_URL": "pipe:"}


@pytest.fixture(autouse=True)
def house(app):
    factories.house()


@pytest.fixture
def single() -> int:
    return made(on(3), attendees=(Invited(LI, "李"), Invited(RAO)))


@pytest.fixture
def series() -> int:
    return made(on(3), rrule=WEEKLY, attendees=(Invited(LI),))


def sent(app, kind: str = "invitation", to: str = LI) -> tuple[bytes, str]:
    """The calendar part and the plain text of the last mail of that kind to them, as it goes out."""
    found = select(Message).filter_by(recipient=to, kind=kind).order_by(Message.id.desc())
    ours = sender(app.config)
    raw = compose(letter(db.session.scalars(found).first(), NOW, ours), ours)
    parts = {part.get_content_type(): part for part in message_from_bytes(raw, policy=policy.default).walk()}
    return parts["text/calendar"].get_payload(decode=True), parts["text/plain"].get_content()


def clock(interval: Interval) -> tuple[str, str]:
    """As an attendee's client in Taipei writes it."""
    hours = timedelta(hours=8)
    return tuple(
        f";TZID=Asia/Taipei:{at + hours:%Y%m%dT%H%M%S}" for at in (interval.starts_at, interval.ends_at)
    )


def counter(invitation: bytes, interval: Interval, **more: str) -> bytes:
    """What is written back: the times are others, the attendee is one, and there may be a note."""
    starts, ends = clock(interval)
    kept_lines, inside = [], False
    for line in invitation.decode().replace("\r\n ", "").splitlines():
        name = line.split(":")[0].split(";")[0]
        inside = inside or line == "BEGIN:VEVENT"
        if inside and name in ("DTSTART", "DTEND", "ATTENDEE", "DTSTAMP", "RRULE", *more):
            continue
        kept_lines.append("METHOD:COUNTER" if name == "METHOD" else line)
    own = [f"DTSTART{starts}", f"DTEND{ends}", f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{LI}"]
    own += [f"{name}{value}" for name, value in ({"DTSTAMP": ":20261201T000500Z"} | more).items()]
    at = kept_lines.index("END:VEVENT")
    return "\r\n".join([*kept_lines[:at], *own, *kept_lines[at:], ""]).encode()


def comes(app, text: bytes, who: str = LI, believed: bool = True, now=NOW) -> tuple[str, str]:
    """It is kept and handled: status and outcome."""
    found = f"Authentication-Results: {SERVER}; dmarc=pass header.from={who.partition('@')[2]}"
    fields = ([found] if believed else []) + ["Content-Type: text/calendar; charset=utf-8; method=COUNTER"]
    kept(mail(*fields, body=text, sender=who), "rooms@rooms.example", now=now)
    assert handled(app, now) == 1
    row = rows()[-1]
    assert row.error == ""
    return row.status, row.outcome


def proposals() -> list[Proposal]:
    db.session.rollback()
    return list(db.session.scalars(select(Proposal).order_by(Proposal.id)))


def test_our_invitation_lets_them_propose(app, single):
    assert b"DISALLOW-COUNTER" not in sent(app)[0]
    app.config["INBOUND_URL"] = ""
    assert b"DISALLOW-COUNTER:TRUE" in sent(app)[0]
    app.config["INBOUND_URL"] = "pipe:"


def test_it_becomes_a_proposal_and_is_told(app, single):
    text, before = counter(sent(app)[0], on(4), COMMENT=":After\\nlunch \u202e<b>"), said()
    assert comes(app, text) == ("done", "proposed")
    assert {(one, kind) for one, kind, _ in mails(before)} == {
        (SATO, "proposed"), ("staff@example.jp", "proposed"), ("admin@example.jp", "proposed"),
    }  # fmt: skip
    (made_one,) = proposals()
    assert (made_one.interval, made_one.status, made_one.comment) == (on(4), "open", "After\nlunch <b>")
    assert (made_one.sequence, made_one.whole) == (0, False) and made_one.attendee.email == LI
    row = rows()[-1]
    assert (row.reservation_id, row.sequence) == (single, 0)
    assert times(single) == ["12-03 10:00-11:00"]


def test_accepted_the_moved_meeting_goes_to_everybody(app, single):
    comes(app, counter(sent(app)[0], on(4)))
    before = said()
    accept_proposal(proposals()[0].id, by=person(SATO), now=NOW)
    assert {one for one, _, method in mails(before) if method == "REQUEST"} == {SATO, LI, RAO}
    text, words = sent(app, "changed")
    found = read(text).events[0]
    assert (found.starts_at, found.sequence) == (on(4).starts_at, 1)
    assert "ご提案が承認され" in words
    assert "Your proposal was accepted" not in sent(app, "changed", RAO)[1]


def test_declined_it_is_answered_in_words_too(app, single):
    comes(app, counter(sent(app)[0], on(4)))
    decline_proposal(proposals()[0].id, by=person(SATO), now=NOW, reason="満席")
    text, words = sent(app, "proposal_declined")
    assert rfc5546.complaints(text, "DECLINECOUNTER") == []
    found = read(text)
    assert (found.method, found.events[0].sequence, found.events[0].comment) == ("DECLINECOUNTER", 0, "満席")
    assert "満席" in words and "/reply/" in words


@pytest.mark.parametrize(
    "case", ["not believed", "not invited", "unknown uid", "past", "same time", "twice", "several"]
)
def test_what_proposes_nothing_is_noted(app, single, case):
    invitation, who, now, believed = sent(app)[0], LI, NOW, case != "not believed"
    text = counter(invitation, on(3 if case == "same time" else 4))
    if case == "not invited":
        who = "eve@example.tw"
    elif case == "unknown uid":
        text = text.replace(b"\nUID:", b"\nUID:x")
    elif case == "past":
        text = counter(invitation, on(1, "08:00", "09:00"))
    elif case == "several":
        event = text[text.index(b"BEGIN:VEVENT") : text.index(b"END:VCALENDAR")]
        other = event.replace(b"\nUID", b"\nRECURRENCE-ID:20261203T010000Z\r\nUID")
        text = text.replace(b"END:VCALENDAR", other + b"END:VCALENDAR")
    if case == "twice":
        comes(app, text)
        text += b"\r\n"
    before, known = said(), len(proposals())
    outcome = {
        "not believed": ("held", "held_not_proven"),
        "not invited": ("ignored", "not_theirs"),
        "unknown uid": ("ignored", "unknown_invitation"),
        "past": ("refused", "proposal_unusable"),
        "same time": ("refused", "proposal_same_time"),
        "twice": ("done", "proposed"),
        "several": ("refused", "proposal_unclear"),
    }[case]
    assert comes(app, text, who, believed, now) == outcome
    asked = ["confirm"] if case == "not believed" else []
    assert [kind for _, kind, _ in mails(before)] == asked and len(proposals()) == known


@pytest.mark.parametrize("believed", [True, False])
def test_a_time_without_any_length_is_none_to_propose(app, single, believed):
    text = counter(sent(app)[0], on(4))
    ends = next(line for line in text.splitlines(keepends=True) if line.startswith(b"DTEND"))
    expected = ("refused", "proposal_unusable") if believed else ("held", "held_not_proven")
    assert comes(app, text.replace(ends, b""), believed=believed) == expected and proposals() == []


def test_who_writes_for_an_invited_person_of_their_domain_proposes_for_them(app, single):
    text = counter(sent(app)[0], on(4)).replace(
        b"TENTATIVE:mailto:", b'TENTATIVE;SENT-BY="mailto:wu@example.tw":mailto:'
    )
    assert comes(app, text, "wu@example.tw") == ("done", "proposed")
    assert proposals()[0].attendee.email == LI


def test_an_old_invitation_is_noted_and_not_applied(app, single):
    text = counter(sent(app)[0], on(4))
    change(single, Edit(interval=on(7)), by=person(SATO), now=NOW)
    assert comes(app, text) == ("refused", "proposal_stale") and proposals() == []


def test_a_newer_one_replaces_it_and_an_older_one_does_not(app, single):
    invitation = sent(app)[0]
    comes(app, counter(invitation, on(4)))
    assert comes(app, counter(invitation, on(7), DTSTAMP=":20261201T000600Z")) == ("done", "proposed")
    late = counter(invitation, on(8), DTSTAMP=":20261201T000400Z")
    assert comes(app, late) == ("refused", "proposal_older")
    assert [(one.status, one.interval) for one in proposals()] == [("outdated", on(4)), ("open", on(7))]


@pytest.mark.parametrize(
    "named", [";TZID=Asia/Tokyo:20261210T100000", ":20261210T010000Z", ";VALUE=DATE:20261210"]
)
def test_one_date_of_a_series(app, series, named):
    text = counter(sent(app)[0], on(11), **{"RECURRENCE-ID": named})
    assert comes(app, text) == ("done", "proposed")
    (found,) = proposals()
    assert (found.interval, found.whole, found.occurrence.recurrence_id) == (
        on(11), False, "2026-12-10T10:00:00",
    )  # fmt: skip
    accept_proposal(found.id, by=person(SATO), now=NOW)
    assert times(series)[:3] == ["12-03 10:00-11:00", "12-11 10:00-11:00", "12-17 10:00-11:00"]
    text = sent(app, "changed")[0]
    assert [one.recurrence_at is not None for one in read(text).events] == [True]


def test_a_date_that_the_series_has_not(app, series):
    text = counter(sent(app)[0], on(11), **{"RECURRENCE-ID": ":20261211T010000Z"})
    assert comes(app, text) == ("refused", "proposal_unclear")


@pytest.mark.parametrize("begun", [False, True])
def test_a_whole_series_moves_along_from_its_next_date(app, series, begun):
    """Its times are told of its first date, whatever is over by then."""
    now = on(3).ends_at if begun else NOW
    assert comes(app, counter(sent(app)[0], on(4, "13:00", "14:30")), now=now) == ("done", "proposed")
    (found,) = proposals()
    assert found.whole and found.interval == on(11 if begun else 4, "13:00", "14:30")
    accept_proposal(found.id, by=person(SATO), now=now)
    assert times(series)[:2] == (
        ["12-03 10:00-11:00"] if begun else ["12-04 13:00-14:30", "12-11 13:00-14:30"]
    )


def test_every_outcome_has_words(app):
    with app.test_request_context(), force_locale("en"):
        for code in ("proposed", "not_invited", "proposal_unclear", "proposal_unusable"):
            assert str(INBOUND[code]) % {"email": LI}
