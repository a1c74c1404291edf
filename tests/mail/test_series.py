"""Mails about a series, about one of its dates, and their calendar parts."""

from email import message_from_bytes, policy

import icalendar
import pytest

from booking.mail.compose import compose
from booking.mail.room_answer import answer_part
from booking.mail.subjects import subject
from booking.rules.notices import ROOM_ANSWER
from tests.ical import libical, rfc5546
from tests.ical.examples import names, values
from tests.mail.golden import application
from tests.mail.letters import CHAIR, FACTS, GUEST, KINDS, READ, SENDER, letter
from tests.mail.series import (
    ENDS,
    GOES_ON,
    LETTERS,
    MOVED,
    MOVED_DATES,
    ONE,
    SERIES,
    WEDNESDAYS,
    series_letter,
)

WITH_CALENDAR = [name for name, (_, method, _, _) in LETTERS.items() if method]


@pytest.fixture(scope="module", autouse=True)
def languages():
    with application().app_context():
        yield


def parts(written, sender=SENDER):
    message = message_from_bytes(compose(written, sender), policy=policy.default)
    return {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}


def plain(written):
    return parts(written)["text/plain"].get_content().replace("\r\n", "\n")


def calendar(written, sender=SENDER):
    return parts(written, sender)["text/calendar"].get_payload(decode=True)


@pytest.mark.parametrize("sender", [SENDER, READ])
@pytest.mark.parametrize("locale", ["en", "ja", "ko"])
@pytest.mark.parametrize("name", WITH_CALENDAR)
def test_both_checks_find_nothing(name, locale, sender):
    libical.needed()
    written = calendar(series_letter(name, locale), sender)
    assert rfc5546.complaints(written, LETTERS[name][1]) == [] and libical.complaints(written) == []


@pytest.mark.parametrize("kind", [kind for kind, (method, _) in KINDS.items() if method])
def test_both_checks_find_nothing_in_a_single_meeting(kind):
    libical.needed()
    written = answer_part(letter(kind))[1] if kind == ROOM_ANSWER else calendar(letter(kind))
    assert rfc5546.complaints(written, KINDS[kind][0]) == [] and libical.well_founded(written) == []


@pytest.mark.parametrize("name", LETTERS)
def test_in_text_and_html_alike(name):
    found = parts(series_letter(name))
    rule = {
        "series-ends-chair": "Every week on Wednesday, until",
        "series-cancelled-guest": "Every week on Wednesday, 9 times",
        "series-goes-on-chair": "Every week on Wednesday, 10 times",
        "series-goes-on-guest": "Every week on Wednesday, 10 times",
    }.get(name, "Every week on Wednesday, 7 times")
    for said in (found["text/plain"].get_content(), found["text/html"].get_content()):
        assert rule in said and "%(" not in said


def test_a_series_says_its_rule_and_what_differs_from_it():
    text = plain(series_letter("series-invitation-guest"))
    assert "You are invited to this series of meetings." in text
    assert (
        "\nEvery week on Wednesday, 7 times\nFirst date: Wednesday, December 2, 2026 10:00–11:00 (Tokyo)"
        in text
    )
    assert "\nNumber of dates: 8\n" in text
    assert "\nLeft out because the time is taken\nWednesday, December 9, 2026 10:00–11:00 (Tokyo)" in text
    assert "\nOn the waitlist\nWednesday, December 16, 2026 10:00–11:00 (Tokyo)" in text
    assert "\nNo meeting on\nWednesday, December 30, 2026 10:00–11:00 (Tokyo)" in text
    assert "\nBesides, on\nMonday, December 7, 2026 10:00–11:00 (Tokyo)" in text
    assert "Instead of Wednesday, December 23, 2026 10:00–11:00 (Tokyo): Thursday, December 24, 2026" in text
    assert text.count("December 9, 2026 10:00") == text.count("December 16, 2026 10:00") == 1
    assert "Support Room" in text and "only this date" not in text


def test_dates_left_out_say_why():
    closed = {"code": "closed", "field": "starts_at", "values": {"reason": {"en": "Snow festival"}}}
    facts = SERIES | {"skipped_for": {SERIES["skipped"][0]: [closed]}}
    text = plain(series_letter("series-changed-guest", facts=facts))
    assert "Left out because the time is taken" not in text
    assert "\nLeft out for another reason\nWednesday, December 9, 2026 10:00" in text
    assert ": Closed at that time: Snow festival\n" in text


