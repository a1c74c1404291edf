from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, RadioField, StringField, TextAreaField

from booking.actions.scopes import ALL
from booking.errors import Invalid
from booking.forms.reasons import ReasonFields
from booking.rules.intake import wrong_text

APPROVE, DECLINE, RETURN = "approve", "decline", "return"
NAMES = {"question": "reason"}  # one field for both


class DecisionForm(ReasonFields, FlaskForm):
    """`reason` is told to the applicant: why it is declined, or what staff ask when they return it.

    `override_reason` is for the history: why it is approved against today's rules (D16).
    """

    decision = StringField()
    reason = TextAreaField(
        lazy_gettext("Reason or question, told to the applicant"), render_kw={"rows": 2, "maxlength": 1000}
    )
    override_reason = TextAreaField(
        lazy_gettext("Why it is approved all the same"), render_kw={"rows": 2, "maxlength": 1000}
    )
    back = HiddenField()
    scope = HiddenField()
    recurrence_id = HiddenField()
    revision = HiddenField()

    @property
    def read(self) -> int | None:
        """The revision that the page showed; None where it named none."""
        return None if self.revision.data is None else revision_read(self.revision.data)

    def dates(self) -> dict[str, str]:
        """Which dates of a series are meant."""
        return dates_meant(self)

    def checked(self) -> tuple[str, str, str]:
        """Decision, reason, override reason. Raises Invalid."""
        texts = {name: typed(self[name]) for name in ("reason", "override_reason")}
        refuse_wrong(texts)
        return self.decision.data or "", texts["reason"], texts["override_reason"]


class CancellationForm(ReasonFields, FlaskForm):
    reason = TextAreaField(
        lazy_gettext("Reason"), id="cancel-reason", render_kw={"rows": 2, "maxlength": 1000}
    )
    scope = RadioField(lazy_gettext("What is called off"), validate_choice=False)
    recurrence_id = HiddenField()

    def dates(self) -> dict[str, str]:
        """Which dates of a series are meant."""
        return dates_meant(self)

    def checked(self) -> str:
        """Raises Invalid."""
        refuse_wrong({"reason": typed(self.reason)})
        return typed(self.reason)


def dates_meant(form: Form) -> dict[str, str]:
    """All, where nothing is said."""
    return {"scope": form["scope"].data or ALL, "recurrence_id": (form["recurrence_id"].data or "")[:40]}


def revision_read(text: str) -> int:
    """One that there never was for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def typed(field: Field) -> str:
    """Browsers send line ends as CR LF."""
    return (field.data or "").replace("\r\n", "\n").strip()


def refuse_wrong(texts: Mapping[str, str]) -> None:
    if faults := [fault for name, text in texts.items() for fault in wrong_text(name, text, "answer")]:
        raise Invalid(faults)
