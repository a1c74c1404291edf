"""An edit read, and laid over what a booking says now."""

from collections.abc import Iterator, Mapping

from booking.actions.rows import Speaks, attendee_row
from booking.errors import BrokenRule, Invalid
from booking.extensions import db
from booking.models import Attendee, Reservation, ReservationEquipment, ReservationSpace
from booking.models.reservation import CLIENT
from booking.models.resource import EquipmentType
from booking.queries.people import accounts
from booking.queries.policies import centre
from booking.queries.wanted import Wanted, ids_named
from booking.rules.intake import faults, wrong_span
from booking.rules.interval import Interval
from booking.rules.questions import given
from booking.rules.recurrence import canonical
from booking.rules.requests import CHAIR, WAIT, BookingRequest, Edit, Invited
from booking.rules.series import named

_OF_ALL = (
    "second_title",
    "description",
    "headcount",
    "answers",
    "video",
    "attendees",
    "equipment",
    "rrule",
    "exdates",
)


def edit_faults(edit: Edit, found: Reservation, one_date: bool) -> list[BrokenRule]:
    """All of them at once; `one_date` of a series can only take another time, space and title."""
    wrong = [] if edit.title is None or edit.title.strip() else [BrokenRule("missing", "title")]
    if one_date:
        wrong += [
            BrokenRule("only_whole_series", name) for name in _OF_ALL if getattr(edit, name) is not None
        ]
        wrong += [BrokenRule("only_whole_series", "headcount")] if edit.no_headcount else []
        if edit.spaces is not None and len(edit.spaces) > 1:
            wrong.append(BrokenRule("too_many_items", "spaces", {"most": 1}))
    if not found.rrule and (edit.rrule or edit.exdates is not None):
        wrong.append(BrokenRule("no_series_yet", "rrule"))
    if found.organised_by == CLIENT:
        wrong += _not_ours(edit, found)
    if edit.interval is not None:
        wrong += wrong_span(edit.interval)
    if edit.on_conflict == WAIT:
        wrong.append(BrokenRule("unknown_answer", "on_conflict"))
    return wrong


def _not_ours(edit: Edit, found: Reservation) -> Iterator[BrokenRule]:
    """What only the organizer's own calendar says (D33)."""
    if edit.attendees:
        yield BrokenRule("client_invites", "attendees")
    if edit.rrule and found.rrule and canonical(edit.rrule, found.tzid) != found.rrule:
        yield BrokenRule("held_by_client", "rrule")
    if edit.exdates is not None and sorted(map(named, edit.exdates)) != found.exdates:
        yield BrokenRule("held_by_client", "exdates")


def brings(edit: Edit) -> tuple[set[int], set[int]]:
    """Ids of resources and of accounts that it brings in, to be locked."""
    resources = ids_named(edit.spaces or (), edit.equipment or ()) if edit.spaces or edit.equipment else set()
    people = accounts(person.email for person in edit.attendees or ())
    return resources, {one.id for one in people.values()}


def laid_over(found: Reservation, edit: Edit, interval: Interval) -> BookingRequest:
    """The booking as it is to be, at `interval`. Raises Invalid."""
    same = _as_it_is(found)
    request = BookingRequest(
        spaces=same.spaces if edit.spaces is None else edit.spaces,
        title=same.title if edit.title is None else edit.title,
        second_title=same.second_title if edit.second_title is None else edit.second_title,
        interval=interval,
        tzid=found.tzid,
        equipment=same.equipment if edit.equipment is None else edit.equipment,
        attendees=() if edit.attendees is None else edit.attendees,
        headcount=_headcount(same.headcount, edit),
        description=same.description if edit.description is None else edit.description,
        answers=same.answers if edit.answers is None else {**same.answers, **edit.answers},
        video=found.video if edit.video is None else edit.video,
        override_reason=edit.override_reason,
    )
    if wrong := faults(request):
        raise Invalid(wrong)
    return request


def _headcount(was: int | None, edit: Edit) -> int | None:
    return None if edit.no_headcount else was if edit.headcount is None else edit.headcount


def _as_it_is(found: Reservation) -> BookingRequest:
    return BookingRequest(
        spaces=tuple(space.slug for space in found.spaces),
        title=found.title,
        second_title=found.second_title,
        interval=found.occurrences[0].interval,
        tzid=found.tzid,
        equipment={need.equipment_type.slug: need.quantity for need in found.equipment},
        headcount=found.headcount,
        description=found.description,
        answers=found.answers,
    )


def write(target: Reservation, request: BookingRequest, edit: Edit, needed: Wanted) -> list[Attendee]:
    """The reservation's own columns and people; those who were taken off the list."""
    target.title, target.description = request.title.strip(), request.description.strip()
    target.headcount, target.video = request.headcount, request.video
    target.second_title = request.second_title.strip()
    if edit.answers is not None:
        target.answers = given(needed.asked(), request.answers)
    if edit.spaces is not None:
        _write_spaces(target, needed)
    if edit.equipment is not None:
        _write_equipment(target, needed, request.equipment)
    return _write_people(target, edit.attendees) if edit.attendees is not None else []


def _write_spaces(target: Reservation, needed: Wanted) -> None:
    target.space_links[:] = []
    db.session.flush()
    target.space_links += [ReservationSpace(resource=s, position=n) for n, s in enumerate(needed.spaces)]


def _write_equipment(target: Reservation, needed: Wanted, quantities: Mapping[str, int]) -> None:
    target.equipment[:] = []
    db.session.flush()
    kinds: list[EquipmentType] = list(needed.units)
    target.equipment += [
        ReservationEquipment(equipment_type=kind, quantity=quantities[kind.slug]) for kind in kinds
    ]


def _write_people(target: Reservation, wanted: tuple[Invited, ...]) -> list[Attendee]:
    """The booker stays; who was on the list before keeps answer and link."""
    listed = {person.email.strip().lower(): person for person in wanted}
    gone = [a for a in target.attendees if a.role != CHAIR and a.email not in listed]
    for attendee in target.everybody:
        attendee.removed = attendee in gone or (attendee.removed and attendee.email not in listed)
    there = {attendee.email: attendee for attendee in target.everybody}
    known, guesses = accounts(listed), list(_guesses(target))
    for email, person in listed.items():
        if email in there:
            _rename(there[email], person)
        else:
            target.everybody.append(attendee_row(person, known, *guesses))
    return gone


def _rename(attendee: Attendee, person: Invited) -> None:
    if attendee.role == CHAIR:
        return
    attendee.name, attendee.role = person.name.strip() or attendee.name, person.role
    attendee.locale, attendee.tzid = person.locale or attendee.locale, person.tzid or attendee.tzid


def _guesses(target: Reservation) -> Iterator[Speaks]:
    yield from (attendee for attendee in target.attendees if attendee.role == CHAIR)
    yield centre()
