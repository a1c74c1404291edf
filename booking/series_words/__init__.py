"""How a series repeats, as a sentence in the reader's language."""

from dataclasses import replace
from datetime import datetime

from flask_babel import format_date, gettext, ngettext

from booking.rules.recurrence_days import completed
from booking.rules.recurrence_parts import DAILY, MONTHLY, WEEKLY
from booking.rules.recurrence_text import Rule, parse, until_at, written
from booking.rules.wall import local
from booking.series_words.days import in_a_month, in_a_year, months, weekdays


def of_rrule(text: str, starts: datetime, tzid: str, left_out: int = 0) -> str:
    """`Every month on the second Tuesday, 8 times`. The rule is one without faults; of its dates so many are
    left out, and not counted."""
    rule = completed(parse(text), starts.date())
    said = _rhythm(rule)
    rhythm = _in_months(rule, said) if said else _as_written(rule)
    if rule.count:
        times = rule.count - left_out if left_out < rule.count else rule.count
        return ngettext("%(rhythm)s, %(num)d time", "%(rhythm)s, %(num)d times", times, rhythm=rhythm)
    if rule.until is None:
        return rhythm
    last = local(until_at(rule.until, tzid), tzid).date()
    return gettext("%(rhythm)s, until %(date)s", rhythm=rhythm, date=format_date(last, "long"))


def _rhythm(rule: Rule) -> str:
    """Empty where no sentence fits."""
    if rule.freq == DAILY:
        return _daily(rule)
    if rule.freq == WEEKLY:
        return _weekly(rule.interval, weekdays(rule))
    return _monthly(rule) if rule.freq == MONTHLY else _yearly(rule)


def _as_written(rule: Rule) -> str:
    return gettext("By the rule %(rule)s", rule=written(replace(rule, count=None, until=None)))


def _in_months(rule: Rule, rhythm: str) -> str:
    """A year's days have been told with their months."""
    if not rule.by_month or rule.freq not in (DAILY, WEEKLY, MONTHLY):
        return rhythm
    return gettext("%(rhythm)s, only in %(months)s", rhythm=rhythm, months=months(rule))


def _daily(rule: Rule) -> str:
    if rule.by_month_day:
        return ""
    if rule.by_day:
        return _weekly(1, weekdays(rule)) if rule.interval == 1 else ""
    if rule.interval == 1:
        return gettext("Every day")
    return ngettext("Every %(num)d day", "Every %(num)d days", rule.interval)


def _weekly(weeks: int, days: str) -> str:
    if weeks == 1:
        return gettext("Every week on %(days)s", days=days)
    return ngettext("Every %(num)d week on %(days)s", "Every %(num)d weeks on %(days)s", weeks, days=days)


def _monthly(rule: Rule) -> str:
    days = in_a_month(rule)
    if not days:
        return ""
    if rule.interval == 1:
        return gettext("Every month on %(days)s", days=days)
    return ngettext(
        "Every %(num)d month on %(days)s", "Every %(num)d months on %(days)s", rule.interval, days=days
    )


def _yearly(rule: Rule) -> str:
    days = in_a_year(rule)
    if not days:
        return ""
    if rule.interval == 1:
        return gettext("Every year on %(days)s", days=days)
    return ngettext(
        "Every %(num)d year on %(days)s", "Every %(num)d years on %(days)s", rule.interval, days=days
    )
