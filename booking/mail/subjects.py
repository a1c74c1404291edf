"""The subject of each kind of mail, in the locale in force."""

from flask_babel import gettext, lazy_gettext

from booking.mail.confirm import confirm_subject
from booking.mail.digest import digest_subject
from booking.mail.letter import Letter
from booking.mail.times import short
from booking.mail.welcome import welcome_subject
from booking.rules.confirming import CONFIRM
from booking.rules.digest import DIGEST
from booking.rules.lifecycle import WITHDRAWN
from booking.rules.notices import ASKS_NOTHING, NOT_READ, PUT_REFUSED, ROOM_ANSWER
from booking.rules.welcoming import WELCOME

SUBJECTS = {
    "received": lazy_gettext("Request received: %(title)s (%(time)s)"),
    "to_approve": lazy_gettext("To be approved: %(title)s (%(time)s)"),
    "invitation": lazy_gettext("Invitation: %(title)s (%(time)s)"),
    "confirmed": lazy_gettext("Booking confirmed: %(title)s (%(time)s)"),
    "returned": lazy_gettext("A question about your request: %(title)s (%(time)s)"),
    "waiting": lazy_gettext("Still waiting for your decision: %(title)s (%(time)s)"),
    "declined": lazy_gettext("Not approved: %(title)s (%(time)s)"),
    "cancelled": lazy_gettext("Cancelled: %(title)s (%(time)s)"),
    "withdrawn": lazy_gettext("Withdrawn: %(title)s (%(time)s)"),
    "uninvited": lazy_gettext("No longer invited: %(title)s (%(time)s)"),
    "expired": lazy_gettext("Expired: %(title)s (%(time)s)"),
    "reminder": lazy_gettext("Reminder: %(title)s (%(time)s)"),
    "changed": lazy_gettext("Changed: %(title)s (%(time)s)"),
    "change_received": lazy_gettext("Change requested: %(title)s (%(time)s)"),
    "change_to_approve": lazy_gettext("Change to be approved: %(title)s (%(time)s)"),
    "change_declined": lazy_gettext("Change not approved: %(title)s (%(time)s)"),
    "waitlisted": lazy_gettext("On the waitlist: %(title)s (%(time)s)"),
    "moved_up": lazy_gettext("Moved up on the waitlist: %(title)s (%(time)s)"),
    "offer": lazy_gettext("The time you wait for is free: %(title)s (%(time)s)"),
    "wait_over": lazy_gettext("The waitlist has ended: %(title)s (%(time)s)"),
    "candidates": lazy_gettext("Times held for you: %(title)s"),
    "choose": lazy_gettext("Please choose a time: %(title)s"),
    "absent": lazy_gettext("Are you coming? %(title)s (%(time)s)"),
    "absent_staff": lazy_gettext("Nobody has checked in: %(title)s (%(time)s)"),
    "undelivered": lazy_gettext("Mail did not arrive: %(title)s (%(time)s)"),
    "undelivered_staff": lazy_gettext("The booker cannot be reached: %(title)s (%(time)s)"),
    "proposed": lazy_gettext("Another time proposed: %(title)s (%(time)s)"),
    "proposal_declined": lazy_gettext("Your proposal was not accepted: %(title)s (%(time)s)"),
    "proposal_accepted": lazy_gettext("Your proposal was accepted: %(title)s (%(time)s)"),
    "still_needed": lazy_gettext("Is it still needed? %(title)s (%(time)s)"),
    "released": lazy_gettext("Released: %(title)s (%(time)s)"),
    "accepted": lazy_gettext("Accepted: %(title)s (%(time)s)"),
    "tentative": lazy_gettext("Accepted tentatively: %(title)s (%(time)s)"),
    "not_booked": lazy_gettext("Not booked: %(title)s (%(time)s)"),
    "not_changed": lazy_gettext("Not changed: %(title)s (%(time)s)"),
    "not_accepted": lazy_gettext("Declined: %(title)s (%(time)s)"),
}
_ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "not_accepted"}


def subject(letter: Letter) -> str:
    if letter.kind == DIGEST:
        return digest_subject(letter)
    if letter.kind == CONFIRM:
        return confirm_subject(letter)
    if letter.kind == WELCOME:
        return welcome_subject(letter)
    if letter.kind == NOT_READ and letter.facts["code"] == ASKS_NOTHING:
        return gettext("How to book a space by mail: %(title)s", title=letter.facts["title"])
    if letter.kind == NOT_READ:
        return gettext("Your invitation could not be read: %(title)s", title=letter.facts["title"])
    return str(SUBJECTS[_told_as(letter)]) % {"title": letter.facts["title"], "time": _time(letter)}


def _time(letter: Letter) -> str:
    time = short(letter.interval, letter.venue_tzid)
    whole = letter.of_series or (letter.kind == ROOM_ANSWER and letter.facts.get("dates"))
    return gettext("series from %(time)s", time=time) if whole else time


def _told_as(letter: Letter) -> str:
    if letter.kind == ROOM_ANSWER and letter.facts.get("proposes"):
        return "proposed"
    if letter.kind == ROOM_ANSWER:
        return _ANSWERS[letter.facts["partstat"]]
    if letter.kind == PUT_REFUSED:
        return "not_changed" if letter.facts["reservation_id"] else "not_booked"
    if letter.kind == "cancelled" and letter.facts["status"] == WITHDRAWN:
        return WITHDRAWN
    if letter.proposed_it and letter.kind == "changed":
        return "proposal_accepted"
    if letter.uninvited:
        return "uninvited"
    return "confirmed" if letter.kind == "invitation" and letter.to_chair else letter.kind
