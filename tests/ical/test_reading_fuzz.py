"""Whatever arrives is read or refused as Unreadable, and what is read can be answered.

`make fuzz-mail` goes on by chance for FUZZ_SECONDS.
"""

import json
import os
import random
import time

from hypothesis import HealthCheck, given, seed, settings

from booking.errors import Unreadable
from booking.ical.answering import echo
from booking.ical.itip import reply
from booking.ical.reading import read
from booking.ical.received import TIMED, Received, Scheduling
from booking.ical.text import cleaned
from booking.inbound_words import UNREADABLE
from booking.rules.recurrence import faults
from booking.rules.wall import known
from tests.ical import rfc5546
from tests.ical.messages import ZONES
from tests.ical.mutations import mutated
from tests.ical.test_answers import NOW, ROOM

SECONDS = 2  # of processor time, for one text
ROUND = 400


def fits(text: bytes) -> str:
    """What became of it."""
    began = time.process_time()
    try:
        found = read(text, ZONES)
    except Unreadable as refused:
        _told(refused)
        return refused.code
    finally:
        assert time.process_time() - began < SECONDS
    _whole(found)
    return found.method


def _told(refused: Unreadable) -> None:
    """It has words, and its values can be stored."""
    assert refused.code in UNREADABLE
    assert json.loads(json.dumps(refused.values)) == refused.values
    assert all(
        str(value) == cleaned(str(value)) and "\n" not in str(value) for value in refused.values.values()
    )


def _whole(found: Scheduling) -> None:
    assert 0 < len(found.uid) <= 255 and found.uid == cleaned(found.uid)
    for event in found.events:
        _one(event, found.method in TIMED)
        if event.starts_at and event.organizer:
            _answered(found.uid, event)


def _one(event: Received, timed: bool) -> None:
    assert known(event.tzid) and 0 <= event.sequence < 2**31
    assert not timed or event.starts_at
    if event.starts_at:
        assert event.ends_at and event.starts_at <= event.ends_at
        starts = event.starts_at.replace(tzinfo=None, fold=0)
        wrong = faults(event.rrule, starts, event.tzid) if event.rrule else []
        assert [one.code for one in wrong] == ["endless_rule"] * event.endless
    for text, most in ((event.summary, 200), (event.description, 4000), (event.location, 1000)):
        assert text == cleaned(text) and len(text) <= most
    for person in event.attendees:
        assert "@" in person.address and not set(person.address) & set(" \r\n\t<>,;")


def _answered(uid: str, event: Received) -> None:
    written = reply(echo(uid, event, ROOM, NOW, "no"))
    assert rfc5546.complaints(written, "REPLY") == []
    [again] = read(written, ZONES).events
    same = ("sequence", "recurrence_at", "recurrence_is_day", "starts_at", "ends_at", "all_day", "summary")
    assert [getattr(again, name) for name in same] == [getattr(event, name) for name in same]
    assert again.organizer == event.organizer


@given(mutated())
def test_any_text(text: bytes) -> None:
    fits(text)


def for_long(seconds: float) -> None:
    ends, seen = time.monotonic() + seconds, dict[str, int]()

    def count(text: bytes) -> None:
        became = fits(text)
        seen[became] = seen.get(became, 0) + 1

    rounds = settings(max_examples=ROUND, database=None, suppress_health_check=[*HealthCheck], deadline=None)
    while time.monotonic() < ends:
        number = random.randrange(2**32)
        print(f"\rround {number}, {sum(seen.values())} texts", end="", flush=True)
        seed(number)(rounds(given(mutated())(count)))()
    print(f"\n{sum(seen.values())} texts: {dict(sorted(seen.items(), key=lambda one: -one[1]))}")


if long := os.environ.get("FUZZ_SECONDS"):

    def test_for_long() -> None:
        """`make fuzz-mail` alone."""
        for_long(float(long))
