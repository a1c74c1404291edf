"""The pages of a change: its form, and what it would do."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext, ngettext

from booking.errors import BookingError, Stale
from booking.forms import refusal as refusals
from booking.forms.change import ChangeForm
from booking.forms.onward import Pairs, at_another_time, kept, with_values
from booking.rules.requests import SKIP, Edit
from booking.series_words import of_rrule
from booking.web import booking_form
from booking.web.changed import ORDER, Preview
from booking.web.clashes import shown as offer_shown
from booking.web.dates import rule_of
from booking.web.obstacles import conflict_text
from booking.wording import listed, of_error, translated


def next_step(form: ChangeForm, step: str) -> Any:
    if step == "attendees":
        form.add_rows()
    return page(form)


def page(form: ChangeForm, refused: BookingError | None = None) -> Any:
    """Where somebody else has changed it, with what it says now; from then on that is what was read."""
    stale = isinstance(refused, Stale)
    if stale:
        form.revision.data = form.booking.revision
    conflicts = getattr(refused, "conflicts", ())
    shown = render_template(
        "reservations/change.html",
        form=form,
        booking=form.booking,
        rule=rule_of(form.booking),
        stale=stale,
        refusal=of_error(refused) if refused else "",
        told=form.refuse(refused) if refused and refusals.rules_of(refused) else [],
        conflicts=[conflict_text(one, form.choices, form.tzid) for one in conflicts],
        **booking_form.parts(form),
    )
    return shown, refused.status if refused else 200


def looked_at(form: ChangeForm, wished: Edit, found: Preview) -> str:
    return render_template(
        "reservations/preview.html",
        form=form,
        booking=form.booking,
        found=found,
        order=ORDER,
        details=list(_details(form, wished)),
        fields=kept(form.posted),
        leaving=_leaving(form, found),
        may_confirm=not found.in_the_way,
        offers=_offers(form, found),
    )


def _leaving(form: ChangeForm, found: Preview) -> Pairs:
    """To go on with the dates that can."""
    partly = form.is_series and not form.of_one and found.in_the_way and found.goes
    return with_values(form.posted, {"on_conflict": SKIP}) if partly else []


def _offers(form: ChangeForm, found: Preview) -> list[dict[str, Any]]:
    """Of a single date, other times by one click."""
    if form.is_series and not form.of_one:
        return []
    others = [other for line in found.in_the_way for other in line.offers]
    typed, tzid = form.posted, form.tzid
    return [offer_shown(form, one) | {"fields": at_another_time(typed, one, tzid)} for one in others]


def _details(form: ChangeForm, wished: Edit) -> Iterator[tuple[str, str]]:
    """Label, and what it will say; what is long is only named."""
    if wished.title is not None:
        yield gettext("Title"), wished.title
    if wished.spaces is not None:
        chosen = form.choices.chosen(wished.spaces)
        yield gettext("Space"), listed(translated(space.names) for space in chosen)
    if wished.rrule:
        yield gettext("Repeats"), of_rrule(wished.rrule, _starts(form), form.tzid)
    if wished.headcount is not None:
        yield gettext("Number of people"), ngettext("%(num)d person", "%(num)d people", wished.headcount)
    if wished.no_headcount:
        yield gettext("Number of people"), gettext("None")
    if wished.video is not None:
        yield gettext("Video meeting"), gettext("Yes") if wished.video else gettext("No")
    if wished.equipment is not None:
        kinds = {kind.slug: translated(kind.names) for kind in form.choices.equipment}
        named = [f"{kinds.get(slug, slug)} × {units}" for slug, units in wished.equipment.items()]
        yield gettext("Equipment"), listed(named) or gettext("None")
    if wished.attendees is not None:
        yield gettext("Invited"), listed(one.name or one.email for one in wished.attendees) or gettext("None")
    if wished.description is not None:
        yield gettext("Description"), gettext("As you wrote it")
    if wished.answers is not None:
        yield gettext("Questions of the centre"), gettext("As you wrote it")


def _starts(form: ChangeForm) -> datetime:
    return datetime.combine(form.starts_on.data, form.begins.data)
