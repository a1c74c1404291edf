"""What is wrong with a question that staff write."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from booking.errors import BrokenRule
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES
from booking.rules.questions import CHOICE, KINDS
from booking.rules.resource_faults import slug_faults

MOST_QUESTIONS, MOST_CHOICES = 10, 30  # of one space; of one question
Choice = Mapping[str, Any]


def question_faults(kind: str, labels: Mapping[str, str], choices: Sequence[Choice]) -> Iterator[BrokenRule]:
    """A choice has a value, labels by locale, and whether it is offered."""
    if kind not in KINDS:
        yield BrokenRule("unknown_answer", "kind")
    yield from _labels("labels", labels)
    if kind == CHOICE:
        yield from _choices(choices)


def _choices(choices: Sequence[Choice]) -> Iterator[BrokenRule]:
    if sum(choice["offered"] for choice in choices) < 2:
        yield BrokenRule("too_few_choices", "choices")
    if len(choices) > MOST_CHOICES:
        yield BrokenRule("too_many_items", "choices", {"most": MOST_CHOICES})
    values = [choice["value"] for choice in choices]
    for n, choice in enumerate(choices):
        for rule in slug_faults(choice["value"]):
            yield BrokenRule(rule.code, f"choices.{n}.value", rule.values)
        if values.index(choice["value"]) != n:
            yield BrokenRule("twice", f"choices.{n}.value")
        yield from _labels(f"choices.{n}", choice["labels"])


def _labels(field: str, labels: Mapping[str, str]) -> Iterator[BrokenRule]:
    """In one language at least."""
    if not any(labels.values()):
        yield BrokenRule("missing", field)
    for locale, text in labels.items():
        if locale not in LOCALES:
            yield BrokenRule("unknown_answer", f"{field}.{locale[:20]}")
        yield from wrong_text(f"{field}.{locale[:20]}", text, "name")
