"""The words of refusals and states in the reader's language, for pages, problem documents and mails.

Those of broken rules are in booking/rule_words.py, of mail that comes in in booking/inbound_words.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from babel import Locale
from flask_babel import get_locale, gettext, lazy_gettext, ngettext, pgettext
from flask_babel.speaklater import LazyString

from booking.errors import BookingError, Invalid, OutOfPolicy
from booking.rules.policy import FILLED_IN

REFUSALS: dict[str, LazyString] = {
    "refused": lazy_gettext("This cannot be done."),
    "invalid": lazy_gettext("Some details need to be corrected."),
    "unreadable": lazy_gettext("This message cannot be read."),
    "policy": lazy_gettext("This request does not fit the rules of the space."),
    "slot_taken": lazy_gettext("This time has just been taken by someone else."),
    "wrong_state": lazy_gettext("This can no longer be done: the booking has changed in the meantime."),
    "forbidden": lazy_gettext("You are not allowed to do this."),
    "not_found": lazy_gettext("There is nothing here."),
    "meeting_not_open": lazy_gettext("The video meeting is not open now."),
    "link_in_use": lazy_gettext("This link is in use on another device."),
    "gone": lazy_gettext("This has been revoked and is no longer here."),
    "idempotency_mismatch": lazy_gettext("This Idempotency-Key was used before for another request."),
    "busy": lazy_gettext("Many people are booking at this moment. Nothing was done; please try again."),
    "too_many_tries": lazy_gettext("Too many attempts. Please wait a while before you try again."),
    "wrong_credentials": lazy_gettext("The mail address or the password is not right."),
    "demo_closed": lazy_gettext(
        "This is a demonstration: its sign-ins work only on the computer that runs it."
    ),
    "unauthorized": lazy_gettext("Please sign in first."),
    "bad_token": lazy_gettext("The access token is missing, wrong or revoked."),
    "bad_json": lazy_gettext("The body is not valid JSON."),
    "unsupported_media_type": lazy_gettext("Send the body as application/json."),
    "csrf": lazy_gettext("This page was open too long. Nothing was done; please try again."),
    "too_large": lazy_gettext("This is too large."),
    "method_not_allowed": lazy_gettext("This address does not take that kind of request."),
    "bad_request": lazy_gettext("This request cannot be understood."),
    "internal": lazy_gettext("Something went wrong on our side. Nothing was done."),
    "stale_policy": lazy_gettext(
        "Somebody else has changed this policy in the meantime. Nothing was done. Below is what you typed, "
        "and beside it what it says now: look at it again and go on."
    ),
    "webhook_off": lazy_gettext("This webhook is switched off."),
    "under_way": lazy_gettext("This is being sent at this moment."),
    "nothing_to_undo": lazy_gettext(
        "There is nothing left to undo here: the mails have gone out, or it has been undone already."
    ),
    "too_late": lazy_gettext("It is too late to undo this: mails about it have gone out already."),
    "nothing_to_restore": lazy_gettext(
        "This booking has no cancelled date to come that could be booked again."
    ),
    "stale": lazy_gettext("The booking has been changed by somebody else in the meantime."),
    "meeting_over": lazy_gettext("The meeting is over: there is no use in sending this now."),
    "mail_outdated": lazy_gettext("What this message says is no longer true, so it is not sent."),
    "mail_overtaken": lazy_gettext(
        "Something newer about this booking has been sent to this reader since; this would confuse them."
    ),
    "mail_needless": lazy_gettext("The reader needs this message no longer, so it is not sent."),
    "mail_changed": lazy_gettext("This message is no longer as it was shown. Nothing was done."),
    "mail_under_way": lazy_gettext("This message is being sent right now. Please look again in a minute."),
    "inbound_changed": lazy_gettext("This mail waits to be handled already."),
    "inbound_gone": lazy_gettext("This mail cannot be handled: its text was not kept, or has been deleted."),
    "proposal_decided": lazy_gettext(
        "This proposal is no longer open: it has been decided, or the meeting has changed in the meantime."
    ),
    "proposal_stale": lazy_gettext("The meeting has been changed since this time was proposed."),
    "proposal_older": lazy_gettext("A newer proposal of the same person had come before."),
    "proposal_same_time": lazy_gettext("That is the time at which the meeting takes place already."),
    "proposal_not_now": lazy_gettext("No other time can be proposed for this meeting any more."),
    "inbound_not_held": lazy_gettext("This mail is not held, or no longer. Nothing was done."),
    "confirm_over": lazy_gettext("This link is no longer valid. Please send the invitation again."),
    "inbound_under_way": lazy_gettext("This mail is being handled right now. Please look again in a minute."),
}
STATUSES: dict[str, LazyString] = {
    "waitlisted": lazy_gettext("On the waitlist"),
    "tentative": lazy_gettext("Requested"),
    "tentative:staff": lazy_gettext("Waiting for staff"),
    "tentative:applicant": lazy_gettext("Waiting for the applicant"),
    "tentative:choice": lazy_gettext("Candidate"),
    "tentative:offer": lazy_gettext("Held for you from the waitlist"),
    "confirmed": lazy_gettext("Confirmed"),
    "declined": lazy_gettext("Declined"),
    "expired": lazy_gettext("Expired"),
    "withdrawn": lazy_gettext("Withdrawn"),
    "withdrawn:not_chosen": lazy_gettext("Not chosen"),
    "cancelled": lazy_gettext("Cancelled"),
    "released": lazy_gettext("Released"),
    "mixed": lazy_gettext("Mixed"),
}
PARTSTATS: dict[str, LazyString] = {
    "NEEDS-ACTION": lazy_gettext("No answer yet"),
    "ACCEPTED": lazy_gettext("Will come"),
    "TENTATIVE": lazy_gettext("Perhaps"),
    "DECLINED": lazy_gettext("Cannot come"),
}
# What staff write of a space, in the order in which it is read.
TEXTS: dict[str, LazyString] = {
    "contents": lazy_gettext("What is in the room"),
    "access": lazy_gettext("How to get there"),
    "rules": lazy_gettext("Rules of use"),
}
HISTORY: dict[str, LazyString] = {
    "book": lazy_gettext("%(who)s booked it."),
    "approve": lazy_gettext("%(who)s approved it."),
    "decline": lazy_gettext("%(who)s declined it."),
    "return": lazy_gettext("%(who)s returned it with a question."),
    "answer": lazy_gettext("%(who)s answered the question."),
    "cancel": lazy_gettext("%(who)s called it off."),
    "expire": lazy_gettext("Its time to be answered ran out."),
    "reply": lazy_gettext("%(who)s answered the invitation."),
    "propose": lazy_gettext("%(who)s proposed another time."),
    "accept_proposal": lazy_gettext("%(who)s accepted another time that was proposed."),
    "decline_proposal": lazy_gettext("%(who)s declined another time that was proposed."),
    "refresh": lazy_gettext("%(who)s asked for the invitation, and it was sent again."),
    "remind_staff": lazy_gettext("Staff were reminded that it waits."),
    "tell_deputy": lazy_gettext("Their deputy was told that it waits."),
    "fix_unit": lazy_gettext("%(who)s fixed equipment in the space; it belongs to this booking now."),
    "change": lazy_gettext("%(who)s changed it."),
    "request_change": lazy_gettext("%(who)s asked for a change."),
    "withdraw_change": lazy_gettext("%(who)s withdrew the change that was asked for."),
    "continue": lazy_gettext("%(who)s split it off another series, which it continues."),
    "choose": lazy_gettext("%(who)s chose one of the dates."),
    "accept": lazy_gettext("%(who)s took the place that was offered."),
    "promote": lazy_gettext("Its time became free, and the waitlist moved up."),
    "award": lazy_gettext("%(who)s gave it the time that it waited for."),
    "give_way": lazy_gettext("%(who)s gave its time to another booking."),
    "move_away": lazy_gettext("%(who)s moved it out of a closure."),
    "undo": lazy_gettext("%(who)s undid the last change before anybody was told of it."),
    "exchange": lazy_gettext("It was given another unit of the same equipment."),
    "check_in": lazy_gettext("%(who)s checked in."),
    "ask_absent": lazy_gettext("Nobody had checked in, and the organizer was asked."),
    "attach": lazy_gettext("%(who)s chose a password, and the booking now belongs to that account."),
    "end_early": lazy_gettext("%(who)s ended it early, and the rest of its time became free."),
    "coming": lazy_gettext("%(who)s said that they are coming."),
    "unreachable": lazy_gettext("Mail to somebody invited could not be delivered."),
    "release": lazy_gettext("The time was released, because nobody used it."),
}
COMPANY_KINDS: dict[str, LazyString] = {
    "local": lazy_gettext("Local"),
    "overseas": lazy_gettext("Overseas"),
}
DOORS: dict[str, LazyString] = {
    "web": lazy_gettext("on these pages"),
    "api": lazy_gettext("by a program"),
    "mail": lazy_gettext("by mail"),
    "caldav": lazy_gettext("by a calendar app"),
    "phone": lazy_gettext("by phone"),
    "counter": lazy_gettext("at the counter"),
    "fax": lazy_gettext("by fax"),
    "visit": lazy_gettext("during a visit"),
    "link": lazy_gettext("by a personal link"),
    "tablet": lazy_gettext("at the door"),
    "clock": lazy_gettext("by itself"),
}
# What each kind of message is, for staff.
MAILS: dict[str, LazyString] = {
    "received": lazy_gettext("Request received"),
    "to_approve": lazy_gettext("Request to be approved"),
    "invitation": lazy_gettext("Invitation"),
    "returned": lazy_gettext("A question about the request"),
    "waiting": lazy_gettext("A request still waits"),
    "declined": lazy_gettext("Request declined"),
    "cancelled": lazy_gettext("Cancellation"),
    "expired": lazy_gettext("Request expired"),
    "reminder": lazy_gettext("Reminder"),
    "changed": lazy_gettext("Change"),
    "change_received": lazy_gettext("Change requested"),
    "change_to_approve": lazy_gettext("Change to be approved"),
    "change_declined": lazy_gettext("Change declined"),
    "waitlisted": lazy_gettext("Placed on the waitlist"),
    "moved_up": lazy_gettext("Moved up on the waitlist"),
    "offer": lazy_gettext("Offer from the waitlist"),
    "wait_over": lazy_gettext("The waitlist has ended"),
    "candidates": lazy_gettext("Candidate dates held"),
    "choose": lazy_gettext("Candidate dates to choose from"),
    "absent": lazy_gettext("Question whether they are coming"),
    "absent_staff": lazy_gettext("Nobody has checked in"),
    "released": lazy_gettext("Unused time released"),
    "proposed": lazy_gettext("Another time proposed"),
    "proposal_declined": lazy_gettext("Proposal of another time declined"),
    "still_needed": lazy_gettext("Question whether a booking is still needed"),
    "undelivered": lazy_gettext("Mail to somebody invited did not arrive"),
    "undelivered_staff": lazy_gettext("Mail to the booker did not arrive"),
    "room_answer": lazy_gettext("Answer of a room to its invitation"),
    "not_read": lazy_gettext("An invitation that could not be read"),
    "put_refused": lazy_gettext("What a calendar app asked for and could not be booked"),
    "digest": lazy_gettext("Morning digest"),
    "confirm": lazy_gettext("Question whether an invitation is theirs"),
    "webhook": lazy_gettext("Webhook"),
    "welcome": lazy_gettext("Link to choose a password"),
}
MAIL_STATUSES: dict[str, LazyString] = {
    "waiting": lazy_gettext("Waiting to be sent"),
    "sent": lazy_gettext("Sent"),
    "failed": lazy_gettext("Needs a person"),
    "dropped": lazy_gettext("Not sent: no longer needed"),
    "missed": lazy_gettext("Not sent: too late"),
}
# Where a time lies in somebody's day, for the finder of free times.
PARTS: dict[str, LazyString] = {
    "working": lazy_gettext("in working hours"),
    "lunch": lazy_gettext("at lunchtime"),
    "early": lazy_gettext("early in the morning"),
    "late": lazy_gettext("in the evening"),
    "night": lazy_gettext("at night"),
    "weekend": lazy_gettext("weekend"),
    "holiday": lazy_gettext("public holiday"),
}
LOCALE_NAMES = {"ja": "日本語", "en": "English", "ko": "한국어", "zh_Hans": "简体中文", "zh_Hant": "繁體中文"}


def of_error(error: BookingError) -> str:
    """Where only something was not filled in, no rule stands in the way."""
    rules = getattr(error, "rules", ())
    if error.code == OutOfPolicy.code and rules and all(rule.code in FILLED_IN for rule in rules):
        return str(REFUSALS[Invalid.code])
    return str(REFUSALS.get(error.code, REFUSALS["refused"]))


def of_status(status: str, waiting_for: str | None = None) -> str:
    return str(STATUSES[f"{status}:{waiting_for}" if waiting_for else status])


def of_partstat(partstat: str) -> str:
    return str(PARTSTATS[partstat])


def of_history(action: str, who: str) -> str:
    """One sentence of what was done to a booking."""
    return str(HISTORY[action]) % {"who": who}


def of_mail(kind: str) -> str:
    return str(MAILS.get(kind, kind))


def of_mail_status(status: str) -> str:
    return str(MAIL_STATUSES[status])


def of_company_kind(kind: str) -> str:
    return str(COMPANY_KINDS[kind])


def of_country(code: str) -> str:
    """ISO 3166, two letters; one that is not known stays as it is."""
    return str(get_locale().territories.get(code, code))


def of_part(kind: str) -> str:
    return str(PARTS[kind])


def of_door(door: str) -> str:
    return str(DOORS.get(door, door))


def readable(value: Any) -> str:
    """Spans as words, texts by locale in the reader's, opening hours as clock times."""
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, Mapping):
        return translated(value)
    if isinstance(value, tuple):
        return opening_hours(value)
    return str(value)


