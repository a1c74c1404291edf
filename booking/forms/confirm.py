"""What the sender of a held mail says when they confirm it: who they are where they have no account."""

from collections.abc import Iterator, Mapping

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from booking.errors import BookingError, BrokenRule, Invalid
from booking.forms import refusal
from booking.forms.account import zone_named
from booking.forms.questions import ANSWER, question_fields
from booking.rules.confirming import Confirmation
from booking.rules.intake import wrong_applicant, wrong_text
from booking.rules.questions import Question, broken_answers
from booking.rules.requests import BookedFor
from booking.wording import LOCALE_NAMES

NEEDED = [InputRequired()]  # marks the field
NAMES = ("name", "reading", "company", "phone", "locale", "tzid")


class ConfirmForm(FlaskForm):
    """Made by `confirm_form`, which adds the questions."""

    questions: Mapping[str, Question]

    def to_confirmation(self, email: str) -> Confirmation:
        """Raises Invalid."""
        applicant = self.applicant(email)
        answers = {slug: (self[ANSWER + slug].data or "").strip() for slug in self.questions}
        if wrong := [*self._wrong(answers), *(wrong_applicant(applicant) if applicant else ())]:
            raise Invalid(wrong)
        return Confirmation(applicant, answers)

    def applicant(self, email: str) -> BookedFor | None:
        return None

    def _wrong(self, answers: Mapping[str, str]) -> Iterator[BrokenRule]:
        yield from broken_answers(list(self.questions.values()), answers)
        for slug, text in answers.items():
            yield from wrong_text(f"answers.{slug}", text, "answer")

    def refuse(self, error: BookingError) -> refusal.Told:
        """Beside the fields."""
        return refusal.tell(self, error, {f"booked_for.{name}": name for name in NAMES})


class ApplicantForm(ConfirmForm):
    name = StringField(lazy_gettext("Your name"), NEEDED, render_kw={"autocomplete": "name"})
    reading = StringField(
        lazy_gettext("Reading of your name"),
        description=lazy_gettext("In kana or Latin letters, for those who cannot read the name."),
        render_kw={"autocomplete": "off"},
    )
    company = StringField(lazy_gettext("Company"), render_kw={"autocomplete": "organization"})
    phone = StringField(lazy_gettext("Phone"), render_kw={"autocomplete": "tel"})
    locale = SelectField(
        lazy_gettext("Language of our mails to you"),
        choices=[SelectChoice(*one) for one in LOCALE_NAMES.items()],
        validate_choice=False,
    )
    tzid = StringField(
        lazy_gettext("Your time zone"),
        NEEDED,
        render_kw={"list": "zones", "autocomplete": "off", "translate": "no"},
    )

    def applicant(self, email: str) -> BookedFor | None:
        typed = {name: (self[name].data or "").strip() for name in NAMES}
        return BookedFor(**typed | {"tzid": zone_named(typed["tzid"])}, email=email)


def confirm_form(
    questions: Mapping[str, Question], lacking: bool, *formdata: None, **filled: str
) -> ConfirmForm:
    """`lacking`: they have no account. With None it is filled with what is known, else with what was sent."""
    base = ApplicantForm if lacking else ConfirmForm
    made: type[ConfirmForm] = type("Form", (base,), {"questions": questions, **question_fields(questions)})
    return made(*formdata, data=filled)
