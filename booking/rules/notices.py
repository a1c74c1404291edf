"""What happened × who is told × by which mail. `method` is the iTIP method of its calendar part (RFC 5546).

CHAIR is the booker, OTHERS the rest of those invited, EVERYBODY both; STAFF all who answer requests, DEPUTY
whom the policy names for when they do not; REMOVED who was just taken off the list.
A cancelling notice goes only to those who were sent an invitation; the booker is told in any case (D31).
"""

from dataclasses import dataclass

from booking.rules.digest import DIGEST

CHAIR, OTHERS, EVERYBODY, STAFF, DEPUTY, REMOVED = (
    "chair", "others", "everybody", "staff", "deputy", "removed",
)  # fmt: skip
REQUESTED, REQUESTED_OPENLY, CONFIRMED = "requested", "requested_openly", "confirmed"
DECLINED, RETURNED, ANSWERED = "declined", "returned", "answered"
WITHDRAWN, CANCELLED, EXPIRED, WAITING = "withdrawn", "cancelled", "expired", "waiting"
CHANGED, REQUEST_CHANGED = "changed", "request_changed"
CHANGE_REQUESTED, CHANGE_DECLINED = "change_requested", "change_declined"
WAITLISTED, MOVED_UP, OFFERED, WAIT_OVER = "waitlisted", "moved_up", "offered", "wait_over"
CANDIDATES, ABSENT, RELEASED, ESCALATED, UNINVITED = (
    "candidates", "absent", "released", "escalated", "uninvited",
)  # fmt: skip
UNREACHABLE, BOOKER_UNREACHABLE = "unreachable", "booker_unreachable"
REMINDER = "reminder"
REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail a person. `kind` names its templates."""

    to: str
    kind: str
    method: str | None = None


_REQUESTED = (Notice(CHAIR, "received", REQUEST), Notice(STAFF, "to_approve"))
NOTICES: dict[str, tuple[Notice, ...]] = {
    REQUESTED: _REQUESTED,
    REQUESTED_OPENLY: (*_REQUESTED, Notice(OTHERS, "invitation", REQUEST)),
    CONFIRMED: (Notice(EVERYBODY, "invitation", REQUEST),),
    RETURNED: (Notice(CHAIR, "returned"),),
    ANSWERED: (Notice(STAFF, "to_approve"),),
    WAITING: (Notice(STAFF, "waiting"),),
    DECLINED: (Notice(EVERYBODY, "declined", CANCEL),),
    WITHDRAWN: (Notice(EVERYBODY, "cancelled", CANCEL),),
    CANCELLED: (Notice(EVERYBODY, "cancelled", CANCEL),),
    EXPIRED: (Notice(EVERYBODY, "expired", CANCEL),),
    CHANGED: (Notice(EVERYBODY, "changed", REQUEST),),
    REQUEST_CHANGED: (Notice(CHAIR, "changed", REQUEST), Notice(STAFF, "to_approve")),
    CHANGE_REQUESTED: (Notice(CHAIR, "change_received"), Notice(STAFF, "change_to_approve")),
    CHANGE_DECLINED: (Notice(CHAIR, "change_declined"),),
    UNINVITED: (Notice(REMOVED, "cancelled", CANCEL),),
    WAITLISTED: (Notice(CHAIR, "waitlisted"),),
    MOVED_UP: (Notice(CHAIR, "moved_up"),),
    OFFERED: (Notice(CHAIR, "offer"),),
    WAIT_OVER: (Notice(CHAIR, "wait_over"),),
    CANDIDATES: (Notice(CHAIR, "candidates"), Notice(OTHERS, "choose")),
    ABSENT: (Notice(CHAIR, "absent"), Notice(STAFF, "absent_staff")),
    RELEASED: (Notice(EVERYBODY, "released", CANCEL),),
    UNREACHABLE: (Notice(CHAIR, "undelivered"),),
    BOOKER_UNREACHABLE: (Notice(STAFF, "undelivered_staff"),),
    ESCALATED: (Notice(DEPUTY, "waiting"),),
}
KINDS = tuple(sorted({notice.kind for told in NOTICES.values() for notice in told} | {REMINDER, DIGEST}))
