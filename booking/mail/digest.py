"""The mail of the morning in words, in the locale in force: times by the centre's clock."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask_babel import gettext, ngettext

from booking.mail.letter import Facts, Letter
from booking.mail.sender import Sender
from booking.rules.lifecycle import CONFIRMED
from booking.rules.wall import local
from booking.wording import listed, noted, of_mail, of_status, roughly, translated, with_reading


def digest_subject(letter: Letter) -> str:
    """`December 2, 2026: 3 bookings, 1 request waits`."""
    told = letter.facts["digest"]
    today = sum(meeting["on"] == told["on"] for meeting in told["meetings"])
    return gettext("%(label)s: %(value)s", label=_day(told["on"], letter, "long"), value=_counts(today, told))


def _counts(today: int, told: Facts) -> str:
    bookings = ngettext("%(num)d booking", "%(num)d bookings", today)
    waiting = len(told["waiting"])
    waits = ngettext("%(num)d request waits", "%(num)d requests wait", waiting) if waiting else ""
    return listed((bookings, waits))


def digest_words(letter: Letter, sender: Sender) -> dict[str, Any]:
    told, centre = letter.facts["digest"], letter.facts["centre"]
    return {
        "lang": letter.locale.replace("_", "-"),
        "centre": translated(centre["names"]),
        "centre_address": translated(centre["address"]),
        "centre_phone": centre["phone"],
        "subject": digest_subject(letter),
        "made_at": f"{local(datetime.fromisoformat(told['made_at']), told['tzid']):%H:%M}",
        "days": list(_days(letter, sender)),
        "waiting": [_waiting(one, letter, sender) for one in told["waiting"]],
        "failures": told["failures"],
        "failed": [noted(one["recipient"], of_mail(one["kind"])) for one in told["failed"]],
        "desk_url": sender.url("desk"),
        "sheet_url": sender.url(f"desk/day/{told['on']}"),
        "outbox_url": sender.url("admin/outbox", status="failed"),
        "account_url": sender.url("account"),
    }


def _days(letter: Letter, sender: Sender) -> Iterator[tuple[str, list[Facts]]]:
    """Today in any case; of the others those on which something is booked."""
    told = letter.facts["digest"]
    by_day = {on: list(rows) for on, rows in groupby(told["meetings"], lambda each: each["on"])}
    for on in dict.fromkeys((told["on"], *sorted(by_day))):
        rows = [_meeting(one, letter, sender) for one in by_day.get(on, ())]
        yield _day(on, letter), rows


def _meeting(one: Facts, letter: Letter, sender: Sender) -> Facts:
    return _itself(one, letter, sender) | {
        "status": "" if one["status"] == CONFIRMED else of_status(one["status"], one["waiting_for"]),
        "lines": [(label, text) for label, text in _lines(one) if text],
    }


def _itself(one: Facts, letter: Letter, sender: Sender) -> Facts:
    return {
        "hours": _hours(one, letter.facts["digest"]["tzid"]),
        "place": listed(map(translated, one["spaces"])),
        "title": one["title"],
        "second_title": one["second_title"],
        "booker": listed(
            (with_reading(one["name"], one["reading"]), with_reading(one["company"], one["company_reading"]))
        ),
        "phone": one["phone"],
        "url": sender.url(f"reservations/{one['reservation_id']}"),
    }


def _lines(one: Facts) -> Iterator[tuple[str, str]]:
    yield gettext("Number of people"), str(one["headcount"] or "")
    yield gettext("Invited"), listed(one["visitors"])
    yield gettext("Equipment"), listed(map(_unit, one["equipment"]))
    for given in one["answers"]:
        yield translated(given["labels"]), translated(given["choice"]) if given["choice"] else given["answer"]
    yield gettext("Description"), one["description"]


def _unit(held: Facts) -> str:
    """Most units are called by what they are, and a number."""
    kind, unit = translated(held["names"]), translated(held["unit"])
    return unit if kind in unit else noted(kind, unit)


def _waiting(one: Facts, letter: Letter, sender: Sender) -> Facts:
    """With the day of the meeting, and how long nobody has answered."""
    tzid = letter.facts["digest"]["tzid"]
    day = local(datetime.fromisoformat(one["starts_at"]), tzid).date().isoformat()
    span = roughly(timedelta(seconds=one["waited"]))
    late = gettext("Overdue: waiting for %(span)s", span=span)
    return _itself(one, letter, sender) | {
        "day": _day(day, letter),
        "waited": late if one["late"] else gettext("Waiting for %(span)s", span=span),
        "late": one["late"],
        "changes": one["changes"],
        "dates": one["dates"],
    }


def _hours(one: Facts, tzid: str) -> str:
    begins, ends = (local(datetime.fromisoformat(one[end]), tzid) for end in ("starts_at", "ends_at"))
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%Y-%m-%d %H:%M}"
    return f"{begins:%H:%M}–{until}"


def _day(on: str, letter: Letter, format: str = "full") -> str:
    return format_date(date.fromisoformat(on), format, locale=letter.locale)
