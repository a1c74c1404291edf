"""Texts that hang or fill naive readers (ICAL 0.9, C15-C17). The dearest takes us half a second."""

from tests.ical.messages import CUSTOM, TIMES, calendar, message, vevent

SECONDS, MEGABYTES = 25, 300  # for all; ten times what they need

PEOPLE = [f"ATTENDEE:mailto:a{n}@x.example" for n in range(490)]
DATES = "RDATE:" + ",".join(["20261201T030000Z"] * 490)


def date(n: int, *lines: str, tzid: str = "Asia/Tokyo") -> tuple[str, ...]:
    return vevent(f"DTSTART;TZID={tzid}:20261201T120000", f"RECURRENCE-ID:202612{n + 1:02}T030000Z", *lines)


def zone(tzid: str, *observances: str) -> tuple[str, ...]:
    return ("BEGIN:VTIMEZONE", f"TZID:{tzid}", *observances, "END:VTIMEZONE")


def observance(line: str) -> tuple[str, ...]:
    offsets = ("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200")
    return ("BEGIN:DAYLIGHT", "DTSTART:19700101T000000", *offsets, line, "END:DAYLIGHT")


def ruled(tzid: str, number: int) -> tuple[str, ...]:
    lines = [f"RRULE:FREQ=YEARLY;BYMONTH={n % 12 + 1};BYDAY=-1SU" for n in range(number)]
    return zone(tzid, *(one for line in lines for one in observance(line)))


def in_zone(*lines: str, of: tuple[str, ...]) -> bytes:
    return message(f"DTSTART;TZID={CUSTOM}:20261201T120000", *lines, zone=of)


BOMBS = {
    "attendees": message(*TIMES, *PEOPLE * 200),
    "attendees of many dates": calendar(*(one for n in range(15) for one in date(n, *PEOPLE))),
    "one folded line": message(*TIMES, "DESCRIPTION:" + "\r\n a" * 3_000_000),
    "one folded line that fits": message(*TIMES, "DESCRIPTION:" + "\r\n a" * 65_000),
    "nested": calendar(*["BEGIN:VEVENT"] * 20_000, *["END:VEVENT"] * 20_000),
    "dates": message(*TIMES, *[DATES] * 400),
    "dates of many dates": calendar(*(one for n in range(28) for one in date(n, DATES))),
    "every second": message(*TIMES, "RRULE:FREQ=SECONDLY"),
    "interval 0": message(*TIMES, "RRULE:FREQ=DAILY;INTERVAL=0"),
    "every minute since 1970": message("DTSTART:19700101T000000Z", "RRULE:FREQ=MINUTELY"),
    "no such day": message(*TIMES, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3"),
    "endless": message(*TIMES, "RRULE:FREQ=DAILY"),
    "until the end of the calendar": message(*TIMES, "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z"),
    "a zone of seconds": in_zone(of=zone(CUSTOM, *observance("RRULE:FREQ=SECONDLY"))),
    "zones of many rules": calendar(*ruled("A", 20), *ruled("B", 20), *date(0, tzid="A"), *date(1, tzid="B")),
    "zones of too many rules": in_zone(of=ruled(CUSTOM, 41)),
    "a zone that is not understood, again and again": calendar(
        *zone("A", *ruled("A", 39)[2:-1], *observance("RRULE:FREQ=DAILY")),
        *(one for n in range(28) for one in date(n, tzid="A") * 2),
        method="METHOD:CANCEL",
    ),
    "series upon series": calendar(
        *ruled("A", 2), *vevent("DTSTART;TZID=A:20261201T120000", "RRULE:FREQ=DAILY") * 150
    ),
    "a zone of many dates": in_zone(
        "RRULE:FREQ=DAILY;COUNT=500", of=zone(CUSTOM, *observance(DATES.replace("Z", "")) * 25)
    ),
    "parameters": message(*TIMES, *["ATTENDEE" + ";A=b" * 14_000 + ":mailto:a@x.example"] * 4),
    "quotation marks": message(*TIMES, 'ATTENDEE;CN="' + '"' * 60_000 + ":mailto:a@x.example"),
    "carets": message(*TIMES, *["ATTENDEE;CN=" + "^" * 60_000 + ":mailto:a@x.example"] * 4),
    "comments": message(*TIMES, *["COMMENT:" + "x\\n" * 20] * 3_000),
}
