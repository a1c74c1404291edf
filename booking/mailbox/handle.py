"""What a mail is, and who sees to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from booking.actions.inbound import Outcome
from booking.errors import Unreadable
from booking.ical.reading import read
from booking.ical.received import (
    ADD,
    CANCEL,
    COUNTER,
    DECLINECOUNTER,
    PUBLISH,
    REFRESH,
    REPLY,
    REQUEST,
)
from booking.mailbox import calling_off, inviting
from booking.mailbox.counters import take_counter
from booking.mailbox.explaining import explain, tell_how_to_book
from booking.mailbox.incoming import Incoming
from booking.mailbox.letter import read_letter, the_calendar
from booking.mailbox.loops import our_addresses
from booking.mailbox.pace import keep_pace
from booking.mailbox.refreshes import take_refresh
from booking.mailbox.replies import take_reply
from booking.mailbox.undelivered import undelivered
from booking.models.inbound import IGNORED
from booking.queries.zones import zones
from booking.rules.confirming import Confirmation

# Who sees to a calendar message, by its METHOD (RFC 5546 1.4).
METHODS: dict[str, Callable[[Incoming], Outcome]] = {
    REQUEST: inviting.request,
    CANCEL: calling_off.cancel,
    REPLY: take_reply,
    COUNTER: take_counter,
    REFRESH: take_refresh,
    ADD: lambda _: Outcome(IGNORED, "add_not_taken"),
    DECLINECOUNTER: lambda _: Outcome(IGNORED, "declinecounter_not_taken"),
    PUBLISH: lambda _: Outcome(IGNORED, "publish_not_taken"),
}


def handle(
    raw: bytes,
    envelope: tuple[str, ...],
    *,
    settings: Mapping[str, Any],
    now: datetime,
    inbound_id: int = 0,
    confirmation: Confirmation | None = None,
) -> Outcome:
    """May be called again for the same mail: a process that ends before its mark leaves it to the next.

    Whatever it raises, the mail is tried again later, and after some tries left to a person. Unreadable
    alone says that it is refused, TooFast that it is not its turn.
    """
    if (outcome := undelivered(raw, envelope, settings, now)) is not None:
        return outcome
    letter = read_letter(raw, envelope, settings["AUTHSERV_ID"], our_addresses(settings))
    letter = replace(letter, believed=letter.believed or confirmation is not None)
    try:
        calendar = the_calendar(letter)
        if calendar is None:
            tell_how_to_book(letter, settings, now)
            return Outcome(IGNORED, "no_calendar")
        scheduling = read(calendar.text, zones())
        return _scheduled(Incoming(letter, scheduling, settings, now, inbound_id, confirmation))
    except Unreadable as refused:
        explain(letter, refused, settings, now)
        raise


def _scheduled(incoming: Incoming) -> Outcome:
    """With what its calendar text says of itself noted beside what became of it."""
    scheduling, first = incoming.scheduling, incoming.scheduling.events[0]
    keep_pace(incoming)
    return replace(
        METHODS[scheduling.method](incoming),
        uid=scheduling.uid,
        recurrence_at=first.recurrence_at,
        sequence=first.sequence,
        dtstamp=first.dtstamp,
    )
