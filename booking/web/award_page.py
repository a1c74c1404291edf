"""The page that shows what an award would do, before it is done."""

from typing import Any

from flask import render_template
from flask_babel import gettext

from booking import clock
from booking.actions.award import award
from booking.errors import BookingError, Stale
from booking.forms import refusal as refusals
from booking.forms.desk import AwardForm
from booking.permissions import Actor
from booking.queries.choices import choices
from booking.web.awarded import look
from booking.wording import of_error


def page(reservation_id: int, form: AwardForm, by: Actor, refused: BookingError | None = None) -> Any:
    """As things stand now, with what was typed. Raises what the award itself would raise."""
    meant = form.meant()
    found = award(reservation_id, by=by, now=clock.now(), preview=True, answer=look, **meant)
    form.seen.data, form.places.data = found.seen, found.places
    shown = render_template(
        "desk/award.html",
        form=form,
        found=found,
        move=meant["move"],
        reservation_id=reservation_id,
        spaces=choices(),
        refusal=_said(refused) if refused else "",
        told=refusals.tell(form, refused) if refused and refusals.rules_of(refused) else [],
    )
    return shown, refused.status if refused else 200


def _said(refused: BookingError) -> str:
    if isinstance(refused, Stale):
        return gettext("Something has changed since you looked. Nothing was done; this is how it stands now.")
    return of_error(refused)
