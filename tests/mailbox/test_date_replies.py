"""An answer about one date of a series: where it is kept, shown, told, and what takes its place."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import icalendar
import pytest
import time_machine
from sqlalchemy import select

from booking.actions.change import change
from booking.actions.reply import reply
from booking.actions.undo import undo
from booking.api.shown import reservation as as_json
from booking.extensions import db
from booking.jobs.handlers import Mail
from booking.mail.sender import sender
from booking.models import AuditEntry, Message
from booking.outbox.leads import leads_of
from booking.queries.reservations import reservation
from booking.rules.requests import Edit, Invited
from tests.factories import NOW, person, span
from tests.mailbox.answers import LI, OURS, RAO, answer, booked, booking, dates, event, guest, mail, receive
from tests.mailbox.letters import SERVER
from tests.web.pages import signed_in

SECOND = "RECURRENCE-ID;TZID=Asia/Tokyo:20261209T100000"
RULE = "FREQ=WEEKLY;COUNT=4"


@pytest.fixture
def settings_of_app():
    return {"AUTHSERV_ID": SERVER, "ORGANIZER_ADDRESS": OURS}


@pytest.fixture
def series(app) -> int:
    return booked(rrule=RULE)


def answers(email: str = LI) -> list[str]:
    return [guest(email).partstat_on(date) for date in dates()]


def edit(booking_id: int, scope: str = "all", recurrence_id: str = "", by: str = "kim@example.kr", **values):
    who = person(by)
    change(booking_id, Edit(**values), by=who, now=NOW, scope=scope, recurrence_id=recurrence_id)


def request_to(app, email: str = LI, number: int = -1) -> icalendar.Calendar:
    """The calendar part of the latest REQUEST that the outbox has for them."""
    rows = select(Message).filter_by(recipient=email, method="REQUEST").order_by(Message.id)
    message = db.session.scalars(rows).all()[number]
    whole = message_from_bytes(Mail(sender(app.config), None).prepare(message, NOW), policy=policy.SMTP)
    part = next(one for one in whole.walk() if one.get_content_type() == "text/calendar")
    return icalendar.Calendar.from_ical(part.get_content())


def partstats(calendar: icalendar.Calendar, email: str = LI) -> dict[str, str]:
    """By the RECURRENCE-ID of the event, `-` for the series."""
    found = {}
    for one in calendar.walk("VEVENT"):
        people = one["ATTENDEE"] if isinstance(one["ATTENDEE"], list) else [one["ATTENDEE"]]
        who = next(each for each in people if each == f"mailto:{email}")
        name = one["RECURRENCE-ID"].dt.isoformat()[:10] if "RECURRENCE-ID" in one else "-"
        found[name] = who.params["PARTSTAT"]
    return found


@pytest.mark.parametrize(
    "named",
    [
        SECOND,
        "RECURRENCE-ID:20261209T010000Z",
        "RECURRENCE-ID;TZID=Tokyo Standard Time:20261209T100000",
        "RECURRENCE-ID;TZID=Asia/Taipei:20261209T090000",
        "RECURRENCE-ID;VALUE=DATE:20261209",
    ],
)
def test_an_answer_about_one_date_is_kept_for_it_alone(app, series, named):
    assert answer(app, "DECLINED", named, "COMMENT:Away") == "reply_declined"
    assert answers() == ["NEEDS-ACTION", "DECLINED", "NEEDS-ACTION", "NEEDS-ACTION"]
    assert answers(RAO) == ["NEEDS-ACTION"] * 4
    (own,) = guest().by_date
    assert (own.comment, own.sequence) == ("Away", 0)


def test_the_series_and_a_date_in_one_mail(app, series):
    raw = mail(event(), event("DECLINED", SECOND))
    assert receive(app, raw) == ("done", "reply_accepted")
    assert answers() == ["ACCEPTED", "DECLINED", "ACCEPTED", "ACCEPTED"]


def test_an_answer_for_the_whole_leaves_the_exception(app, series):
    answer(app, "DECLINED", SECOND)
    answer(app, stamp="20261201T020000Z")
    assert answers() == ["ACCEPTED", "DECLINED", "ACCEPTED", "ACCEPTED"]


def test_this_date_and_those_that_follow(app, series):
    following = SECOND.replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE")
    assert answer(app, "DECLINED", following) == "reply_declined"
    assert answers() == ["NEEDS-ACTION", "DECLINED", "DECLINED", "DECLINED"]


@pytest.fixture
def beside(app) -> int:
    """The date instead of the second is an hour later than the others, one beside them on Thursday is too."""
    out, more = datetime(2026, 12, 9, 10), (datetime(2026, 12, 9, 11), datetime(2026, 12, 17, 11))
    return booked(rrule=RULE, exdates=(out,), rdates=more)


@pytest.mark.parametrize(("nth", "starts"), [(1, "2026-12-09T11:00"), (3, "2026-12-17T11:00")])
def test_a_date_at_another_time_is_answered_by_the_name_that_its_invitation_has(app, beside, nth, starts):
    told = [one for one in request_to(app).walk("VEVENT") if "RECURRENCE-ID" in one]
    (one,) = (one for one in told if one["DTSTART"].dt.isoformat().startswith(starts))
    name = one["RECURRENCE-ID"].dt
    assert name.isoformat().startswith(starts.replace("T11", "T10"))
    assert answer(app, "DECLINED", f"RECURRENCE-ID;TZID=Asia/Tokyo:{name:%Y%m%dT%H%M%S}") == "reply_declined"
    assert [date for date, partstat in enumerate(answers()) if partstat == "DECLINED"] == [nth]
    assert (
        answer(
            app, "ACCEPTED", f"RECURRENCE-ID:{starts[:10].replace('-', '')}T020000Z", stamp="20261201T020000Z"
        )
        == "reply_accepted"
    )
    assert answers()[nth] == "ACCEPTED"


def test_its_answer_is_in_the_next_invitation(app, beside):
    answer(app, "DECLINED", "RECURRENCE-ID;TZID=Asia/Tokyo:20261217T100000")
    edit(beside, title="Other words")
    told = request_to(app)
    assert partstats(told) == {"-": "NEEDS-ACTION", "2026-12-09": "NEEDS-ACTION", "2026-12-17": "DECLINED"}


@pytest.mark.parametrize(
    "named",
    [
        "RECURRENCE-ID:20261210T010000Z",
        "RECURRENCE-ID;VALUE=DATE:20261210",
        "RECURRENCE-ID;TZID=Asia/Tokyo:20261209T100100",
    ],
)
def test_a_date_that_it_does_not_have(app, series, named):
    assert answer(app, "DECLINED", named) == "reply_unknown_date" and guest().by_date == []


def test_of_two_answers_about_a_date_the_later_counts(app, series):
    assert answer(app, "DECLINED", SECOND, stamp="20261201T020000Z") == "reply_declined"
    assert answer(app, "ACCEPTED", SECOND, stamp="20261201T010000Z") == "reply_overtaken"
    assert answer(app, "DECLINED", SECOND, stamp="20261201T020000Z", params=";CN=Li") == "reply_twice"
    assert answer(app, "TENTATIVE", SECOND, stamp="20261201T030000Z") == "reply_tentative"
    assert len(guest().by_date) == 1 and answers()[1] == "TENTATIVE"


def test_a_single_booking_is_answered_as_a_whole(app):
    booked()
    assert answer(app, "ACCEPTED", "RECURRENCE-ID:20261202T010000Z") == "reply_accepted"
    assert guest().partstat == "ACCEPTED" and guest().by_date == []


def test_it_is_shown_on_the_page_and_in_json(app, series):
    answer(app, "DECLINED", SECOND, "COMMENT:On holiday")
    found = as_json(reservation(series))
    assert [date["attendees"] for date in found["occurrences"]] == [
        [], [{"email": LI, "partstat": "DECLINED"}], [], [],
    ]  # fmt: skip
    assert {one["partstat"] for one in found["attendees"]} == {"ACCEPTED", "NEEDS-ACTION"}
    with time_machine.travel(NOW, tick=False):
        page = signed_in(app, "kim@example.kr").get(f"/reservations/{series}?lang=en").text
    second = page.partition('id="date-2026-12-09T10:00:00"')[2].partition("</tr>")[0]
    assert "Cannot come" in second
    assert "On holiday" in second and page.count("On holiday") == 1


def test_a_date_that_is_declined_is_not_reminded_of(app, series):
    answer(app, "DECLINED", SECOND)
    li, by_start = guest().id, [date.id for date in dates()]
    reminded = {occurrence for occurrence, _, attendee in leads_of() if attendee == li}
    assert reminded == {by_start[0], *by_start[2:]}


def test_calendars_are_told_who_answered_otherwise_for_a_date(app, series):
    answer(app)
    answer(app, "DECLINED", SECOND)
    edit(series, title="Talks about prices")
    told = request_to(app)
    assert partstats(told) == {"-": "ACCEPTED", "2026-12-09": "DECLINED"}
    assert len({one["SEQUENCE"] for one in told.walk("VEVENT")}) == 1
    assert partstats(request_to(app), RAO) == {"-": "NEEDS-ACTION", "2026-12-09": "NEEDS-ACTION"}


def test_the_answer_goes_with_a_date_that_is_split_off(app, series):
    answer(app)
    answer(app, "DECLINED", SECOND)
    edit(series, "following", "2026-12-09T10:00:00", title="Talks, continued")
    fresh = db.session.scalars(select(Message.reservation_id).order_by(Message.id.desc())).first()
    found = reservation(fresh)
    assert fresh != series
    (li,) = (one for one in found.attendees if one.email == LI)
    dates_there = sorted(found.occurrences, key=lambda one: one.starts_at)
    assert [li.partstat_on(date) for date in dates_there] == ["DECLINED", "ACCEPTED", "ACCEPTED"]
    assert [one.by_date for one in reservation(series).attendees] == [[], [], []]


def test_the_history_has_it(app, series):
    answer(app, "DECLINED", SECOND)
    entry = db.session.scalars(select(AuditEntry).filter_by(action="reply")).one()
    assert entry.before["date_partstats"] == []
    assert [row["partstat"] for row in entry.after["date_partstats"]] == ["DECLINED"]


# Whoever is invited to another time answers anew.


def test_words_alone_leave_the_answers(app, series):
    answer(app)
    answer(app, "DECLINED", SECOND)
    edit(series, title="Talks about prices", description="Bring the list")
    assert answers() == ["ACCEPTED", "DECLINED", "ACCEPTED", "ACCEPTED"]


def test_another_space_leaves_the_answers(app, series):
    answer(app)
    edit(series, spaces=("hall",))
    assert answers() == ["ACCEPTED"] * 4


def test_another_time_of_one_date_asks_again_for_it(app, series):
    answer(app)
    edit(series, "one", "2026-12-09T10:00:00", interval=span(9, "13:00", "14:00"))
    assert answers() == ["ACCEPTED", "NEEDS-ACTION", "ACCEPTED", "ACCEPTED"]
    assert {one.partstat for one in booking().attendees if one.role == "CHAIR"} == {"ACCEPTED"}
    assert partstats(request_to(app)) == {"2026-12-09": "NEEDS-ACTION"}
    assert answer(app, "ACCEPTED", SECOND, stamp="20261201T020000Z") == "reply_outdated"
    assert answer(app, "DECLINED", SECOND, sequence=1, stamp="20261201T030000Z") == "reply_declined"
    assert answers()[1] == "DECLINED"


def test_an_answer_for_the_whole_settles_a_moved_date_only_if_they_knew(app, series):
    edit(series, "one", "2026-12-09T10:00:00", interval=span(9, "13:00", "14:00"))
    assert answer(app) == "reply_accepted"
    assert answers() == ["ACCEPTED", "NEEDS-ACTION", "ACCEPTED", "ACCEPTED"]
    reply(guest().id, partstat="TENTATIVE", now=NOW)
    assert answers() == ["TENTATIVE"] * 4


def test_another_time_of_the_series_asks_again_for_all(app, series):
    answer(app)
    answer(app, "DECLINED", SECOND)
    edit(series, interval=span(2, "13:00", "14:00"))
    assert answers() == ["NEEDS-ACTION"] * 4
    assert partstats(request_to(app)) == {"-": "NEEDS-ACTION"}
    assert answer(app, stamp="20261201T040000Z") == "reply_outdated"
    assert answer(app, sequence=booking().changes, stamp="20261201T040000Z") == "reply_accepted"
    assert answers() == ["ACCEPTED"] * 4


def test_a_date_that_stays_keeps_its_answer_when_the_others_move(app, series):
    edit(series, "one", "2026-12-09T10:00:00", interval=span(9, "15:00", "16:00"))
    answer(app, "ACCEPTED", stamp="20261201T020000Z", sequence=1)
    assert answers() == ["ACCEPTED"] * 4
    edit(series, interval=span(2, "13:00", "14:00"))
    assert answers() == ["NEEDS-ACTION", "ACCEPTED", "NEEDS-ACTION", "NEEDS-ACTION"]


def test_a_date_that_is_added_is_asked_for(app, series):
    answer(app)
    edit(series, rrule="FREQ=WEEKLY;COUNT=5")
    assert answers() == ["ACCEPTED"] * 4 + ["NEEDS-ACTION"]


def test_what_staff_take_back_was_never_asked(app, series):
    answer(app)
    answer(app, "DECLINED", SECOND)
    before = answers()
    held = replace(person("staff@example.jp"), undo_for=timedelta(minutes=1))
    for interval, scope, name in (
        (span(2, "13:00", "14:00"), "all", ""),
        (span(16, "13:00", "14:00"), "one", "2026-12-16T10:00:00"),
    ):
        change(series, Edit(interval=interval), by=held, now=NOW, scope=scope, recurrence_id=name)
        assert answers() != before
        undo(series, by=held, now=NOW)
        assert answers() == before
    assert answer(app, "TENTATIVE", stamp="20261201T040000Z") == "reply_tentative"


THUNDERBIRD = Path(__file__).parents[1] / "data" / "ical" / "thunderbird"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reply_s1_series", ["ACCEPTED"] * 3),
        ("reply_s2_move_one", ["NEEDS-ACTION", "NEEDS-ACTION", "ACCEPTED"]),
        ("reply_v25_sent_by", ["ACCEPTED"] * 3),
        ("reply_v15_cjk_folded_mid_utf8", ["ACCEPTED"] * 3),
    ],
)
def test_what_thunderbird_answers(app, name, expected):
    """Its own texts, to a series of ours."""
    alice = "alice@example.com"
    booked(interval=span(8, "10:00", "11:00"), rrule="FREQ=WEEKLY;COUNT=3", attendees=(Invited(alice),))
    written = (THUNDERBIRD / f"{name}.ics").read_bytes().decode(errors="replace")
    ours = re.sub(r"(?m)^UID:[^\r\n]*(\r?\n [^\r\n]*)*", f"UID:{booking().uid}", written)
    raw = mail("x", sender=alice).decode().partition("\r\n\r\n")[0] + "\r\n\r\n" + ours
    assert receive(app, raw.encode()) == ("done", "reply_accepted")
    assert answers(alice) == expected
