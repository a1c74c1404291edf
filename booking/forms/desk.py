"""What staff do at their desk about one date of a booking."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField

from booking.errors import BrokenRule, Invalid
from booking.forms.decision import refuse_wrong, typed

MOVE, END = "move", "end"
CHECK_IN, RELEASE = "check_in", "release"


class AwardForm(FlaskForm):
    """`how` the holders make room: MOVE or END. `seen` and `places` are what the page showed of them."""

    recurrence_id = HiddenField()
    how = HiddenField()
    seen = HiddenField()
    places = HiddenField()
    reason = TextAreaField(
        lazy_gettext("Reason, told to whoever has to make room"), render_kw={"rows": 2, "maxlength": 1000}
    )

    def meant(self) -> dict[str, Any]:
        """Which date, and whether they are moved. Raises Invalid."""
        at = (self.recurrence_id.data or "")[:40]
        return {"recurrence_id": at, "move": _one_of(self.how, MOVE, END) == MOVE}

    def checked(self) -> dict[str, Any]:
        """Also why, and what was shown: where that is missing, it is as good as old. Raises Invalid."""
        refuse_wrong({"reason": typed(self.reason)})
        shown = {"seen": self.seen.data or "", "places": self.places.data or ""}
        return {**self.meant(), "reason": typed(self.reason), **shown}


class AttendanceForm(FlaskForm):
    recurrence_id = HiddenField()
    what = StringField()

    def checked(self) -> str:
        """CHECK_IN or RELEASE. Raises Invalid."""
        return _one_of(self.what, CHECK_IN, RELEASE)


def _one_of(field: Field, *known: str) -> str:
    if field.data not in known:
        raise Invalid([BrokenRule("unknown_answer", field.name)])
    return str(field.data)
