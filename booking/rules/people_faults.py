"""What is wrong with what staff write of a person or a company."""

from collections.abc import Iterator, Mapping

from booking.errors import BrokenRule
from booking.rules.intake import is_address, wrong_text
from booking.rules.locales import LOCALES
from booking.rules.policy import LOCAL, OVERSEAS
from booking.rules.resource_faults import place_faults

Values = Mapping[str, str]


def person_faults(values: Values) -> Iterator[BrokenRule]:
    """Of email, name, reading, phone, locale and tzid."""
    yield from _named(values)
    yield from wrong_text("phone", values["phone"])
    if not is_address(values["email"]):
        yield BrokenRule("bad_address", "email", {"address": values["email"][:254]})
    yield from _spoken(values, "")


def company_faults(values: Values) -> Iterator[BrokenRule]:
    """Of name, reading, kind, country, tzid and locale."""
    yield from _named(values)
    if values["kind"] not in (LOCAL, OVERSEAS):
        yield BrokenRule("unknown_answer", "kind")
    if not values["country"]:
        yield BrokenRule("missing", "country")
    yield from _spoken(values, values["country"])


def _named(values: Values) -> Iterator[BrokenRule]:
    if not values["name"]:
        yield BrokenRule("missing", "name")
    yield from wrong_text("name", values["name"])
    yield from wrong_text("reading", values["reading"], "name")


def _spoken(values: Values, country: str) -> Iterator[BrokenRule]:
    if values["locale"] not in LOCALES:
        yield BrokenRule("unknown_answer", "locale")
    yield from place_faults(values["tzid"], country)
