"""The words for mail that comes in: what became of it, and why it could not be read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from booking.rules.pace import ANSWERED
from booking.wording import REFUSALS

# What became of mail that came in.
INBOUND_STATUSES: dict[str, LazyString] = {
    "waiting": lazy_gettext("Waiting to be handled"),
    "held": lazy_gettext("Held until its sender confirms it"),
    "done": lazy_gettext("Done"),
    "ignored": lazy_gettext("Ignored"),
    "refused": lazy_gettext("Refused"),
    "failed": lazy_gettext("Needs a person"),
}
# And why.
INBOUND: dict[str, LazyString] = {
    "too_fast": lazy_gettext(
        "Very many mails of %(sender)s were answered within an hour, so this one waits for a while."
    ),
    "no_calendar": lazy_gettext("There is no calendar message in it."),
    "too_large_mail": lazy_gettext("It is too large to be taken, so only its head was kept."),
    "held_not_proven": lazy_gettext(
        "It is not proven that %(sender)s sent this. It waits until they confirm it by the link in a mail, "
        "of which each address gets at most one a day."
    ),
    "held_unknown": lazy_gettext(
        "%(sender)s has no account here. It waits until they say who they are by the link in a mail, of "
        "which each address gets at most one a day."
    ),
    "held_unanswered": lazy_gettext(
        "%(sender)s has no account here. It waits until they answer the questions of the space by the link "
        "in a mail."
    ),
    "held_unasked": lazy_gettext(
        "It is not known that %(sender)s sent this, and a program wrote it, so that nobody was asked to "
        "confirm it. Staff may take it as confirmed."
    ),
    "no_sender": lazy_gettext("It does not say from which one address it comes."),
    "sender_is_ours": lazy_gettext("It says that it comes from an address of this centre: %(sender)s"),
    "sender_is_another": lazy_gettext(
        "It comes from %(sender)s, but its calendar text is somebody else’s, so nobody was asked about it."
    ),
    "sender_switched_off": lazy_gettext("The account of %(sender)s is switched off."),
    "no_room": lazy_gettext("It was sent to no space of this centre."),
    "held_too_late": lazy_gettext("The meeting had begun when it came."),
    "booked": lazy_gettext("A space was invited from a calendar program; it was booked."),
    "changed": lazy_gettext(
        "A calendar program sent a newer version of the meeting; the booking was changed."
    ),
    "confirmed_again": lazy_gettext(
        "A calendar program sent a newer version of the meeting; the booking is like that already."
    ),
    "called_off": lazy_gettext("A calendar program called the meeting off; the booking was cancelled."),
    "room_let_go": lazy_gettext(
        "A calendar program no longer invites one of the spaces; the booking keeps the others."
    ),
    "date_keeps_rooms": lazy_gettext(
        "It calls off one date of a series for some of its rooms or equipment only, which cannot be done: "
        "that date has kept them all. Please settle it with the booker."
    ),
    "not_booked": lazy_gettext(
        "What a calendar program asked for could not be booked; the space has answered so."
    ),
    "older_message": lazy_gettext("A newer message about the same meeting came before this one."),
    "meeting_over": lazy_gettext("It is about a meeting that is over already."),
    "same_message": lazy_gettext("The same was said before, and has been done."),
    "nothing_left": lazy_gettext("It calls off what had ended already."),
    "called_off_before": lazy_gettext(
        "It asks to book a meeting that its sender has called off meanwhile, so nothing was booked."
    ),
    "unknown_meeting": lazy_gettext("It calls off a meeting that is not booked here."),
    "automatic": lazy_gettext("A machine sent it, to which nothing must be answered."),
    "too_late_to_cancel": lazy_gettext("It calls a meeting off after the time until which that is possible."),
    "undelivered": lazy_gettext("A mail of ours did not arrive: %(why)s"),
    "undelivered_known": lazy_gettext("It was known already that this mail of ours did not arrive."),
    "reply_accepted": lazy_gettext("An invited person comes: %(email)s"),
    "reply_declined": lazy_gettext("An invited person cannot come: %(email)s"),
    "reply_tentative": lazy_gettext("An invited person may come: %(email)s"),
    "reply_outdated": lazy_gettext(
        "It answers an older invitation than the latest, so it does not count any more: %(email)s"
    ),
    "reply_overtaken": lazy_gettext(
        "They have answered again since this was written, so it does not count: %(email)s"
    ),
    "reply_twice": lazy_gettext("The same answer has come before: %(email)s"),
    "reply_without_answer": lazy_gettext("It does not say whether they come: %(email)s"),
    "reply_unknown_date": lazy_gettext("It is about a date that the booking does not have: %(email)s"),
    "refreshed": lazy_gettext("The invitation was sent again, as they asked: %(email)s"),
    "refreshed_already": lazy_gettext("They asked again for what they were just sent: %(email)s"),
    "unknown_invitation": lazy_gettext("It is about an invitation that is none of ours."),
    "invitation_over": lazy_gettext("It is about what is over or called off: %(email)s"),
    "not_invited": lazy_gettext("It is from somebody who is not invited: %(email)s"),
    "not_theirs": lazy_gettext(
        "The sender speaks for somebody else, so nothing was changed: %(sender)s for %(email)s"
    ),
    "proposed": lazy_gettext(
        "%(email)s proposes another time. The booker and the staff have been told, and decide."
    ),
    "proposal_unclear": lazy_gettext("Another time is proposed, but not for one date that there is."),
    "proposal_unusable": lazy_gettext("The time that is proposed has passed, or cannot be booked at all."),
    "not_one_person": lazy_gettext("It does not name the one person whose message it is."),
    "add_not_taken": lazy_gettext(
        "It adds single dates to a meeting, which is not taken: the whole series has to be sent again."
    ),
    "declinecounter_not_taken": lazy_gettext(
        "It declines another time that was proposed, and asks for nothing."
    ),
    "publish_not_taken": lazy_gettext("It tells of an event, and asks for nothing."),
    "no_failure": lazy_gettext("It is about a mail of ours, and reports no failure."),
}
# Why a message from outside was not read: %(name)s are values of the refusal (errors.Unreadable).
UNREADABLE: dict[str, LazyString] = {
    "unreadable": lazy_gettext("This message cannot be read."),
    "too_large": lazy_gettext("This is too large."),
    "asks_nothing": lazy_gettext("It invites no space to anything; the sender was told how to book by mail."),
    "wrong_charset": lazy_gettext("The calendar text is not written in UTF-8."),
    "no_calendar": lazy_gettext("The message contains no calendar text that can be read."),
    "several_calendars": lazy_gettext("The message contains several calendars; send one at a time."),
    "too_many_rooms": lazy_gettext("The meeting invites more than %(most)s spaces of ours."),
    "too_many_parts": lazy_gettext("The mail has more than %(most)s parts."),
    "nested_mail": lazy_gettext("The parts of the mail lie too deep in one another."),
    "winmail": lazy_gettext(
        "Outlook has packed the invitation into a file winmail.dat, which only Outlook can read. In Outlook, "
        "choose File, Options, Mail, Message format, have Rich Text for Internet recipients converted to "
        "HTML, and send it again. For a whole Exchange organization, its administrator sets TNEFEnabled "
        "of the remote domain to false."
    ),
    "too_many_components": lazy_gettext("The calendar text has more than %(most)s parts."),
    "too_deep": lazy_gettext("The parts of the calendar text lie too deep in one another."),
    "too_many_attendees": lazy_gettext("More than %(most)s people are invited."),
    "too_many_dates": lazy_gettext("The calendar text lists more than %(most)s dates."),
    "too_long_line": lazy_gettext("A line of the calendar text is too long: %(name)s"),
    "method_not_taken": lazy_gettext("Calendar messages of this kind are not taken: %(method)s"),
    "no_event": lazy_gettext("The calendar text contains no event."),
    "no_uid": lazy_gettext("The event has no UID by which it could be told from others."),
    "several_uids": lazy_gettext("The message is about several events; send one at a time."),
    "event_twice": lazy_gettext("The message describes the same event twice."),
    "several_organizers": lazy_gettext("The message names several organizers for one event."),
    "no_start": lazy_gettext("The event does not say when it starts."),
    "bad_time": lazy_gettext("A time in the calendar text cannot be read: %(name)s %(value)s"),
    "ends_before_start": lazy_gettext("The event ends before it starts."),
    "floating_time": lazy_gettext("The event does not say in which time zone its times are: %(name)s"),
    "unknown_zone": lazy_gettext("The time zone of the event is unknown: %(tzid)s"),
    "rule_not_taken": lazy_gettext("The meeting is repeated in a way that cannot be booked: %(rule)s"),
    "range_not_taken": lazy_gettext("A change of all earlier dates of a series cannot be taken."),
}

# What its sender reads once they have confirmed it, by its METHOD.
CONFIRMED: dict[str, LazyString] = {
    "REQUEST": lazy_gettext(
        "Thank you. You have confirmed that this mail is yours. The answer comes by mail."
    ),
    "REPLY": lazy_gettext(
        "Thank you. You have confirmed that this mail is yours. Your answer to the invitation is noted; you "
        "get no further mail about it."
    ),
    "COUNTER": lazy_gettext(
        "Thank you. You have confirmed that this mail is yours. Whoever organises the meeting decides on the "
        "time that you propose, and then the answer comes by mail."
    ),
    "REFRESH": lazy_gettext(
        "Thank you. You have confirmed that this mail is yours. The invitation is sent to you once more."
    ),
    "CANCEL": lazy_gettext(
        "Thank you. You have confirmed that this mail is yours. It is dealt with now; you get no further "
        "mail about it."
    ),
}
HANDLED = lazy_gettext("Thank you. You have confirmed that this mail is yours. It has been dealt with.")


def of_confirmed(method: str, outcome: str) -> str:
    """`method` is empty once it has been handled, with that outcome."""
    return str(CONFIRMED.get(method, CONFIRMED["REQUEST"] if outcome in ANSWERED else HANDLED))


def of_unreadable(code: str, values: Mapping[str, Any]) -> str:
    """`code` and `values` of an errors.Unreadable, also as they were stored."""
    return str(UNREADABLE.get(code, UNREADABLE["unreadable"])) % values


def of_inbound_status(status: str) -> str:
    return str(INBOUND_STATUSES[status])


def of_inbound(outcome: str, told: Mapping[str, Any]) -> str:
    """One sentence; of a code without words the code."""
    words = INBOUND.get(outcome) or UNREADABLE.get(outcome) or REFUSALS.get(outcome)
    try:
        return str(words) % told if words else outcome
    except (KeyError, TypeError, ValueError):
        return outcome
