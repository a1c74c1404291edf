"""Events to write, readers to check what was written with, and texts that people might type."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from booking.ical.vevent import Attendee, CalendarUser, Event

DATA = Path(__file__).parent.parent / "data" / "ical"
NOON = datetime(2026, 12, 1, 3, tzinfo=UTC)
DESK = CalendarUser("desk@rooms.example", "ビジネス拠点 受付")
KIM = Attendee("kim@daejeon.example", "김민준", role="CHAIR", partstat="ACCEPTED", rsvp=False)
SATO = Attendee("sato@osaka.example", 'Sato "S", Hanako')
ROOM = Attendee("support@rooms.example", "Support Room", "NON-PARTICIPANT", "ACCEPTED", False, "ROOM")


def event(**changes: object) -> Event:
    values: dict[str, object] = {
        "uid": "4b1d2c8e-6a1f-4f0e-9f57-0d5f2f3a9c11@rooms.example",
        "sequence": 0,
        "dtstamp": datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
        "starts_at": NOON,
        "ends_at": NOON + timedelta(hours=1),
        "tzid": "Asia/Tokyo",
        "summary": "商談: Silk; Road, 대전",
        "organizer": DESK,
        "attendees": (KIM, SATO, ROOM),
        "description": "https://rooms.example/join/abc\n資料は C:\\New, 3部",
        "location": "Support Room, 3F / https://rooms.example/join/abc",
        "conference": "https://rooms.example/join/abc",
        "created_at": datetime(2026, 11, 19, tzinfo=UTC),
        "last_modified_at": datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
    }
    return Event(**(values | changes))  # type: ignore[arg-type]


SERIES = event(
    rrule="FREQ=WEEKLY;UNTIL=20270301T030000Z;BYDAY=TU",
    exdates=(NOON + timedelta(days=7), NOON + timedelta(days=14)),
    sequence=2,
)

DIFFERENT = (
    replace(SERIES, rrule="", exdates=(), sequence=3, recurrence_at=NOON + timedelta(days=21)),
    replace(
        SERIES,
        rrule="",
        exdates=(),
        starts_at=NOON + timedelta(days=29, hours=2),
        ends_at=NOON + timedelta(days=29, hours=4),
        recurrence_at=NOON + timedelta(days=28),
        location="Start-up Office",
    ),
)

_AWKWARD = [
    *("\r\n", "\n", "\r", "\t", ",", ";", ":", '"', "'", "\\", "\\N", "\\n", "\\,", "^", "^n", "^'", "%2C"),
    *("=", " ", "\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ud800", "\uffff", "\u3000"),
    *(
        "漢字",
        "한글",
        "👩‍👩‍👧",
        "🇰🇷",
        "é",
        "\r\nATTENDEE:mailto:x@x.example",
        "\nEND:VEVENT\nBEGIN:VEVENT",
        "a" * 70,
    ),
]
texts = st.lists(st.text(max_size=20) | st.sampled_from(_AWKWARD), max_size=12).map("".join)
instants = st.datetimes(
    datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC), allow_imaginary=False
).map(lambda at: at.replace(microsecond=0))
zones = st.sampled_from(
    ["Asia/Tokyo", "Asia/Seoul", "America/New_York", "Europe/Berlin", "Africa/Casablanca"]
)
people = st.builds(
    Attendee,
    st.sampled_from(["a@x.example", "Taro.O'Hara+x@x.example", "한글@x.example"]),
    texts,
    st.sampled_from(["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"]),
    st.sampled_from(["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]),
    st.booleans(),
    st.sampled_from(["INDIVIDUAL", "ROOM", "RESOURCE"]),
)


def coherent(values: dict[str, object]) -> dict[str, object]:
    """One date of a series has no rule, and without a rule there are no exceptions from it."""
    alone = {"rrule": "", "exdates": (), "rdates": ()}
    return values | (alone if values["recurrence_at"] or not values["rrule"] else {})


events = st.builds(
    lambda hours, **values: event(ends_at=values["starts_at"] + hours, **coherent(values)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=3)).map(
        lambda span: timedelta(minutes=span // timedelta(minutes=1))
    ),
    starts_at=instants,
    tzid=zones,
    sequence=st.integers(0, 999),
    status=st.sampled_from(["TENTATIVE", "CONFIRMED"]),
    summary=texts,
    description=texts,
    location=texts,
    conference=st.sampled_from(["", "https://x.example/j?a=1,2;b=%20#c", "https://x.example/漢字\r\nX:1"]),
    attendees=st.lists(people, min_size=1, max_size=3, unique_by=lambda one: one.address).map(tuple),
    created_at=st.none() | instants,
    rrule=st.sampled_from(["", "FREQ=DAILY;COUNT=3", "FREQ=MONTHLY;BYDAY=2TU;COUNT=4"]),
    exdates=st.lists(instants, max_size=3).map(tuple),
    rdates=st.lists(instants, max_size=3).map(tuple),
    recurrence_at=st.none() | instants,
    transp=st.sampled_from(["OPAQUE", "TRANSPARENT"]),
)


def kept(text: str) -> str:
    """What of a text must come back, by Unicode's own categories."""
    lines = re.sub("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]", "\n", text)
    return "".join(c for c in lines if c in "\n\t" or not _unwanted(c))


def _unwanted(character: str) -> bool:
    overrides = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or unicodedata.bidirectional(character) in overrides
        or character in "\ufffe\uffff"
    )


def unless_blank(text: str) -> str:
    return kept(text) if kept(text).strip() else ""


def kept_in_name(text: str) -> str:
    return re.sub("[\n\t]+", " ", kept(text)).strip(" ").replace("\\", "/")


def lines(written: bytes) -> list[str]:
    """Content lines, unfolded."""
    return written.decode().replace("\r\n ", "").split("\r\n")[:-1]


def names(written: bytes) -> list[str]:
    """The property names in order, BEGIN and END with their component."""
    whole = ("BEGIN:", "END:")
    return [line if line.startswith(whole) else re.split("[;:]", line)[0] for line in lines(written)]


def values(written: bytes, name: str) -> list[str]:
    """The whole lines of one property."""
    return [line for line in lines(written) if re.split("[;:]", line)[0] == name]
