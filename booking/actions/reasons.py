"""A reason is looked at, kept with a date, told and written down."""

from collections.abc import Mapping
from typing import Any

from booking.errors import BrokenRule, Invalid
from booking.models import Occurrence
from booking.permissions import Actor
from booking.queries.standard_reasons import standard_reason
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES
from booking.rules.reasons import NO_REASON, Reason, Said
from booking.wording import translated


def reason_of(verb: str, said: Said, by: Actor, field: str = "reason") -> Reason:
    """With the texts of the standard one as they are now. Raises Invalid."""
    wrong = list(wrong_text(field, said.text, "answer"))
    if said.locale and said.locale not in LOCALES:
        wrong.append(BrokenRule("unknown_answer", "reason_locale"))
    texts = None
    if said.standard is not None:
        texts = _standard(verb, said.standard, by)
        wrong += [] if texts else [BrokenRule("unknown_reason", "standard_reason")]
    if wrong:
        raise Invalid(wrong)
    text = said.text.strip()
    return Reason(text, (said.locale or by.locale) if text else None, texts)


def _standard(verb: str, reason_id: int, by: Actor) -> Mapping[str, str] | None:
    """They are the staff's to give."""
    found = standard_reason(reason_id) if by.is_staff else None
    return found.texts if found and found.verb == verb else None


def in_own_words(text: str, by: Actor) -> Reason:
    """In their language."""
    return Reason(text, by.locale) if text else NO_REASON


def keep_reason(occurrence: Occurrence, reason: Reason) -> None:
    occurrence.reason, occurrence.reason_locale = reason.text, reason.locale
    occurrence.reason_texts = dict(reason.texts) if reason.texts else None


def told(reason: Reason) -> dict[str, Any]:
    """As a snapshot keeps it."""
    return {"reason": reason.text, "reason_locale": reason.locale, "reason_texts": reason.texts}


def told_of(occurrence: Occurrence) -> dict[str, Any]:
    return told(Reason(occurrence.reason, occurrence.reason_locale, occurrence.reason_texts))


def written_down(reason: Reason, by: Actor) -> str:
    """For the history, in the language of who gave it."""
    said = (translated(reason.texts or {}, by.locale), reason.text)
    return "\n".join(filter(None, said))
