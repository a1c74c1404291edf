"""Until when an answer is waited for: of a series each date has its own, at latest when it begins (D15)."""

from datetime import datetime

from flask_babel import gettext

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.series import shortened
from booking.mail.times import at_venue, deadline_for_reader


def due(letter: Letter) -> str:
    """The earliest; empty where nothing is waited for."""
    asked = [date["expires_at"] for date in _asked(letter)]
    at = min(asked) if asked else letter.facts["expires_at"]
    return _told(letter, at) if at else ""


def held_until(letter: Letter) -> str:
    """Until when a place that was offered is kept."""
    at = letter.facts.get("held_until")
    return _told(letter, at) if at else ""


def deadlines(letter: Letter) -> list[str]:
    """Each date and its own; none where one is that of all."""
    asked, facts = _asked(letter), letter.facts
    if len({date["expires_at"] for date in asked}) < 2:
        return []
    left = facts["dates_count"] - len(facts["dates"])
    return shortened([_line(letter, date) for date in asked], len(asked) + left)


def _asked(letter: Letter) -> list[Facts]:
    return [date for date in letter.facts.get("dates") or () if letter.of_series and date.get("expires_at")]


def _line(letter: Letter, date: Facts) -> str:
    due_at = gettext("Due %(at)s", at=_told(letter, date["expires_at"]))
    return gettext("%(label)s: %(value)s", label=at_venue(interval_of(date), letter), value=due_at)


def _told(letter: Letter, at: str) -> str:
    return deadline_for_reader(datetime.fromisoformat(at), letter)
