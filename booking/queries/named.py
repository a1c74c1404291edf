"""People and companies by what somebody says of them: a name, its reading, an address, a number (D23)."""

from collections.abc import Iterable
from functools import reduce

from sqlalchemy import ColumnElement, false, func, or_

from booking.queries.policies import centre
from booking.rules.spellings import country_code, numbers, spellings

_BETWEEN_DIGITS = " \u3000-\u2010\u2011\u2012\u2013\u2212\uff0d()\uff08\uff09+\uff0b./"


def named(
    text: str, names: Iterable[ColumnElement], phone: ColumnElement | None = None
) -> ColumnElement[bool]:
    """Whether one of them holds it, however it is spelled; nobody is named by nothing."""
    either = [name.icontains(one, autoescape=True) for name in names for one in spellings(text)]
    if phone is not None:
        digits = reduce(_without, _BETWEEN_DIGITS, phone)
        either += [digits.contains(one, autoescape=True) for one in _numbers(text)]
    return or_(false(), *either)


def _numbers(text: str) -> tuple[str, ...]:
    """The centre is only asked for its country where there may be a number."""
    return numbers(text, country_code(centre().phone)) if numbers(text, "") else ()


def _without(text: ColumnElement, letter: str) -> ColumnElement:
    return func.replace(text, letter, "")
