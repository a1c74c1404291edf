"""Whole texts, compared byte for byte with tests/data/ical."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.ical.feed import feed
from booking.ical.itip import cancel, request
from booking.ical.vevent import serialise
from tests.ical.examples import DATA, DIFFERENT, NOON, SERIES, event

NEW_YORK = event(tzid="America/New_York", status="TENTATIVE")
MOVED = DIFFERENT[0]


def subscribed() -> bytes:
    alone = (
        replace(NEW_YORK, uid="ny@rooms.example"),
        replace(event(), uid="tokyo@rooms.example", attendees=()),
    )
    events = map(serialise, [*alone, SERIES])
    return feed("Support Room, 3F", "毎15分更新", ["Asia/Tokyo", "America/New_York", "Asia/Tokyo"], events)


TEXTS = {
    "request": lambda: request(event()),
    "request-tentative": lambda: request(NEW_YORK, counter=True),
    "request-series": lambda: request(SERIES),
    "request-series-different": lambda: request(
        replace(SERIES, rdates=(NOON + timedelta(days=2),)), DIFFERENT
    ),
    "request-occurrence": lambda: request(MOVED),
    "cancel": lambda: cancel(event(sequence=1)),
    "cancel-occurrence": lambda: cancel(replace(MOVED, sequence=4)),
    "feed": subscribed,
}


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    assert TEXTS[name]() == (DATA / f"{name}.ics").read_bytes()
