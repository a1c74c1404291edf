"""Who held a slot that is given to another is moved, or ended with other times to choose from."""

from collections.abc import Sequence
from datetime import datetime

from booking.actions.awarded import MadeRoom, Was
from booking.actions.moves import turn
from booking.actions.relocating import other_times, relocate
from booking.actions.telling import offer, tell_gone, tell_moved
from booking.models import Occurrence, Reservation
from booking.outbox.audience import forget_reminders
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.availability import Alternative
from booking.rules.lifecycle import CANCELLED, DECLINED, TENTATIVE
from booking.rules.reasons import Reason


def make_room(
    booking: Reservation, dates: Sequence[Occurrence], move: bool, by: Actor, now: datetime, reason: Reason
) -> list[MadeRoom]:
    """The dates of one booking go to the nearest place, where `move` says so and there is one; else they
    end."""
    was = [Was(date.interval, list(date.spaces), date.status, date.waiting_for) for date in dates]
    places = [relocate(date, now) if move else None for date in dates]
    forget_reminders(dates)
    moved = [(date, place[1]) for date, place in zip(dates, places, strict=True) if place]
    if moved:
        tell_moved(booking, moved, now, reason)
    return [
        MadeRoom(date, before, None if place else _end(date, by, now, reason))
        for date, before, place in zip(dates, was, places, strict=True)
    ]


def _end(date: Occurrence, by: Actor, now: datetime, reason: Reason) -> list[Alternative]:
    """The other times that its people are told of."""
    found, tentative = other_times(date, now), date.status == TENTATIVE
    turn([date], DECLINED if tentative else CANCELLED, by, now, reason)
    happened = notices.DECLINED if tentative else notices.CANCELLED
    tell_gone(happened, date.reservation, [date], now, alternatives=[offer(each) for each in found])
    return found
