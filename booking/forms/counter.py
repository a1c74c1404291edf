"""What staff ask while somebody is on the telephone: who it is, and when there is room. Asked by GET."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField

from booking.forms.prefill import length
from booking.queries.choices import Choices
from booking.rules.intake import FIRST_YEAR, LAST_YEAR
from booking.rules.slot_requests import AHEAD, SlotRequest
from booking.rules.wall import day_end, day_start, local
from booking.wording import duration, translated

LENGTHS = tuple(timedelta(minutes=minutes) for minutes in (30, 60, 90, 120, 180, 240, 480))
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class CounterForm(FlaskForm):
    """Made by `counter_form`. The names are those of the address; what it does not understand is as if it
    were not asked."""

    class Meta:
        csrf = False

    q = StringField(
        _("Who is it?"),
        description=_(
            "A name, its reading in kana or Latin letters, a company, a mail address or a phone number."
        ),
        render_kw={"maxlength": 200, "type": "search", "autocomplete": "off"},
    )
    caller = HiddenField()
    space = SelectField(_("Space"), validate_choice=False)
    length = SelectField(_("Length"), validate_choice=False)
    on = DateField(_("From this day on"))

    choices: Choices
    now: datetime

    @property
    def sought(self) -> str:
        return (self.q.data or "").strip()[:200]

    @property
    def tzid(self) -> str:
        return self.choices.tzid_of([self.space.data])

    def to_request(self) -> SlotRequest:
        return SlotRequest(
            begins_at=max(self.now, day_start(self.on.data, self.tzid)),
            ends_at=day_end(self.on.data + AHEAD - _DAY, self.tzid),
            duration=length(self.length.data) or _HOUR,
            spaces=(self.space.data,),
        )

    def kept(self, **more: str) -> dict[str, Any]:
        """The address goes on with what was chosen."""
        names = ("q", "caller", "space", "length")
        said = {name: self[name].data for name in names if self[name].data}
        return said | {"on": self.on.data.isoformat()} | more


def counter_form(offered: Choices, typed: MultiDict[str, str], now: datetime) -> CounterForm:
    form: CounterForm = type("Form", (CounterForm,), {"choices": offered, "now": now})(typed)
    slugs = [space.slug for space in offered.spaces]
    form.space.choices = [SelectChoice(space.slug, translated(space.names)) for space in offered.spaces]
    form.length.choices = [SelectChoice(_iso(span), duration(span)) for span in LENGTHS]
    form.space.data = form.space.data if form.space.data in slugs else next(iter(slugs), "")
    form.length.data = form.length.data if form.length.data in map(_iso, LENGTHS) else _iso(_HOUR)
    today = local(now, form.tzid).date()
    form.on.data = max(today, form.on.data) if _likely(form.on.data) else today
    return form


def _likely(day: date | None) -> bool:
    return day is not None and FIRST_YEAR < day.year < LAST_YEAR


def _iso(span: timedelta) -> str:
    return f"PT{span // timedelta(minutes=1)}M"
