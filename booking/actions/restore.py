"""What was called off is booked once more, if it is free: a new booking, with a UID of its own (D30)."""

from datetime import datetime
from typing import Any

from booking.actions.answering import Answer, itself
from booking.actions.asking_again import asked_again
from booking.actions.book import made
from booking.actions.transaction import transaction
from booking.errors import Invalid, OutOfPolicy, SlotTaken
from booking.models import Reservation
from booking.permissions import Actor, demand
from booking.queries.alternatives import instead_of
from booking.queries.reservations import relation_to, reservation
from booking.rules.intake import faults
from booking.rules.requests import BookingRequest


def restore(
    reservation_id: int, *, by: Actor, now: datetime, answer: Answer[Reservation] | None = None
) -> Any:
    """The new booking, which continues the old one, or `answer` of it worked out within the transaction. The
    desk judges it as any request: by today's rules, with approval where they say so.

    Raises NotFound, Forbidden, Invalid, WrongState where no date to come was called off, and OutOfPolicy and
    SlotTaken with alternatives.
    """
    found = reservation(reservation_id)
    demand(by, "cancel", relation_to(by, found))
    request = asked_again(found, by, now)
    if wrong := faults(request):
        raise Invalid(wrong)
    try:
        return _restore(reservation_id, request, by, now, answer or itself)
    except (SlotTaken, OutOfPolicy) as refused:
        if booker := refused.values.pop("booker", None):
            refused.alternatives = instead_of(refused, request, booker, now)
        raise


@transaction
def _restore(
    reservation_id: int, request: BookingRequest, by: Actor, now: datetime, answer: Answer[Reservation]
) -> Any:
    return made(request, by, now, answer, continues_id=reservation_id)[1]
