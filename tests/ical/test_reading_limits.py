"""Sizes (ICAL C15), and texts made to cost much, in a process that may not cost much (C16)."""

import subprocess
import sys
from pathlib import Path

import pytest

from booking.ical.limits import LONGEST_LINE, MOST_OCTETS
from tests.ical.messages import TIMES, calendar, code, message, only, refusal, vevent

PEOPLE = [f"ATTENDEE:mailto:a{n}@x.example" for n in range(500)]


def filled(length: int) -> bytes:
    text = message(*TIMES, "X-FILL:")
    return text.replace(b"X-FILL:", b"X-FILL:" + b"x" * (length - len(text)))


def test_octets() -> None:
    assert only(filled(MOST_OCTETS)).summary == "Talk"
    assert code(filled(MOST_OCTETS + 1)) == "too_large"


def test_a_line() -> None:
    fits = "DESCRIPTION:" + "x" * (LONGEST_LINE - 12)
    assert len(only(message(*TIMES, fits)).description) == 4000
    assert refusal(message(*TIMES, fits + "x")).values == {"name": "DESCRIPTION"}
    assert only(message(*TIMES, "ATTACH;ENCODING=BASE64:" + "A" * 2 * LONGEST_LINE)).summary == "Talk"


def test_components_and_their_depth() -> None:
    alarm = ("BEGIN:VALARM", "END:VALARM")
    assert only(calendar(*vevent(*TIMES, *alarm * 198))).summary == "Talk"
    assert code(calendar(*vevent(*TIMES, *alarm * 199))) == "too_many_components"
    assert code(calendar(*(["BEGIN:VEVENT"] * 5), *(["END:VEVENT"] * 5))) == "too_deep"


def test_attendees_of_one_event() -> None:
    assert len(only(message(*TIMES, *PEOPLE[:499])).attendees) == 500
    assert refusal(message(*TIMES, *PEOPLE)).values == {"most": 500}


@pytest.mark.parametrize("name", ["RDATE", "EXDATE"])
def test_dates_of_one_event(name: str) -> None:
    many = ",".join(["20261201T030000Z"] * 250)
    lines = ("RRULE:FREQ=DAILY;COUNT=2", f"{name}:{many}", f"{name}:{many}")
    assert only(message(*TIMES, *lines)).rrule == "FREQ=DAILY;COUNT=2"
    assert code(message(*TIMES, *lines, f"{name}:20261201T030000Z")) == "too_many_dates"


CHILD = """
import resource
from booking.ical.reading import read
from booking.errors import Unreadable
from tests.ical.bombs import BOMBS, SECONDS, MEGABYTES
from tests.ical.messages import ZONES
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEGABYTES * 2**20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
for name, text in BOMBS.items():
    print(name, end=": ", flush=True)
    try:
        read(text, ZONES)
        print("read")
    except Unreadable as refused:
        print(refused.code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits and sizes of processes as Linux has them")
def test_bombs_cost_little() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, cwd=root)
    told = dict(line.split(": ") for line in done.stdout.splitlines())
    assert (told, done.stderr) == (BOMBS_END, "")


BOMBS_END = {
    "attendees": "too_large",
    "attendees of many dates": "read",
    "one folded line": "too_large",
    "one folded line that fits": "read",
    "nested": "too_large",
    "dates": "too_large",
    "dates of many dates": "read",
    "every second": "rule_not_taken",
    "interval 0": "rule_not_taken",
    "every minute since 1970": "rule_not_taken",
    "no such day": "rule_not_taken",
    "endless": "read",
    "until the end of the calendar": "read",
    "a zone of seconds": "unknown_zone",
    "zones of many rules": "read",
    "zones of too many rules": "unknown_zone",
    "a zone that is not understood, again and again": "event_twice",
    "series upon series": "event_twice",
    "a zone of many dates": "unknown_zone",
    "parameters": "read",
    "quotation marks": "read",
    "carets": "read",
    "comments": "read",
}
