"""The days on which a series repeats, as parts of a sentence."""

from collections.abc import Iterable
from datetime import date

from babel import Locale
from babel.dates import format_skeleton, get_day_names, get_month_names
from babel.lists import format_list
from flask_babel import get_locale, gettext, lazy_gettext, pgettext
from flask_babel.speaklater import LazyString

from booking.rules.recurrence_text import Rule

NTH: dict[int, LazyString] = {
    1: lazy_gettext("the first %(weekday)s"),
    2: lazy_gettext("the second %(weekday)s"),
    3: lazy_gettext("the third %(weekday)s"),
    4: lazy_gettext("the fourth %(weekday)s"),
    5: lazy_gettext("the fifth %(weekday)s"),
    -1: lazy_gettext("the last %(weekday)s"),
    -2: lazy_gettext("the second to last %(weekday)s"),
}
_LEAP_YEAR = 2028


def in_a_year(rule: Rule) -> str:
    """`March 1`, or `the second Tuesday of March`; empty where no words fit."""
    if rule.by_month_day and min(rule.by_month_day) > 0 and not rule.by_day and not rule.by_set_pos:
        return _listed(_dates(rule))
    days = in_a_month(rule)
    return gettext("%(days)s of %(months)s", days=days, months=months(rule)) if days else ""


def _dates(rule: Rule) -> Iterable[str]:
    for month in rule.by_month:
        for day in rule.by_month_day:
            try:
                yield format_skeleton("MMMMd", date(_LEAP_YEAR, month, day), locale=_locale())
            except ValueError:  # 31 of a rule that names a longer month too
                continue


def in_a_month(rule: Rule) -> str:
    """`day 15`, `the second Tuesday`, `the last weekday`; empty where no words fit."""
    if rule.by_set_pos:
        return _counted(rule)
    if rule.by_day and rule.by_month_day:
        return ""
    weekdays_of_month = [_nth(nth, _weekday(day)) for nth, day in sorted(rule.by_day, key=_from_end_last)]
    names = weekdays_of_month or [_day(number) for number in sorted(rule.by_month_day, key=_from_end_last)]
    return _listed(names) if all(names) else ""


def _from_end_last(named: int | tuple[int, int]) -> tuple[bool, int | tuple[int, int]]:
    """In the order of the month: what is counted from its end comes after what is counted from its start."""
    return (named if isinstance(named, int) else named[0]) < 0, named


def _counted(rule: Rule) -> str:
    """Of BYSETPOS."""
    if len(rule.by_set_pos) > 1 or rule.by_month_day or any(nth for nth, _ in rule.by_day):
        return ""
    kind = _kind([day for _, day in rule.by_day])
    return _nth(rule.by_set_pos[0], kind) if kind else ""


def _kind(days: list[int]) -> str:
    """What a set of weekdays is called; empty for one without a name."""
    if len(days) == 1:
        return _weekday(days[0])
    if days == [0, 1, 2, 3, 4]:
        return pgettext("Monday to Friday", "weekday")
    if days == [5, 6]:
        return pgettext("Saturday or Sunday", "weekend day")
    return pgettext("whichever of the week", "day") if len(days) == 7 else ""


def _nth(nth: int, weekday: str) -> str:
    return str(NTH[nth]) % {"weekday": weekday} if nth in NTH else ""


def _day(number: int) -> str:
    if number == -1:
        return gettext("the last day")
    return gettext("day %(number)s", number=number) if number > 0 else ""


def _weekday(day: int) -> str:
    return str(get_day_names("wide", locale=_locale())[day])


def weekdays(rule: Rule) -> str:
    return _listed(_weekday(day) for _, day in rule.by_day)


def months(rule: Rule) -> str:
    names = get_month_names("wide", locale=_locale())
    return _listed(names[month] for month in rule.by_month)


def _listed(items: Iterable[str]) -> str:
    return format_list([*items], locale=_locale())


def _locale() -> Locale:
    return get_locale() or Locale("en")
