"""Refusals: a code, values, and the HTTP status (RFC 9110) a door over HTTP answers with.

The words are chosen where the reader's language is known: booking/wording.py.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """One rule that a request breaks. `field` names the part of the request to mend."""

    code: str
    field: str = ""
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


class BookingError(Exception):
    code = "refused"
    status = 422

    def __init__(self, code: str | None = None, **values: Any):
        self.code = code or self.code
        self.values = values
        super().__init__(self.code, values)


class Invalid(BookingError):
    """The request itself cannot be understood: `rules` tells every fault at once."""

    code = "invalid"

    def __init__(self, rules: Sequence[BrokenRule]):
        super().__init__()
        self.rules = tuple(rules)


class OutOfPolicy(BookingError):
    """Understood, but against the centre's rules: `rules` tells all that are broken.

    `alternatives` are values of booking.rules.availability that are within them. Of the desk's refusals,
    this one and SlotTaken, `values` hold the recurrence_ids of the `dates` that cannot be had, whether one
    of them is `taken`, and the `ways`: other words for on_conflict with which it would go through.
    """

    code = "policy"

    def __init__(self, rules: Sequence[BrokenRule], alternatives: Sequence[Any] = (), **values: Any):
        super().__init__(**values)
        self.rules = tuple(rules)
        self.alternatives = tuple(alternatives)


class SlotTaken(BookingError):
    """Somebody holds it. `conflicts` and `alternatives` are values of booking.rules.availability."""

    code = "slot_taken"
    status = 409

    def __init__(self, conflicts: Sequence[Any] = (), alternatives: Sequence[Any] = (), **values: Any):
        super().__init__(**values)
        self.conflicts = tuple(conflicts)
        self.alternatives = tuple(alternatives)


class Unreadable(BookingError):
    """A message from outside that the desk cannot read. `values` are plain enough for JSON; the words are
    those of inbound_words.of_unreadable."""

    code = "unreadable"


class WrongState(BookingError):
    """The occurrence is not in a state from which this may be done."""

    code = "wrong_state"
    status = 409


class Stale(BookingError):
    """It has changed since the client read it: If-Match does not hold (RFC 9110 13.1.1)."""

    code = "stale"
    status = 412


class Forbidden(BookingError):
    code = "forbidden"
    status = 403


class NotFound(BookingError):
    code = "not_found"
    status = 404


class Gone(BookingError):
    """It was taken back by whom it belonged to, and does not return."""

    code = "gone"
    status = 410


class IdempotencyMismatch(BookingError):
    code = "idempotency_mismatch"


class Busy(BookingError):
    """The database could not give us our turn in time; nothing was done."""

    code = "busy"
    status = 503


class TooManyTries(BookingError):
    code = "too_many_tries"
    status = 429