def duration(value: timedelta) -> str:
    minutes = int(value.total_seconds() // 60)
    if minutes and minutes % 1440 == 0:
        return ngettext("%(num)d day", "%(num)d days", minutes // 1440)
    if minutes and minutes % 60 == 0:
        return ngettext("%(num)d hour", "%(num)d hours", minutes // 60)
    return ngettext("%(num)d minute", "%(num)d minutes", minutes)


def roughly(span: timedelta) -> str:
    """Full days, else full hours, else minutes."""
    units = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
    unit = next((unit for unit in units if span >= unit), units[-1])
    return duration(span // unit * unit)


def shorter(asked: timedelta, offered: timedelta) -> str:
    """What is offered instead, against what was asked for; empty where it is as long."""
    by = asked - offered
    return gettext("%(duration)s shorter", duration=duration(by)) if by > timedelta(0) else ""


def opening_hours(spans: Iterable[tuple[int, int]]) -> str:
    clock = [f"{a // 60}:{a % 60:02d}–{b // 60}:{b % 60:02d}" for a, b in spans]
    return listed(clock) or gettext("closed all day")


def comma() -> str:
    return pgettext("between the items of a list", ", ")


def listed(items: Iterable[Any]) -> str:
    """In one line; empty items are left out."""
    return comma().join(str(item) for item in items if item)


def noted(text: str, note: str) -> str:
    """The note in brackets."""
    return gettext("%(text)s (%(note)s)", text=text, note=note)


def translated(texts: Mapping[str, str], locale: str | None = None) -> str:
    """The text of the reader's language, else English, else any there is."""
    wanted = locale or str(get_locale() or "en")
    for choice in (wanted, "en", *texts):
        if texts.get(choice):
            return texts[choice]
    return ""


def language_of(texts: Mapping[str, str], locale: str | None = None) -> str:
    """The locale whose text `translated` shows: for a `lang` attribute."""
    shown = translated(texts, locale)
    wanted = locale or str(get_locale() or "en")
    return wanted if texts.get(wanted) == shown else next((k for k, v in texts.items() if v == shown), wanted)


@dataclass(frozen=True, slots=True)
class Marked:
    """What somebody wrote: `lang` for a `lang` attribute, `note` its name where it is not the reader's."""

    text: str
    lang: str = ""
    note: str = ""

    @property
    def noted(self) -> str:
        return noted(self.text, self.note) if self.note else self.text


def marked(text: str, locale: str | None, texts: Mapping[str, str] | None = None) -> list[Marked]:
    """A standard reason as the reader reads it, and what was written beside it, as it was (D23)."""
    found = [Marked(translated(texts), _tag(language_of(texts)))] if texts else []
    if not text:
        return found
    return [*found, Marked(text, _tag(locale or ""), in_language(locale) if locale else "")]


def in_language(locale: str) -> str:
    """`in Japanese`; empty where that is what the reader reads."""
    mine = str(get_locale() or "en")
    if locale == mine:
        return ""
    return gettext("in %(language)s", language=Locale.parse(locale).get_display_name(mine))


def _tag(locale: str) -> str:
    return locale.replace("_", "-")


def with_reading(name: str, reading: str) -> str:
    """A name with its kana or Latin reading beside it, where that says more (D23)."""
    return noted(name, reading) if reading and reading != name else name
