"""The fields that say how a meeting repeats."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale, lazy_gettext
from wtforms import (
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)

from booking.errors import BrokenRule
from booking.forms.series import (
    LAST_WEEKDAY,
    LAST_WORKING_DAY,
    NTH_WEEKDAY,
    SAME_DAY,
    Repeats,
    rule_of,
)
from booking.rules.recurrence import MOST
from booking.rules.recurrence_parts import DAILY, MONTHLY, MOST_INTERVAL, WEEKLY, YEARLY

TIMES, UNTIL = "times", "until"
FREQS = {
    DAILY: lazy_gettext("Every day or every few days"),
    WEEKLY: lazy_gettext("Every week or every few weeks"),
    MONTHLY: lazy_gettext("Every month or every few months"),
    YEARLY: lazy_gettext("Every year or every few years"),
}
ON = {
    SAME_DAY: lazy_gettext("The same day of the month, such as the 15th"),
    NTH_WEEKDAY: lazy_gettext("The same weekday, such as the second Tuesday"),
    LAST_WEEKDAY: lazy_gettext("The last such weekday of the month"),
    LAST_WORKING_DAY: lazy_gettext("The last day of the month from Monday to Friday"),
}
ENDS = {
    TIMES: lazy_gettext("After a number of meetings"),
    UNTIL: lazy_gettext("On a day"),
}
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)


class RepeatsForm(Form):
    """Nothing in `freq`: it does not repeat, or as it did until now."""

    freq = SelectField(lazy_gettext("Repeats"), validate_choice=False)
    every = IntegerField(
        lazy_gettext("Every how many days, weeks, months or years"),
        default=1,
        render_kw={"type": "number", "min": 1, "max": MOST_INTERVAL},
    )
    weekdays = SelectMultipleField(lazy_gettext("Weekdays"), validate_choice=False)
    on = SelectField(
        lazy_gettext("In the month"),
        choices=[SelectChoice(*one) for one in ON.items()],
        validate_choice=False,
    )
    ending = RadioField(
        lazy_gettext("Ends"),
        choices=[SelectChoice(*one) for one in ENDS.items()],
        default=TIMES,
        validate_choice=False,
    )
    times = IntegerField(
        lazy_gettext("Number of meetings"), render_kw={"type": "number", "min": 1, "max": MOST}
    )
    until = DateField(lazy_gettext("Last day"))
    leave_out = TextAreaField(
        lazy_gettext("Dates to leave out"),
        description=lazy_gettext("One in each line, as in 2026-12-01."),
        render_kw={"rows": 3, "maxlength": 8000},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = get_day_names("abbreviated", locale=get_locale() or "en")
        self.weekdays.choices = [SelectChoice(str(day), names[day]) for day in range(7)]
        self.named("")

    def named(self, none: str) -> None:
        """What it is called not to choose any."""
        self.freq.choices = [SelectChoice("", none), *(SelectChoice(*one) for one in FREQS.items())]

    @property
    def typed(self) -> bool:
        return bool(self.freq.data)

    def rule(self, starts: date | None) -> str:
        """The RRULE of a first meeting on that day; empty for none, or what is `misread`."""
        if starts is None or not self.typed or any(self.misread(starts)):
            return ""
        return rule_of(self._repeats(), starts)

    def _repeats(self) -> Repeats:
        counted = self.ending.data == TIMES
        return Repeats(
            self.freq.data,
            self.every.data or 1,
            tuple(sorted(int(day) for day in self.weekdays.data or ())),
            self.on.data or SAME_DAY,
            times=self.times.data if counted else None,
            until=None if counted else self.until.data,
        )

    def left_out(self, begins: time) -> tuple[datetime, ...]:
        """Naive wall times."""
        days = (_day(text) for text in self._lines())
        return tuple(sorted({datetime.combine(day, begins) for day in days if day}))

    def days_left_out(self) -> set[date]:
        return {day for text in self._lines() if (day := _day(text))}

    def _lines(self) -> list[str]:
        return (self.leave_out.data or "").split()

    def misread(self, starts: date | None) -> Iterator[BrokenRule]:
        """What cannot be understood, by the names of the fields."""
        if any(_day(text) is None for text in self._lines()):
            yield BrokenRule("not_a_day", "repeats.leave_out")
        if not self.typed:
            return
        yield from self._not_among()
        if _typed(self.every) and not _within(self.every, MOST_INTERVAL):
            yield BrokenRule("interval_out_of_range", "repeats.every", {"most": MOST_INTERVAL})
        yield from self._no_end(starts)

    def _not_among(self) -> Iterator[BrokenRule]:
        known = {"freq": FREQS, "on": ON, "ending": ENDS, "weekdays": [str(day) for day in range(7)]}
        for name, choices in known.items():
            field = self[name]
            said = field.data if isinstance(field.data, list) else [field.data] if field.data else []
            if any(one not in choices for one in said):
                yield BrokenRule("unknown_answer", f"repeats.{name}")

    def _no_end(self, starts: date | None) -> Iterator[BrokenRule]:
        counted = self.ending.data == TIMES
        needed = self.times if counted else self.until
        if not _typed(needed):
            yield BrokenRule("missing", f"repeats.{needed.short_name}")
        elif counted and not _within(self.times, MOST):
            yield BrokenRule("count_out_of_range", "repeats.times", {"most": MOST})
        elif not counted and self.until.data is None:
            yield BrokenRule("impossible_time", "repeats.until")
        elif not counted and starts and self.until.data < starts:
            yield BrokenRule("until_before_start", "repeats.until")


def _typed(field: Any) -> bool:
    return any(text.strip() for text in field.raw_data or ())


def _within(field: IntegerField, most: int) -> bool:
    return field.data is not None and 1 <= field.data <= most


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def filled(repeats: Repeats | None, days: list[date]) -> dict[str, Any]:
    """What the fields show of a series; which of them is in force, `freq` does not say."""
    lines = {"leave_out": "\n".join(day.isoformat() for day in days)}
    if repeats is None:
        return lines
    return lines | {
        "every": repeats.every,
        "weekdays": [str(day) for day in repeats.weekdays],
        "on": repeats.on,
        "ending": UNTIL if repeats.until else TIMES,
        "times": repeats.times,
        "until": repeats.until,
    }
