"""Which of an invited person's answers counts (RFC 5546 2.1.5)."""

from dataclasses import dataclass
from datetime import datetime

OUTDATED, OVERTAKEN, TWICE = "reply_outdated", "reply_overtaken", "reply_twice"


@dataclass(frozen=True, slots=True)
class Answer:
    """`sequence` is that of the invitation that it answers, None before any answer; `dtstamp` is when it was
    written, where that is known."""

    partstat: str
    comment: str = ""
    sequence: int | None = None
    dtstamp: datetime | None = None


def needless(given: Answer, last: Answer, invited: int) -> str:
    """Why `given` does not count any more; empty where it does. `last` is the answer that counts until now,
    `invited` the SEQUENCE with which they were invited last.

    Of two answers of the same moment the one that came later counts: some programs put down the invitation's
    own DTSTAMP.
    """
    if (given.sequence or 0) < invited:
        return OUTDATED
    if given == last:
        return TWICE
    return OVERTAKEN if _earlier(given, last) else ""


def _earlier(given: Answer, last: Answer) -> bool:
    one, other = given.sequence or 0, last.sequence or 0
    if one != other or not given.dtstamp or not last.dtstamp:
        return one < other
    return given.dtstamp < last.dtstamp
