"""What staff do at their desk about one date of a booking."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from booking.errors import BrokenRule, Invalid
from booking.forms.decision import refuse_wrong, typed

MOVE, END = "move", "end"
CHECK_IN, RELEASE = "check_in", "release"


class AwardForm(FlaskForm):
    """`how` the holders make room: MOVE or END."""

    recurrence_id = HiddenField()
    how = StringField()
    reason = TextAreaField(
        lazy_gettext("Reason, told to whoever has to make room"), render_kw={"rows": 2, "maxlength": 1000}
    )

    def checked(self) -> tuple[bool, str]:
        """Whether they are moved, and why. Raises Invalid."""
        refuse_wrong({"reason": typed(self.reason)})
        return _one_of(self.how, MOVE, END) == MOVE, typed(self.reason)


class AttendanceForm(FlaskForm):
    recurrence_id = HiddenField()
    what = StringField()

    def checked(self) -> str:
        """CHECK_IN or RELEASE. Raises Invalid."""
        return _one_of(self.what, CHECK_IN, RELEASE)


def _one_of(field: StringField, *known: str) -> str:
    if field.data not in known:
        raise Invalid([BrokenRule("unknown_answer", field.name)])
    return str(field.data)
