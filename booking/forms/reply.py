from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField

from booking.models.attendee import ACCEPTED, DECLINED, UNDECIDED

CHOICES = {
    ACCEPTED: lazy_gettext("I will come"),
    UNDECIDED: lazy_gettext("Perhaps I will come"),
    DECLINED: lazy_gettext("I cannot come"),
}


class ReplyForm(FlaskForm):
    partstat = RadioField(
        lazy_gettext("Will you come?"),
        choices=[SelectChoice(*one) for one in CHOICES.items()],
        validate_choice=False,
    )
    comment = TextAreaField(lazy_gettext("A note to the organizer"), render_kw={"rows": 3, "maxlength": 1000})
