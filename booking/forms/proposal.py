"""Another time that somebody invited proposes, typed by their own clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, TextAreaField, TimeField

from booking.actions.propose import Wish
from booking.errors import Invalid
from booking.forms import times
from booking.forms.candidates import CLOCK
from booking.forms.decision import refuse_wrong, typed
from booking.models import Occurrence
from booking.rules.interval import Interval
from booking.rules.wall import instant, local

ALL_DATES = "all"
NAMES = {"starts_at": "begins", "ends_at": "ends", "comment": "note", "recurrence_id": "date"}
LONGEST_NIGHT = timedelta(hours=12)  # what ends on the next day; longer than that it is a slip


class ProposalForm(FlaskForm):
    """Made by `proposal_form`. `date` is a recurrence_id, or ALL_DATES of a series."""

    date = SelectField(lazy_gettext("Which date"), validate_choice=False)
    starts_on = DateField(lazy_gettext("Day"), id="proposed-on")
    begins = TimeField(lazy_gettext("From"), format=CLOCK, id="proposed-from")
    ends = TimeField(lazy_gettext("Until"), format=CLOCK, id="proposed-until")
    note = TextAreaField(lazy_gettext("Why, in a few words"), render_kw={"rows": 2, "maxlength": 1000})

    tzid: str
    dates: Sequence[Occurrence]

    def to_wish(self) -> Wish:
        """Raises Invalid."""
        whole = self.date.data == ALL_DATES
        named = "" if whole else (self.date.data or "")[:40]
        return Wish(self._interval(), named or self.dates[0].recurrence_id, whole, typed(self.note))

    def _interval(self) -> Interval:
        found, wrong = times.interval(self.starts_on, self.begins, self.ends, self.tzid)
        if found is None and [rule.code for rule in wrong] == ["ends_before_start"]:
            found = self._overnight()
        if found is None:
            raise Invalid(wrong)
        return found

    def _overnight(self) -> Interval | None:
        """What is a morning at the venue may pass midnight where they are."""
        assert self.starts_on.data and self.begins.data and self.ends.data
        begins = instant(datetime.combine(self.starts_on.data, self.begins.data), self.tzid)
        tomorrow = self.starts_on.data + timedelta(days=1)
        ends = instant(datetime.combine(tomorrow, self.ends.data), self.tzid)
        return Interval(begins, ends) if ends - begins <= LONGEST_NIGHT else None


def proposal_form(dates: Sequence[Occurrence], tzid: str, posted: Any = None) -> ProposalForm:
    """`dates` are those that may be moved, the first of them filled in, by the clock of `tzid`."""
    begins, ends = (local(at, tzid) for at in (dates[0].starts_at, dates[0].ends_at))
    filled = {"starts_on": begins.date(), "begins": begins.time(), "ends": ends.time()}
    form = ProposalForm(posted, data={} if posted else filled)
    form.tzid, form.dates = tzid, dates
    return form


class ProposalDeclineForm(FlaskForm):
    reason = TextAreaField()

    def checked(self) -> str:
        """Raises Invalid."""
        refuse_wrong({"reason": typed(self.reason)})
        return typed(self.reason)
