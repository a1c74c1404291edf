"""Calendar texts as broken as chance can make them: real ones, cut, mixed and sprinkled with what is odd."""

from hypothesis import strategies as st

from booking.ical.itip import cancel, counter, decline_counter, reply, request
from tests.ical.examples import DATA, DIFFERENT, SERIES, event
from tests.ical.messages import CUSTOM, EASTERN, TIMES, calendar, message, vevent
from tests.ical.test_answers import ROOM
from tests.samples import CORPUS

OURS = [
    request(event()), request(SERIES, DIFFERENT), cancel(event()), reply(event(attendees=(ROOM,))),
    counter(event()), decline_counter(event()),
    message(f"DTSTART;TZID={CUSTOM}:20261201T120000", "RRULE:FREQ=WEEKLY;COUNT=9", zone=EASTERN),
    message("DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20271201"),
    calendar(*vevent(*TIMES), *vevent(*TIMES, "RECURRENCE-ID;RANGE=THISANDFUTURE:20261208T030000Z")),
]  # fmt: skip
FILES = sorted([*DATA.rglob("*.ics"), *(path for path in CORPUS.rglob("*.*") if path.suffix != ".tsv")])
SEEDS = [*OURS, *(path.read_bytes() for path in FILES)]
STRUCTURE = (b"BEGIN:", b"END:")
LINES = sorted(
    {
        line
        for text in SEEDS
        for line in text.splitlines()
        if len(line) < 200 and not line.startswith(STRUCTURE)
    }
)
# fmt: off
ODD = [
    b"", b":", b";", b",", b"=", b'"', b"\\", b"\\n", b"\r", b"\n ", b"\x00", b"\xef\xbb\xbf", b"^n",
    b"%0d%0a", "\u202e".encode(), "\u2028".encode(), b"-", b"+", b"0", b"99999999999", b"P", b"T", b"Z", b"/",
    b"19691231T235959", b"22000101T000000Z", b"20260308T023000", b"20261101T013000", b"00000000", b"20260230",
    b"PT9999999S", b"P366D", b"-P1D", b"+1559", b"-000001", b"UTC", b"Asia/Tokyo", b"Tokyo Standard Time",
    b"Customized Time Zone", b"/x/Asia/Seoul", b"FREQ=DAILY", b"FREQ=SECONDLY", b"COUNT=500",
    b"UNTIL=99991231", b"BYDAY=-1SU", b"BYMONTH=2", b"INTERVAL=366", b"mailto:", b"MAILTO:a@x.example",
    b"X" * 300,
]
ADDED = [
    b"RDATE;VALUE=PERIOD:20261201T030000Z/PT1H", b"EXDATE:20261208", b"RECURRENCE-ID:20261208T030000Z",
    b"RRULE:FREQ=WEEKLY;UNTIL=21990101T000000Z", b"RRULE:FREQ=DAILY", b"DURATION:P1DT1H", b"DTSTART:20261201",
    b"BEGIN:VALARM", b"END:VEVENT", b"BEGIN:VEVENT", b"END:VCALENDAR", b"METHOD:CANCEL",
]
# fmt: on
chosen = st.sampled_from(ODD)
free = st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace"))
odd = st.one_of(*[chosen] * 14, *[free] * 8, st.binary(max_size=3))
places = st.integers(0, 2**32 - 1).map(
    lambda number: number * 2654435761 % 2**32 / 2**32
)  # not first of all 0


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    lines = draw(st.sampled_from(SEEDS)).split(b"\n")
    for _ in range(draw(st.integers(0, 6))):
        lines = draw(st.sampled_from(CHANGES))(draw, lines)
    return b"\n".join(lines)


def _cut(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    at = int(draw(places) * len(lines))
    return lines[:at] + lines[at + 1 :]


def _again(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    first, last = (int(draw(places) * len(lines)) for _ in range(2))
    return lines[:first] + lines[last : last + 12] + lines[first:]


def _foreign(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    at = int(draw(places) * len(lines))
    return [*lines[:at], draw(st.sampled_from(ADDED) | st.sampled_from(LINES)), *lines[at:]]


def _within(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    """Something odd in the place of a part of a line."""
    if not lines:
        return lines
    at = int(draw(places) * len(lines))
    line, length = lines[at].decode("utf-8", "surrogateescape"), draw(st.integers(0, 12))
    start = int(draw(places) * (len(line) + 1))
    before, after = (one.encode("utf-8", "surrogateescape") for one in (line[:start], line[start + length :]))
    return [*lines[:at], before + draw(odd) + after, *lines[at + 1 :]]


def _value(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    """Something odd as the value of a property."""
    if not lines:
        return lines
    at = int(draw(places) * len(lines))
    if lines[at].startswith(STRUCTURE):
        return lines
    name = lines[at].split(b":")[0]
    return [*lines[:at], name + b":" + draw(odd) + draw(odd), *lines[at + 1 :]]


CHANGES = [_cut, _again, _foreign, _foreign, _within, _within, _within, _value, _value, _value]
