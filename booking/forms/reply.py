from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField

from booking.models.attendee import ACCEPTED, DECLINED, UNDECIDED

CHOICES = {
    ACCEPTED: lazy_gettext("I will come"),
    UNDECIDED: lazy_gettext("Perhaps I will come"),
    DECLINED: lazy_gettext("I cannot come"),
}


class ReplyForm(FlaskForm):
    """`recurrence_id` names a date of a series that is answered by itself; empty is the whole."""

    recurrence_id = SelectField(lazy_gettext("Your answer is for"), choices=[], validate_choice=False)
    partstat = RadioField(
        lazy_gettext("Will you come?"),
        choices=[SelectChoice(*one) for one in CHOICES.items()],
        validate_choice=False,
    )
    comment = TextAreaField(lazy_gettext("A note to the organizer"), render_kw={"rows": 3, "maxlength": 1000})


def offer_dates(form: ReplyForm, dates: Sequence[tuple[str, str]]) -> None:
    """Names of dates, and how each is called."""
    all_of_them = ("", gettext("All dates"))
    form.recurrence_id.choices = [SelectChoice(*one) for one in (all_of_them, *dates)]