def test_a_series_in_a_subject():
    written = subject(series_letter("series-invitation-guest"))
    assert written == f"Invitation: {FACTS['title']} (series from 2026-12-02 10:00–11:00)"
    assert subject(series_letter("date-reminder-guest")).endswith("(2026-12-02 15:00–16:00)")


def test_a_long_list_is_cut():
    walls = [f"2027-01-{day:02}T{hour:02}:00:00" for day in range(1, 32) for hour in (9, 13)]
    text = plain(series_letter("series-changed-guest", facts=SERIES | {"skipped": walls}))
    assert "January 30, 2027 13:00" in text and "January 31, 2027" not in text and "\nand 2 more\n" in text


def test_a_series_that_is_called_off_lists_nothing():
    text = plain(series_letter("series-cancelled-guest"))
    assert "This series of meetings has been cancelled." in text
    assert not [line for line in ("Number of dates", "Left out", "No meeting on") if line in text]


def test_one_date_says_so_and_a_reminder_needs_not():
    for name in ("date-changed-guest", "date-cancelled-guest"):
        assert "This concerns only this date of the series." in plain(series_letter(name))
    text = plain(series_letter("date-reminder-guest"))
    assert "only this date" not in text and "Series: Every week on Wednesday, 7 times" in text
    assert "Wednesday, December 2, 2026 15:00–16:00 (Tokyo)\n" in text and "First date" not in text


