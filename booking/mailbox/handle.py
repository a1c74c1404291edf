"""What a mail is, and who sees to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from booking.actions.inbound import Outcome
from booking.ical.reading import read
from booking.mailbox.incoming import Incoming
from booking.mailbox.letter import read_letter, the_calendar
from booking.mailbox.undelivered import undelivered
from booking.models.inbound import IGNORED
from booking.queries.zones import zones

# Who sees to a calendar message, by its METHOD (RFC 5546 1.4).
METHODS: dict[str, Callable[[Incoming], Outcome]] = {}


def handle(raw: bytes, envelope: tuple[str, ...], *, settings: Mapping[str, Any], now: datetime) -> Outcome:
    """May be called again for the same mail: a process that ends before its mark leaves it to the next.

    Whatever it raises, the mail is tried again later, and after some tries left to a person. Unreadable
    alone says that it is refused.
    """
    if (outcome := undelivered(raw, envelope, settings, now)) is not None:
        return outcome
    letter = read_letter(raw, envelope, settings["AUTHSERV_ID"], _ours(settings))
    if (calendar := the_calendar(letter)) is None:
        return Outcome(IGNORED, "no_calendar")
    return _scheduled(Incoming(letter, read(calendar.text, zones()), settings, now))


def _ours(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return (settings["MAIL_FROM"], settings["ORGANIZER_ADDRESS"])


def _scheduled(incoming: Incoming) -> Outcome:
    """With what its calendar text says of itself noted beside what became of it."""
    scheduling, first = incoming.scheduling, incoming.scheduling.events[0]
    see_to = METHODS.get(scheduling.method)
    outcome = see_to(incoming) if see_to else Outcome(IGNORED, "not_built")
    return replace(
        outcome,
        uid=scheduling.uid,
        recurrence_at=first.recurrence_at,
        sequence=first.sequence,
        dtstamp=first.dtstamp,
    )
