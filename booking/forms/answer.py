from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from booking.forms.questions import ANSWER, question_fields
from booking.rules.questions import Question


class AnswerForm(FlaskForm):
    """The applicant's turn: made by `answer_form`, which adds the centre's questions."""

    description = TextAreaField(
        lazy_gettext("Answer"),
        description=lazy_gettext("It is kept as the description of your booking."),
        render_kw={"rows": 5, "maxlength": 4000},
    )

    def answers(self) -> dict[str, str]:
        asked = (field for field in self if field.name.startswith(ANSWER))
        return {field.name.removeprefix(ANSWER): (field.data or "").strip() for field in asked}


def answer_form(
    questions: Mapping[str, Question], description: str = "", given: Mapping[str, str] | None = None
) -> AnswerForm:
    """What was posted; else what the booking says now."""
    filled: dict[str, Any] = {ANSWER + slug: answer for slug, answer in (given or {}).items()}
    made: AnswerForm = type("Form", (AnswerForm,), question_fields(questions))(
        data={"description": description, **filled}
    )
    return made