def test_a_series_is_one_calendar_object_with_its_dates_that_differ():
    """Two on one day, which no series in Outlook can have: the rule stays, with the date beside it."""
    early = SERIES | {"rdates": ["2026-12-16T09:00:00"]}
    written = calendar(series_letter("series-invitation-guest", facts=early))
    assert names(written).count("BEGIN:VEVENT") == 2 and names(written).count("BEGIN:VTIMEZONE") == 1
    assert values(written, "DTSTART") == [
        "DTSTART:19700101T000000",  # of the zone
        "DTSTART;TZID=Asia/Tokyo:20261202T100000",
        "DTSTART;TZID=Asia/Tokyo:20261224T140000",
    ]
    assert values(written, "RRULE") == ["RRULE:FREQ=WEEKLY;COUNT=10;BYDAY=WE"]
    assert values(written, "EXDATE") == [
        "EXDATE;TZID=Asia/Tokyo:20261209T100000,20261216T100000,20261230T100000"
    ]
    assert values(written, "RDATE") == ["RDATE;TZID=Asia/Tokyo:20261216T090000"]
    assert values(written, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Asia/Tokyo:20261223T100000"]
    assert values(written, "SEQUENCE") == ["SEQUENCE:4", "SEQUENCE:3"]
    assert [line.partition("\\,")[0] for line in values(written, "LOCATION")] == [
        "LOCATION:Business Communication Space",
        "LOCATION:Support Room",
    ]
    assert len({*values(written, "UID"), *values(written, "SUMMARY")}) == 2


EARLY = {"rdates": ["2026-12-07T09:30:00"]}
ITS_NAME = "RECURRENCE-ID;TZID=Asia/Tokyo:20261207T100000"


def test_a_date_at_another_time_of_the_day_is_an_exception_from_the_rule():
    written = calendar(series_letter("series-invitation-guest", facts=SERIES | EARLY))
    assert values(written, "RRULE") == ["RRULE:FREQ=WEEKLY;UNTIL=20270203T010000Z;BYDAY=MO,WE"]
    assert values(written, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Asia/Tokyo:20261223T100000", ITS_NAME]
    assert values(written, "DTSTART")[-1] == "DTSTART;TZID=Asia/Tokyo:20261207T093000"
    assert values(written, "DTEND")[-1] == "DTEND;TZID=Asia/Tokyo:20261207T103000"
    assert values(written, "SEQUENCE") == ["SEQUENCE:4", "SEQUENCE:3", "SEQUENCE:4"]
    assert values(written, "RDATE") == [] and "20261207T" not in "".join(values(written, "EXDATE"))
    text = plain(series_letter("series-invitation-guest", facts=SERIES | EARLY))
    assert "\nBesides, on\nMonday, December 7, 2026 09:30–10:30 (Tokyo)" in text


def test_one_that_was_called_off_is_left_out_by_the_same_name():
    gone = SERIES | EARLY | {"exdates": [*SERIES["exdates"], "2026-12-07T09:30:00"]}
    written = calendar(series_letter("series-invitation-guest", facts=gone))
    assert ITS_NAME not in values(written, "RECURRENCE-ID")
    (left_out,) = values(written, "EXDATE")
    assert "20261207T100000" in left_out and "20261207T093000" not in left_out


def test_a_date_that_stands_for_one_of_its_day_that_was_left_out():
    instead = {"rdates": ["2026-12-30T16:00:00"], "excluded": ["2026-12-30T10:00:00"]}
    written = calendar(series_letter("series-invitation-guest", facts=SERIES | instead))
    assert values(written, "RECURRENCE-ID")[-1] == "RECURRENCE-ID;TZID=Asia/Tokyo:20261230T100000"
    assert values(written, "DTSTART")[-1] == "DTSTART;TZID=Asia/Tokyo:20261230T160000"
    assert values(written, "EXDATE") == ["EXDATE;TZID=Asia/Tokyo:20261209T100000,20261216T100000"]


@pytest.mark.parametrize("name", ["date-changed-guest", "date-cancelled-guest"])
def test_alone_it_has_the_same_name(name):
    one = LETTERS[name][3] | EARLY | {"recurrence_id": EARLY["rdates"][0]}
    written = calendar(series_letter(name, facts=one))
    assert values(written, "RECURRENCE-ID") == [ITS_NAME]
    assert values(written, "DTSTART")[1:] == ["DTSTART;TZID=Asia/Tokyo:20261202T150000"]


def test_moved_by_hand_it_is_told_once():
    moved = MOVED | {"recurrence_id": EARLY["rdates"][0]}
    for which in ("overrides", "answered"):
        facts = SERIES | EARLY | {"overrides": [], which: [moved]}
        written = calendar(series_letter("series-invitation-guest", facts=facts))
        assert values(written, "RECURRENCE-ID") == [ITS_NAME]
        assert values(written, "DTSTART")[-1] == "DTSTART;TZID=Asia/Tokyo:20261224T140000"


def test_what_outlook_cannot_hold_is_said_by_weeks():
    """No date beside a rule: Mondays are in the rule, and all but one of them left out."""
    written = calendar(series_letter("series-invitation-guest", facts=SERIES | {"exdates": []}))
    assert values(written, "RRULE")[:1] == ["RRULE:FREQ=WEEKLY;UNTIL=20270203T010000Z;BYDAY=MO,WE"]
    mondays = ",".join(f"{day}T100000" for day in (
        "20261214", "20261221", "20261228", "20270104", "20270111", "20270118", "20270125", "20270201",
    ))  # fmt: skip
    assert values(written, "EXDATE") == [f"EXDATE;TZID=Asia/Tokyo:{mondays}"]
    assert values(written, "RDATE") == []


def test_the_rule_begins_where_it_was_set_though_its_first_date_does_not_hold():
    later = {"starts_at": "2026-12-23T05:00:00+00:00", "ends_at": "2026-12-23T06:30:00+00:00"}
    written = calendar(series_letter("series-invitation-guest", facts=SERIES | later | {"overrides": []}))
    assert values(written, "DTSTART")[1:] == ["DTSTART;TZID=Asia/Tokyo:20261202T100000"]
    assert values(written, "DTEND") == ["DTEND;TZID=Asia/Tokyo:20261202T110000"]


def test_the_wall_clock_stays_when_the_clocks_change():
    berlin = SERIES | {
        "tzid": "Europe/Berlin",
        "dtstart": "2027-03-24T10:00:00",
        "overrides": [],
        "rdates": [],
    }
    written = calendar(
        series_letter("series-invitation-guest", facts=berlin | {"exdates": ["2027-03-31T10:00:00"]})
    )
    assert values(written, "EXDATE") == ["EXDATE;TZID=Europe/Berlin:20270331T100000"]
    found = icalendar.Calendar.from_ical(written).walk("VEVENT")[0]
    assert found["EXDATE"].dts[0].dt.utcoffset() != found["DTSTART"].dt.utcoffset()


def test_a_date_that_differs_and_was_called_off_is_left_out():
    off = SERIES | {"overrides": [MOVED | {"status": "cancelled"}]}
    written = series_letter("series-invitation-guest", facts=off)
    assert values(calendar(written), "RECURRENCE-ID") == [] and "Instead of" not in plain(written)


@pytest.mark.parametrize("name", ["date-changed-guest", "date-cancelled-guest"])
def test_one_date_goes_alone(name):
    written = calendar(series_letter(name))
    assert values(written, "METHOD") == [f"METHOD:{LETTERS[name][1]}"]
    assert names(written).count("BEGIN:VEVENT") == 1
    assert values(written, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Asia/Tokyo:20261202T100000"]
    assert values(written, "DTSTART")[1:] == ["DTSTART;TZID=Asia/Tokyo:20261202T150000"]
    assert [line for name in ("RRULE", "EXDATE", "RDATE") for line in values(written, name)] == []


def test_a_series_is_cancelled_whole():
    written = calendar(series_letter("series-cancelled-guest"))
    assert names(written).count("BEGIN:VEVENT") == 1 and values(written, "STATUS") == ["STATUS:CANCELLED"]
    assert [line for name in ("RECURRENCE-ID", "EXDATE", "RDATE") for line in values(written, name)] == []


@pytest.mark.parametrize("facts", [FACTS, SERIES, ONE])
@pytest.mark.parametrize("people", [FACTS["attendees"], FACTS["attendees"][:1]])
def test_who_was_taken_off_the_list_is_called_off_alone(facts, people):
    written = letter("cancelled", GUEST, facts=facts | {"attendees": people}, recipient="rao@example.in")
    text = plain(written)
    assert "You are no longer invited to this" in text and "cancelled" not in text
    assert subject(written).startswith("No longer invited: ")
    assert "+82 42 000" not in text and "Purpose" not in text and "/reply/" not in text
    (line,) = values(calendar(written), "ATTENDEE")
    assert line.endswith(":mailto:rao@example.in")


def test_a_snapshot_from_before_there_were_series_is_read():
    assert not set(FACTS) & {"rrule", "recurrence_id", "was", "waitlisted", "candidates"}
    text = plain(letter("invitation", CHAIR))
    assert not [word for word in ("Series", "First date", "Number of dates") if word in text]


def test_the_part_of_a_series_that_ends_says_when_and_what_follows():
    text = plain(series_letter("series-ends-chair"))
    assert "This series of meetings now ends with Wednesday, December 2, 2026.\n" in text
    assert "From Thursday, December 24, 2026 on this series of meetings goes on as another one" in text
    assert (
        "\nIt goes on as\nEvery week on Thursday, 7 times, 14:00–15:30 (Tokyo)\n"
        "Thursday, December 24, 2026 14:00–15:30 (Tokyo) / "
        "Thursday, December 24, 2026 10:30–12:00 (Kolkata)\nSupport Room\n"
    ) in text
    assert subject(series_letter("series-ends-chair")).startswith("Changed: ")


def test_who_is_not_invited_to_what_follows_does_not_hear_of_it():
    alone = ENDS | {"goes_on": ENDS["goes_on"] | {"invited": ["kim@example.kr"]}}
    text = plain(
        series_letter("series-ends-chair", facts=alone, attendee_id=GUEST, recipient="rao@example.in")
    )
    assert "This series of meetings now ends with Wednesday, December 2, 2026.\n" in text
    assert "goes on" not in text and "Support Room" not in text
    told = plain(
        series_letter("series-ends-chair", facts=ENDS, attendee_id=GUEST, recipient="rao@example.in")
    )
    assert "It goes on as" in told


def test_the_part_that_goes_on_says_since_when_and_what_it_was():
    text = plain(series_letter("series-goes-on-guest"))
    assert "changed from Wednesday, December 23, 2026 on. The dates before stay as they were." in text
    assert (
        "\nBefore\nEvery week on Wednesday, 10 times, 10:00–11:00 (Tokyo)\nBusiness Communication Space\n"
        "\nNow\nEvery week on Thursday, 7 times, 14:00–15:30 (Tokyo)\nSupport Room\n"
    ) in text
    assert (
        "\nWednesday, December 23, 2026 10:00–11:00 (Tokyo) → Thursday, December 24, 2026 14:00–15:30 (Tokyo)"
    ) in text
    assert "\nand 5 more\n" in text
    assert subject(series_letter("series-goes-on-guest")).startswith("Changed: ")
    assert values(calendar(series_letter("series-goes-on-guest")), "RRULE") == [
        "RRULE:FREQ=WEEKLY;COUNT=7;BYDAY=TH"
    ]


def test_a_part_that_goes_on_while_staff_decide_says_so():
    asked = GOES_ON | {"continues": GOES_ON["continues"] | {"asked": True}, "moved": [], "before": None}
    text = plain(series_letter("series-goes-on-guest", facts=asked))
    assert "stands in your calendar as another one. Our staff have yet to decide" in text
    assert "Dates that moved" not in text and "\nBefore\n" not in text


def test_a_date_that_went_elsewhere_by_itself_names_both_places():
    at_home = {"spaces": [{"names": FACTS["spaces"][0]["names"]}]}
    dates = [MOVED_DATES[0], MOVED_DATES[1] | at_home]
    told = SERIES | {"before": WEDNESDAYS | at_home, "moved": dates, "moved_count": 2}
    text = plain(series_letter("series-changed-guest", facts=told))
    assert "\nBefore\n" not in text
    assert "11:00 (Tokyo), Business Communication Space → Thursday, December 24, 2026" in text
    assert "(Tokyo) → Thursday, December 31, 2026 14:00–15:30 (Tokyo)" in text


def test_several_dates_of_a_change_that_waits():
    asked = SERIES | {"wanted": MOVED_DATES[0], "moved": MOVED_DATES, "moved_count": 2}
    text = plain(letter("change_received", facts=asked))
    assert "\nAsked for\nWednesday, December 23, 2026 10:00–11:00 (Tokyo), Business" in text
    assert "As booked" not in text


def test_who_had_to_make_way_is_told_why():
    facts = letter("changed").facts | {"made_way": True, "reason": "The mayor comes"}
    text = plain(letter("changed", facts=facts))
    assert "We had to move your booking." in text and "Reason: The mayor comes\n" in text
    assert "\nBefore\n" in text and "\nNow\n" in text
    assert "Reason" not in plain(letter("changed", facts=facts | {"made_way": False}))


def test_it_counts_the_dates_that_are_held():
    skipped = {"exdates": ["2026-12-09T10:00:00"], "rdates": [], "waitlisted": [], "overrides": []}
    facts = SERIES | skipped | {"rrule": "FREQ=WEEKLY;COUNT=4;BYDAY=WE", "dates_count": 3}
    text = plain(series_letter("series-invitation-chair", facts=facts))
    assert "Every week on Wednesday, 3 times" in text and "4 times" not in text
    assert "Number of dates: 3" in text


def test_each_date_of_a_returned_series_has_its_own_deadline():
    dates = [
        {"starts_at": f"2026-12-{day:02}T01:00:00+00:00", "ends_at": f"2026-12-{day:02}T02:00:00+00:00",
         "status": "tentative", "expires_at": until}
        for day, until in ((2, "2026-12-02T01:00:00+00:00"), (9, "2026-12-03T15:00:00+00:00"))
    ]  # fmt: skip
    asked = SERIES | {"status": "tentative", "question": "Who comes?", "overrides": [], "dates_count": 2}
    facts = asked | {"dates": dates, "expires_at": None}
    for part in parts(letter("returned", facts=facts, tzid="Asia/Tokyo")).values():
        text = part.get_content()
        assert (
            "Wednesday, December 2, 2026 10:00–11:00 (Tokyo): Due Wednesday, December 2, 2026 10:00" in text
        )
        assert "Wednesday, December 9, 2026 10:00–11:00 (Tokyo): Due Thursday, December 3, 2026 24:00" in text
        assert "We hold the time" not in text
    alike = [date | {"expires_at": "2026-12-01T15:00:00+00:00"} for date in dates]
    text = plain(letter("returned", facts=facts | {"dates": alike}, tzid="Asia/Tokyo"))
    assert "We hold the times for you until Tuesday, December 1, 2026 24:00 (Tokyo)." in text
    assert "own deadline" not in text
