"""A time when something is closed, as typed: days, and clock times where it is not for whole days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, SelectField, TimeField

from booking.actions.blackouts import Closing
from booking.errors import BrokenRule, Invalid
from booking.forms.special_days import where
from booking.forms.texts_by_locale import fields_of, text_fields, texts_of
from booking.models import Resource
from booking.rules.interval import Interval
from booking.rules.requests import LENGTHS
from booking.rules.wall import instant

NAMES = {"starts_at": "starts_on", "ends_at": "ends_on"}
_MIDNIGHT, _A_DAY = time(), timedelta(days=1)


class BlackoutForm(FlaskForm):
    """Made by `blackout_form`, which adds the reason in each language and the zones."""

    resource = SelectField(_("Where"), validate_choice=False)
    with_parts = BooleanField(_("Also what is part of it"))
    starts_on = DateField(_("First day"))
    begins = TimeField(_("From"), description=_("Leave both times empty for whole days."))
    ends_on = DateField(_("Last day"))
    ends = TimeField(_("Until"))

    tzids: Mapping[str, str]

    @property
    def reasons(self) -> list[Field]:
        return fields_of(self, "reason")

    def to_request(self) -> Closing:
        """Raises Invalid."""
        if unread := list(self._unread()):
            raise Invalid(unread)
        slug = self.resource.data or ""
        tzid = self.tzids.get(slug, self.tzids[""])
        starts_at, ends_at = (instant(wall, tzid) for wall in self._walls())
        if starts_at >= ends_at:
            raise Invalid([BrokenRule("ends_before_start", "ends_at")])
        interval = Interval(starts_at, ends_at)
        return Closing(slug or None, interval, texts_of(self, "reason"), bool(self.with_parts.data))

    def _walls(self) -> tuple[datetime, datetime]:
        """Without an end, the day that ends it is closed as a whole."""
        begins = datetime.combine(self.starts_on.data, self.begins.data or _MIDNIGHT)
        if self.ends.data:
            return begins, datetime.combine(self.ends_on.data, self.ends.data)
        return begins, datetime.combine(self.ends_on.data, _MIDNIGHT) + _A_DAY

    def _unread(self) -> Iterator[BrokenRule]:
        for field, needed in ((self.starts_on, 1), (self.begins, 0), (self.ends_on, 1), (self.ends, 0)):
            typed = any(text.strip() for text in field.raw_data or ())
            if needed and not typed:
                yield BrokenRule("missing", field.name)
            elif typed and not _understood(field.data):
                yield BrokenRule("impossible_time", field.name)


def _understood(value: date | time | None) -> bool:
    return isinstance(value, time) or (isinstance(value, date) and 1970 < value.year < 2199)


def blackout_form(resources: Sequence[Resource], locales: Iterable[str], tzid: str) -> Any:
    """`tzid` is the centre's."""
    fields: dict[str, Any] = text_fields("reason", locales, LENGTHS["answer"])
    tzids = {"": tzid} | {one.slug: one.tzid for one in resources}
    form = type("Form", (BlackoutForm,), fields | {"tzids": tzids})()
    form.resource.choices = where(resources)
    return form
