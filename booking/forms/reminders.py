"""When somebody wants to be reminded: as each space says, at times of their own, or never."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectMultipleField

from booking.errors import BrokenRule, Invalid
from booking.rules.reminders import OFFERED
from booking.wording import duration, listed

AS_SPACE, OWN, NEVER = "as_space", "own", "never"
WAYS = {
    AS_SPACE: lazy_gettext("As each space says"),
    OWN: lazy_gettext("At these times before it begins:"),
    NEVER: lazy_gettext("No reminders"),
}


class RemindersForm(FlaskForm):
    when = RadioField(
        lazy_gettext("When do you want to be reminded of a meeting?"),
        choices=[SelectChoice(*way) for way in WAYS.items()],
        validate_choice=False,
    )
    leads = SelectMultipleField(lazy_gettext("Time before it begins"), validate_choice=False)

    def chosen(self) -> list[int] | None:
        """As booking.actions.reminders takes it. Raises Invalid."""
        if self.when.data not in WAYS:
            raise Invalid([BrokenRule("unknown_answer", "when")])
        if self.when.data == OWN:
            if leads := ticked(self.leads.data):
                return leads
            raise Invalid([BrokenRule("missing", "leads")])
        return [] if self.when.data == NEVER else None


def reminders_form(kept: list[int] | None, *formdata: None) -> RemindersForm:
    """Filled with what is kept, or with what was sent."""
    when = AS_SPACE if kept is None else OWN if kept else NEVER
    form = RemindersForm(*formdata, data={"when": when, "leads": [str(lead) for lead in kept or ()]})
    form.leads.choices = lead_choices(kept or ())
    return form


def lead_choices(kept: Iterable[int]) -> list[SelectChoice]:
    """What is offered, and what a program has set beside it."""
    known = sorted({*OFFERED, *kept}, reverse=True)
    return [SelectChoice(str(lead), duration(timedelta(minutes=lead))) for lead in known]


def ticked(data: Iterable[str] | None) -> list[int]:
    """Without what is no number: our own boxes have none."""
    return [int(text) for text in data or () if text.isascii() and text.isdigit() and len(text) < 10]


def leads_in_words(leads: Iterable[int]) -> str:
    told = listed(duration(timedelta(minutes=lead)) for lead in sorted(leads, reverse=True))
    return told or gettext("No reminders")
