"""A series in words: its rule, its first date, and what differs from the rule."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from flask_babel import gettext, ngettext

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.recurrence import at_wall, differing
from booking.mail.times import at_venue, for_reader, hours_at_venue
from booking.rule_words import of_refused
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING, WAITLISTED
from booking.series_words import of_rrule
from booking.wording import listed, translated

MOST = 60  # lines of a list


def rule(letter: Letter) -> str:
    """`Every week on Wednesday, 10 times`, which are the dates that are held; empty for what is no series."""
    facts = letter.facts
    if not facts.get("rrule"):
        return ""
    begins = datetime.fromisoformat(facts["dtstart"])
    return of_rrule(facts["rrule"], begins, facts["tzid"], _left_out(facts))


def _left_out(facts: Facts) -> int:
    """Of the rule's dates. Where none is held any more, those that never were."""
    missing = facts.get("exdates" if facts.get("dates_count") else "skipped") or ()
    return len({*missing} - {*(facts.get("rdates") or ())})


def course(letter: Letter, other: Facts) -> str:
    """Of the series as it was or will be, `other`: its rule and its hours."""
    facts = {**letter.facts, **other}
    words = of_rrule(facts["rrule"], datetime.fromisoformat(facts["dtstart"]), facts["tzid"])
    return listed((words, hours_at_venue(planned(facts, facts["dtstart"]), letter)))


def series_details(letter: Letter) -> Iterator[tuple[str, str]]:
    """Label and text."""
    if letter.of_one_date:
        yield gettext("Series"), rule(letter)
    if letter.of_series:
        yield gettext("First date"), for_reader(letter.interval, letter)
        yield gettext("Number of dates"), str(letter.facts.get("dates_count") or "")


def series_lists(letter: Letter) -> list[tuple[str, list[str]]]:
    """Label and lines. None of what is called off: there every date is left out."""
    if not letter.of_series or letter.facts["status"] not in {*HOLDING, WAITLISTED}:
        return []
    lists = (
        (gettext("Left out because the time is taken"), _at_walls(letter, _taken(letter.facts))),
        (gettext("Left out for another reason"), list(_against_rules(letter))),
        (gettext("On the waitlist"), [for_reader(i, letter) for i in _waiting(letter.facts)]),
        (gettext("No meeting on"), _at_walls(letter, _called_off(letter.facts))),
        (gettext("Besides, on"), _at_walls(letter, letter.facts.get("rdates") or ())),
        (gettext("Other than usual"), [_other(letter, other) for other in differing(letter.facts)]),
    )
    return [(label, shortened(lines[:MOST], len(lines))) for label, lines in lists if lines]


def shortened(lines: list[str], count: int) -> list[str]:
    """These of so many."""
    left = count - len(lines)
    return [*lines, ngettext("and %(num)d more", "and %(num)d more", left)] if left > 0 else lines


def _at_walls(letter: Letter, walls: Iterable[str]) -> list[str]:
    return [for_reader(planned(letter.facts, wall), letter) for wall in walls]


def planned(facts: Facts, wall: str) -> Interval:
    starts_at = at_wall(wall, facts["tzid"])
    return Interval(starts_at, starts_at + timedelta(seconds=facts["duration"]))


def _taken(facts: Facts) -> list[str]:
    why = facts.get("skipped_for") or {}
    return [wall for wall in facts.get("skipped") or () if not why.get(wall)]


def _against_rules(letter: Letter) -> Iterator[str]:
    """With the rules that each breaks, such as a day on which it is closed."""
    why = letter.facts.get("skipped_for") or {}
    for wall in letter.facts.get("skipped") or ():
        if rules := why.get(wall):
            when = for_reader(planned(letter.facts, wall), letter)
            yield gettext("%(date)s: %(sentence)s", date=when, sentence=" ".join(map(of_refused, rules)))


def _waiting(facts: Facts) -> list[Interval]:
    return [interval_of(span) for span in facts.get("waitlisted") or ()]


def _called_off(facts: Facts) -> list[str]:
    """Exceptions to the rule for which no other list gives the reason."""
    told = {at_wall(wall, facts["tzid"]) for wall in facts.get("skipped") or ()}
    told |= {interval.starts_at for interval in _waiting(facts)}
    return [wall for wall in facts.get("exdates") or () if at_wall(wall, facts["tzid"]) not in told]


def _other(letter: Letter, other: Facts) -> str:
    usual = letter.facts
    places = listed(translated(space["names"]) for space in other["spaces"])
    now = (
        for_reader(interval_of(other), letter),
        places if other["spaces"] != usual["spaces"] else "",
        other["title"] if other["title"] != usual["title"] else "",
    )
    instead_of = at_venue(planned(usual, other["recurrence_id"]), letter)
    return gettext("Instead of %(planned)s: %(now)s", planned=instead_of, now=listed(now))
