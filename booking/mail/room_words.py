"""What a room says of how it stands: for the whole meeting, and for each date of a series."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.series import shortened
from booking.mail.times import deadline_for_reader, for_reader
from booking.rule_words import of_refused

# By what is `said` (outbox/room_standing.py): how it stands.
SAID: dict[str, LazyString] = {
    "booked": lazy_gettext("%(room)s is booked for this meeting."),
    "held": lazy_gettext(
        "We hold %(room)s for this meeting. Our staff will decide on your request, and you will get another "
        "answer then."
    ),
    "asked": lazy_gettext(
        "We hold %(room)s for this meeting until %(due)s. Please answer the questions of the centre before "
        "that; without them the request expires."
    ),
    "change_waits": lazy_gettext(
        "Our staff will decide on this change, and you will get another answer then. Until then the booking "
        "of %(room)s stays as it was, and the new time is held for you too."
    ),
    "elsewhere": lazy_gettext("%(room)s is not booked for the time that this meeting has in your calendar."),
    "made_way": lazy_gettext(
        "We are sorry: we had to move the booking of %(room)s. Please move this meeting in your calendar too."
    ),
    "refused": lazy_gettext("%(room)s could not be booked for this meeting."),
    "proposed": lazy_gettext(
        "%(room)s cannot be had when this meeting takes place, but it is free at the time proposed here. If "
        "that suits you, accept the proposal in your calendar, or move the meeting there. Nothing is booked "
        "until then."
    ),
    "not_free": lazy_gettext("%(room)s could not be booked for this date."),
    "declined": lazy_gettext("We are sorry: your request for %(room)s could not be approved."),
    "cancelled": lazy_gettext("The booking of %(room)s for this meeting has been cancelled."),
    "withdrawn": lazy_gettext("The request for %(room)s has been withdrawn."),
    "expired": lazy_gettext("The request for %(room)s has expired."),
    "released": lazy_gettext("%(room)s has been released, because nobody used it."),
}

# The same of one date of a series, in a list of all.
SAID_OF_DATE: dict[str, LazyString] = {
    "booked": lazy_gettext("It is booked."),
    "held": lazy_gettext("It is held for you; our staff will decide."),
    "asked": lazy_gettext(
        "It is held for you until %(due)s; please answer the questions of the centre before that."
    ),
    "change_waits": lazy_gettext("It stays as it was booked; our staff will decide on the change."),
    "elsewhere": lazy_gettext("It is not booked for the time in your calendar."),
    "not_free": lazy_gettext("It could not be booked."),
    "declined": lazy_gettext("It could not be approved."),
    "cancelled": lazy_gettext("It has been cancelled."),
    "withdrawn": lazy_gettext("The request has been withdrawn."),
    "expired": lazy_gettext("The request has expired."),
    "released": lazy_gettext("It has been released, because nobody used it."),
}
MOST_DATES = 60  # that are told one by one


def said_of(letter: Letter, room: str) -> str:
    facts = letter.facts
    code = "made_way" if facts["made_way"] and facts["stays"] else facts["said"]
    return str(SAID[code]) % {"room": room, "due": _until(facts["expires_at"], letter)}


def _until(due: str | None, letter: Letter) -> str:
    return deadline_for_reader(datetime.fromisoformat(due), letter) if due else ""


def dates_of(letter: Letter) -> list[str]:
    return shortened(list(_lines(letter)), _count(letter.facts))


def _count(facts: Facts) -> int:
    """Of the dates that could be told; where all are, those."""
    told = len(facts.get("dates") or ())
    return int(facts["dates_count"]) if told == MOST_DATES else told


def differ(facts: Facts) -> bool:
    """Whether the dates of a series stand otherwise than the answer for the whole says."""
    return any(one["said"] != facts["said"] for one in facts.get("dates") or ())


def _lines(letter: Letter) -> Iterator[str]:
    """How each date of a series stands, and why or until when."""
    for one in letter.facts.get("dates") or ():
        said = [str(SAID_OF_DATE[one["said"]]) % {"due": _until(one["expires_at"], letter)}]
        said += [of_refused(row) for row in one["broken"]]
        when = for_reader(interval_of(one), letter)
        yield gettext("%(date)s: %(sentence)s", date=when, sentence=" ".join(said))
