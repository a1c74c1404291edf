"""The words for mail that comes in: what became of it, and why it could not be read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from booking.wording import REFUSALS

# What became of mail that came in.
INBOUND_STATUSES: dict[str, LazyString] = {
    "waiting": lazy_gettext("Waiting to be handled"),
    "done": lazy_gettext("Done"),
    "ignored": lazy_gettext("Ignored"),
    "refused": lazy_gettext("Refused"),
    "failed": lazy_gettext("Needs a person"),
}
# And why.
INBOUND: dict[str, LazyString] = {
    "not_built": lazy_gettext("Mail of this kind is not handled yet."),
    "no_calendar": lazy_gettext("There is no calendar message in it."),
    "too_large_mail": lazy_gettext("It is too large to be taken, so only its head was kept."),
    "undelivered": lazy_gettext("A mail of ours did not arrive: %(why)s"),
    "undelivered_known": lazy_gettext("It was known already that this mail of ours did not arrive."),
    "no_failure": lazy_gettext("It is about a mail of ours, and reports no failure."),
}
# Why a message from outside was not read: %(name)s are values of the refusal (errors.Unreadable).
UNREADABLE: dict[str, LazyString] = {
    "unreadable": lazy_gettext("This message cannot be read."),
    "too_large": lazy_gettext("This is too large."),
    "wrong_charset": lazy_gettext("The calendar text is not written in UTF-8."),
    "no_calendar": lazy_gettext("The message contains no calendar text that can be read."),
    "several_calendars": lazy_gettext("The message contains several calendars; send one at a time."),
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
