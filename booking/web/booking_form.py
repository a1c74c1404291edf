"""The page of the booking form: empty, typed in, or refused."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext

from booking.errors import BookingError, SlotTaken
from booking.forms import refusal as refusals
from booking.forms import times
from booking.forms.questions import ANSWER, UNITS
from booking.forms.reservation import ReservationForm
from booking.queries.choices import Choices
from booking.rules.availability import Alternative, Conflict
from booking.rules.wall import local
from booking.wording import of_error, translated


def next_step(form: ReservationForm, step: str) -> Any:
    """Asked again with more rows, or with the questions of other spaces; nothing is booked."""
    if step == "attendees":
        form.add_rows()
    return page(form, step=step)


def page(form: ReservationForm, refused: BookingError | None = None, step: str = "") -> Any:
    taken = refused if isinstance(refused, SlotTaken) else None
    shown = render_template(
        "reservations/new.html",
        form=form,
        step=step,
        refusal=of_error(refused) if refused else "",
        told=form.refuse(refused) if refused and refusals.rules_of(refused) else [],
        conflicts=[conflict_text(c, form.choices, form.tzid) for c in taken.conflicts] if taken else [],
        alternatives=[_offer(form, other) for other in taken.alternatives] if taken else [],
        answers=[field for field in form if field.name.startswith(ANSWER)],
        units=[field for field in form if field.name.startswith(UNITS)],
        interval=times.interval(form.starts_on, form.begins, form.ends, form.tzid)[0],
    )
    return shown, refused.status if refused else 200


def _offer(form: ReservationForm, other: Alternative) -> dict[str, Any]:
    return {
        "spaces": form.choices.chosen(other.spaces),
        "interval": other.interval,
        "tzid": form.choices.tzid_of(other.spaces),
        "fields": form.laid_over(request.form, other),
    }


def conflict_text(conflict: Conflict, offered: Choices, tzid: str) -> str:
    kinds = {kind.slug: kind.names for kind in offered.equipment}
    if conflict.free_units is not None:
        name = translated(kinds.get(conflict.resource, {})) or conflict.resource
        return gettext(
            "%(equipment)s: %(units)s free at that time.", equipment=name, units=conflict.free_units
        )
    names = {space.slug: space.names for space in offered.spaces}
    name = translated(names.get(conflict.resource, {})) or conflict.resource
    if conflict.interval is None:
        return gettext("%(space)s is taken at that time.", space=name)
    begins, ends = local(conflict.interval.starts_at, tzid), local(conflict.interval.ends_at, tzid)
    return gettext(
        "%(space)s is taken from %(begins)s to %(ends)s.",
        space=name,
        begins=f"{begins:%H:%M}",
        ends=f"{ends:%H:%M}",
    )
