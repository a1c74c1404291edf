"""Rooms that a client's meeting does not want any more, while it keeps others."""

from collections.abc import Collection
from datetime import datetime

from booking.actions.carrying import carry_out
from booking.actions.changed import tell_changed
from booking.actions.differences import Difference
from booking.actions.edits import laid_over
from booking.actions.history import Picture, picture
from booking.actions.inbound import Outcome
from booking.actions.meeting_merged import quantities
from booking.actions.moves import closed
from booking.actions.planning import Plan, Wished
from booking.actions.scopes import ALL, in_status
from booking.actions.waitlist import booker_of
from booking.models import Occurrence, Reservation
from booking.models.inbound import DONE, IGNORED
from booking.permissions import Actor
from booking.rules.lifecycle import HOLDING
from booking.rules.requests import Edit


def drop_rooms(
    found: Reservation, before: Picture, slugs: Collection[str], by: Actor, now: datetime
) -> Outcome:
    """Within the caller's transaction. What is left was booked before, and is not asked for again."""
    assert found.invitation is not None
    found.invitation.rooms = [room for room in found.invitation.rooms if room["slug"] not in slugs]
    edit, dates = _edit(found, slugs), in_status(found.occurrences, HOLDING, now)
    if not dates or (edit.spaces is None and edit.equipment is None):
        found.revision -= 1
        return Outcome(IGNORED, "nothing_left", reservation_id=found.id)
    same = [
        Difference(d, d.recurrence_id, d.interval, d.space.slug if d.space else "", d.interval) for d in dates
    ]
    wished = Wished(edit, by, now, ALL, "", None, False)
    request = laid_over(found, edit, dates[0].interval)
    plan = Plan(same, None, False, dates)
    changed, freed = carry_out(found, plan, request, booker_of(found, by.is_staff), wished)
    tell_changed(found, changed, before, picture(found), by, now)
    closed(found, before, "change", by, now, "within_policy", freed=freed, gone=changed.left)
    return Outcome(DONE, "room_let_go", reservation_id=found.id)


def _where_it_is(date: Occurrence) -> Difference:
    space = date.space.slug if date.space else ""
    return Difference(date, date.recurrence_id, date.interval, space, date.interval)


def _edit(found: Reservation, slugs: Collection[str]) -> Edit:
    """Nothing where it is in other rooms than were invited: staff have moved it."""
    there, need = [space.slug for space in found.spaces], quantities(found)
    spaces = tuple(slug for slug in there if slug not in slugs)
    equipment = {slug: number for slug, number in need.items() if slug not in slugs}
    return Edit(
        spaces=spaces if spaces and len(spaces) < len(there) else None,
        equipment=equipment if len(equipment) < len(need) else None,
    )
