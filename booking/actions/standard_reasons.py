"""Staff keep the reasons that they often give, for each verb and in every language (D23)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import StandardReason
from booking.models.standard_reason import VERBS
from booking.permissions import Actor, demand
from booking.queries.standard_reasons import standard_reasons
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES

MOST = 100  # of one verb
Texts = Mapping[str, str]


@transaction
def add_standard_reason(
    verb: str, texts: Texts, *, by: Actor, now: datetime, position: int | None = None
) -> StandardReason:
    """At `position` of its verb's list, from 1; None: at the end. Raises Forbidden, Invalid."""
    demand(by, "edit_texts")
    others = list(standard_reasons(verb)) if verb in VERBS else []
    if wrong := [*_unknown(verb), *_too_many(others), *_faults(texts, position)]:
        raise Invalid(wrong)
    made = StandardReason(verb=verb, texts=_written(texts))
    _line_up(others, made, position or len(others) + 1)
    db.session.add(made)
    db.session.flush()
    record("add_standard_reason", by, now, subject=_subject(made), after=_picture(made))
    return made


@transaction
def edit_standard_reason(
    reason_id: int,
    *,
    by: Actor,
    now: datetime,
    texts: Texts | None = None,
    position: int | None = None,
) -> StandardReason:
    """None leaves it as it is. What was told with it stays as it was. Raises Forbidden, Invalid, NotFound."""
    row = _found(reason_id, by)
    if wrong := list(_faults(row.texts if texts is None else texts, position)):
        raise Invalid(wrong)
    before = _picture(row)
    if texts is not None:
        row.texts = _written(texts)
    if position is not None:
        _line_up([other for other in standard_reasons(row.verb) if other is not row], row, position)
    record("edit_standard_reason", by, now, subject=_subject(row), before=before, after=_picture(row))
    return row


@transaction
def remove_standard_reason(reason_id: int, *, by: Actor, now: datetime) -> None:
    """It is offered no more. Raises Forbidden, NotFound."""
    row = _found(reason_id, by)
    record("remove_standard_reason", by, now, subject=_subject(row), before=_picture(row))
    db.session.delete(row)


def _found(reason_id: int, by: Actor) -> StandardReason:
    demand(by, "edit_texts")
    row = db.session.get(StandardReason, reason_id)
    if row is None:
        raise NotFound()
    return row


def _line_up(others: Sequence[StandardReason], row: StandardReason, position: int) -> None:
    line = list(others)
    line.insert(position - 1, row)
    for place, each in enumerate(line, 1):
        each.position = place


def _unknown(verb: str) -> Iterator[BrokenRule]:
    if verb not in VERBS:
        yield BrokenRule("unknown_answer", "verb")


def _too_many(others: Sequence[StandardReason]) -> Iterator[BrokenRule]:
    if len(others) >= MOST:
        yield BrokenRule("too_many_items", "texts", {"most": MOST})


def _faults(texts: Texts, position: int | None) -> Iterator[BrokenRule]:
    if not _written(texts):
        yield BrokenRule("missing", "texts")
    for locale, text in texts.items():
        if locale not in LOCALES:
            yield BrokenRule("unknown_answer", f"texts.{locale[:20]}")
        yield from wrong_text(f"texts.{locale[:20]}", text, "answer")
    if position is not None and position < 1:
        yield BrokenRule("too_few", "position")


def _written(texts: Texts) -> dict[str, str]:
    """Only the languages that say something."""
    return {locale: text.strip() for locale, text in texts.items() if text.strip()}


def _subject(row: StandardReason) -> str:
    return f"standard_reason:{row.id}"


def _picture(row: StandardReason) -> dict[str, Any]:
    return {"verb": row.verb, "texts": row.texts, "position": row.position}
