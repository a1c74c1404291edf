"""What happened × who is told × by which mail. `method` is the iTIP method of its calendar part (RFC 5546).

CHAIR is the booker, OTHERS the rest of those invited, EVERYBODY both; STAFF all who answer requests, DEPUTY
whom the policy names for when they do not; REMOVED who was just taken off the list; PROPOSER who proposed
another time.
A cancelling notice goes only to those who were sent an invitation; the booker is told in any case (D31).
"""

from dataclasses import dataclass, replace

from booking.rules.confirming import CONFIRM
from booking.rules.digest import DIGEST
from booking.rules.welcoming import WELCOME

CHAIR, OTHERS, EVERYBODY, STAFF, DEPUTY, REMOVED, PROPOSER = (
    "chair", "others", "everybody", "staff", "deputy", "removed", "proposer",
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
PROPOSED, PROPOSAL_DECLINED, COUNTER_DECLINED = "proposed", "proposal_declined", "counter_declined"
REMINDER, ROOM_ANSWER, NOT_READ = "reminder", "room_answer", "not_read"
PUT_REFUSED = "put_refused"
REQUEST, CANCEL, REPLY = "REQUEST", "CANCEL", "REPLY"
COUNTER, DECLINECOUNTER = "COUNTER", "DECLINECOUNTER"
STILL_NEEDED = "still_needed"
ASKS_NOTHING = "asks_nothing"  # why a mail to a room could not be read: there is nothing in it to book


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
    STILL_NEEDED: (Notice(CHAIR, "still_needed"),),
    ESCALATED: (Notice(DEPUTY, "waiting"),),
    PROPOSED: (Notice(CHAIR, "proposed"), Notice(STAFF, "proposed")),
    PROPOSAL_DECLINED: (Notice(PROPOSER, "proposal_declined"),),
    COUNTER_DECLINED: (Notice(PROPOSER, "proposal_declined", DECLINECOUNTER),),
}
REPLIES = (ROOM_ANSWER, NOT_READ)  # to a mail that came in: they have no HTML
_OTHERS = {REMINDER, *REPLIES, PUT_REFUSED, DIGEST, CONFIRM, WELCOME}
KINDS = tuple(sorted({notice.kind for told in NOTICES.values() for notice in told} | _OTHERS))
# Whom a client invites themselves (D33): what their calendars would read of it, and what would say the same
# in words, the rooms answer.
_THEIRS = (CHAIR, OTHERS, EVERYBODY, REMOVED)
_SAID_BY_ROOMS = ("change_received", "change_declined")


def of_client(told: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """Of a client's own meeting: what else there is to say to the booker, and everything to staff."""
    return tuple(
        notice
        for notice in told
        if notice.to not in _THEIRS or not (notice.method or notice.kind in _SAID_BY_ROOMS)
    )


def of_app(told: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """Of what its booker holds in a calendar app of their own, with no room to answer: the same in words."""
    return tuple(replace(notice, method=None) if notice.to in _THEIRS else notice for notice in told)
