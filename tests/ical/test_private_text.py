"""What only an app knows of an event goes back to it."""

from booking.ical.private_text import with_private

ALARM = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
OURS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:one\r
DTSTART:20261202T010000Z\r
SUMMARY:Ours\r
TRANSP:OPAQUE\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:one\r
RECURRENCE-ID;TZID=Asia/Tokyo:20261209T100000\r
SUMMARY:Ours too\r
END:VEVENT\r
END:VCALENDAR\r
"""


def event(*lines: bytes) -> bytes:
    inside = b"\r\n".join([b"BEGIN:VEVENT", b"UID:one", *lines, b"END:VEVENT"])
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Mine\r\n" + inside + b"\r\nEND:VCALENDAR\r\n"


def test_alarms_and_what_is_not_ours_to_say():
    theirs = event(
        b"SUMMARY:Theirs", b"TRANSP:TRANSPARENT", b"X-APP;A=b:1", b"CATEGORIES:Work", ALARM.strip()
    )
    text = with_private(OURS, theirs)
    assert text.count(ALARM) == text.count(b"X-APP;A=b:1\r\n") == text.count(b"CATEGORIES:Work\r\n") == 2
    assert b"Theirs" not in text and b"SUMMARY:Ours\r\n" in text and b"X-WR-CALNAME" not in text
    assert text.count(b"TRANSP:") == 2 and b"OPAQUE" not in text
    assert text.count(b"DESCRIPTION:Soon") == 2, "of the alarm; that of the event is ours"


def test_each_date_has_its_own():
    whole, date = (
        event(b"X-APP:whole"),
        event(b"RECURRENCE-ID;TZID=Asia/Tokyo:20261209T100000", b"X-APP:date"),
    )
    theirs = whole.replace(b"END:VCALENDAR\r\n", date[date.index(b"BEGIN:VEVENT") :])
    first, second = with_private(OURS, theirs).split(b"END:VEVENT")[:2]
    assert b"X-APP:whole" in first and b"X-APP:date" in second
    assert b"X-APP" not in with_private(OURS, date).split(b"END:VEVENT")[0]


def test_lines_that_are_folded_or_end_otherwise():
    theirs = event(b"X-LONG:begins", b" and goes on", b"SUMMARY:not", b" this", b"X-LAST:1").replace(
        b"\r\n", b"\n"
    )
    text = with_private(OURS, theirs)
    assert b"X-LONG:begins" in text and b" and goes on\r\nX-LAST:1\r\n" in text and b" this" not in text


def test_where_there_is_nothing_private_our_text_is_as_it_was():
    assert with_private(OURS, event()) == with_private(OURS, b"") == OURS
    assert with_private(OURS, event(b"BEGIN:VALARM")).count(b"END:VEVENT") == 2
