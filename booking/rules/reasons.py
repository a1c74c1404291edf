"""Why a booking is declined, returned or called off: a reason that staff keep, and own words (D23)."""

from collections.abc import Mapping
from dataclasses import dataclass

DECLINE, RETURN, CANCEL = "decline", "return", "cancel"


@dataclass(frozen=True, slots=True)
class Reason:
    """`text` is free and written in `locale`; `texts` are the standard one's, by locale."""

    text: str = ""
    locale: str | None = None
    texts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody gave as a reason: `locale` "" is their own language, `standard` a standard one's id."""

    text: str = ""
    locale: str = ""
    standard: int | None = None


NO_REASON = Reason()
