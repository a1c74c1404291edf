"""The states of an occurrence and the only ways between them (D14, D15)."""

WAITLISTED, TENTATIVE, CONFIRMED = "waitlisted", "tentative", "confirmed"
DECLINED, EXPIRED, WITHDRAWN, CANCELLED, RELEASED = (
    "declined",
    "expired",
    "withdrawn",
    "cancelled",
    "released",
)
FOR_STAFF, FOR_APPLICANT = "staff", "applicant"

TRANSITIONS: dict[str, frozenset[str]] = {
    WAITLISTED: frozenset({TENTATIVE, CONFIRMED, EXPIRED, WITHDRAWN}),
    TENTATIVE: frozenset({CONFIRMED, DECLINED, EXPIRED, WITHDRAWN}),
    CONFIRMED: frozenset({CANCELLED, RELEASED}),
}
STATES = (WAITLISTED, TENTATIVE, CONFIRMED, DECLINED, EXPIRED, WITHDRAWN, CANCELLED, RELEASED)
HOLDING = frozenset({TENTATIVE, CONFIRMED})
MIXED = "mixed"


def allowed(before: str, after: str) -> bool:
    return after in TRANSITIONS.get(before, frozenset())


def status_called_off(status: str) -> str:
    """What cancelling makes of an occurrence: a request is withdrawn, a booking cancelled."""
    return CANCELLED if status == CONFIRMED else WITHDRAWN


def overall(statuses: set[str]) -> str:
    """The derived status of a reservation (D14)."""
    return next(iter(statuses)) if len(statuses) == 1 else MIXED
