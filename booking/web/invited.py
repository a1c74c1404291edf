"""Whose personal link it is, and what there is to do with it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from booking.actions.accept import is_offered
from booking.actions.choose import is_open
from booking.errors import NotFound
from booking.models import Attendee, Occurrence
from booking.queries.invitations import continued, invitation
from booking.queries.unwanted import to_call_off
from booking.rules.lifecycle import CONFIRMED, HOLDING, WAITLISTED
from booking.rules.links import REPLY, genuine, id_of
from booking.rules.requests import CHAIR
from booking.web.dates import is_arriving
from booking.web.language import meet

MOST_PARTS = 50  # of a series that was split again and again


@dataclass(frozen=True, slots=True)
class Turn:
    """What may be done by the link: `coming` is what can still be answered, `unwanted` what the booker may
    call off because nobody comes."""

    coming: Sequence[Occurrence]
    choosable: Sequence[Occurrence]
    offered: Sequence[Occurrence]
    absent: Sequence[Occurrence]
    arriving: Sequence[Occurrence]
    unwanted: Sequence[Occurrence]
    leads: bool

    @property
    def answerable(self) -> bool:
        return bool(self.coming) and not self.leads and not self.choosable


def invited_by(token: str, now: datetime, purpose: str = REPLY) -> Attendee:
    """Whose link it is, in the part of a series that goes on (D12).

    Raises NotFound for a link that is wrong or was revoked, and for one who was taken off the list.
    """
    return _going_on(holder(token, purpose), now)


def holder(token: str, purpose: str) -> Attendee:
    """Whose link it is; the answer is in their language.

    Raises NotFound for one that is wrong, for another purpose, or was revoked.
    """
    attendee_id = id_of(token)
    attendee = invitation(attendee_id) if attendee_id is not None else None
    if attendee is None or not genuine(token, keys(), purpose, attendee.id, attendee.generation):
        raise NotFound()
    meet(attendee.locale)
    return attendee


def keys() -> list[str]:
    """The present one, and older ones that are still honoured."""
    settings = current_app.config
    return [settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"]]


def _going_on(attendee: Attendee, now: datetime) -> Attendee:
    for _ in range(MOST_PARTS):
        later = None if _to_come(attendee, now) else continued(attendee)
        if later is None:
            break
        attendee = later
    if attendee.removed:
        raise NotFound()
    return attendee


def _to_come(attendee: Attendee, now: datetime) -> bool:
    dates = attendee.reservation.occurrences
    return any(date.status in (*HOLDING, WAITLISTED) and date.ends_at > now for date in dates)


def turn_of(attendee: Attendee, now: datetime) -> Turn:
    booking, leads = attendee.reservation, attendee.role == CHAIR
    dates = booking.occurrences
    absent = [d for d in dates if d.status == CONFIRMED and d.asked_at and not d.checked_in_at]
    return Turn(
        coming=[date for date in dates if date.status in HOLDING and date.ends_at > now],
        choosable=[date for date in dates if booking.choosing and is_open(date, now)],
        offered=[date for date in dates if leads and is_offered(date, now)],
        absent=[date for date in absent if now < date.ends_at and not date.coming_at],
        arriving=[date for date in dates if is_arriving(date, now)],
        unwanted=to_call_off(booking, now) if leads else [],
        leads=leads,
    )
