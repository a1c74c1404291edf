"""What happened × who is told × by which mail. `method` is the iTIP method of its calendar part (RFC 5546).

CHAIR is the booker, OTHERS the rest of those invited, EVERYBODY both; STAFF all who answer requests.
A cancelling notice goes only to those who were sent an invitation; the booker is told in any case (D31).
"""

from dataclasses import dataclass

CHAIR, OTHERS, EVERYBODY, STAFF = "chair", "others", "everybody", "staff"
REQUESTED, REQUESTED_OPENLY, CONFIRMED = "requested", "requested_openly", "confirmed"
DECLINED, RETURNED, ANSWERED = "declined", "returned", "answered"
WITHDRAWN, CANCELLED, EXPIRED, WAITING = "withdrawn", "cancelled", "expired", "waiting"
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
}
KINDS = tuple(sorted({notice.kind for told in NOTICES.values() for notice in told} | {REMINDER}))
