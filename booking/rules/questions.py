"""What a centre asks with every booking of a space (D21)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from booking.errors import BrokenRule

TEXT, CHOICE, NUMBER, YES_NO = "text", "choice", "number", "yes_no"
KINDS = (TEXT, CHOICE, NUMBER, YES_NO)
UNANSWERED = "answer_required"


@dataclass(frozen=True, slots=True)
class Question:
    """`labels` by locale; `choices` maps a value to its labels by locale."""

    slug: str
    kind: str
    labels: Mapping[str, str]
    required: bool = False
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def given(slugs: Iterable[str], answers: Mapping[str, str]) -> dict[str, str]:
    """Stripped; without empty ones, and without those that nobody asked for."""
    stripped = {slug: answers.get(slug, "").strip() for slug in slugs}
    return {slug: answer for slug, answer in stripped.items() if answer}


def broken_answers(questions: Sequence[Question], answers: Mapping[str, str]) -> Iterator[BrokenRule]:
    answered = given((question.slug for question in questions), answers)
    for question in questions:
        answer = answered.get(question.slug, "")
        if not answer and question.required:
            yield BrokenRule(UNANSWERED, f"answers.{question.slug}", {"question": question.labels})
        elif answer and not _fits(question, answer):
            yield BrokenRule("answer_unknown", f"answers.{question.slug}", {"question": question.labels})


def _fits(question: Question, answer: str) -> bool:
    if question.kind == CHOICE:
        return answer in question.choices
    if question.kind == YES_NO:
        return answer in ("yes", "no")
    return question.kind != NUMBER or (answer.isascii() and answer.removeprefix("-").isdigit())
