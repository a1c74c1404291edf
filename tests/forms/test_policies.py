"""Every setting of a policy has its limits, its words, and its place on the page and in JSON."""

from dataclasses import fields

import pytest

from booking.api.schemas.policy import SETTINGS
from booking.forms.policies import SINGLE
from booking.forms.policy_words import ABOUT, CHOICES, LABELS, UNITS
from booking.models import Policy as Row
from booking.rule_words import RULES
from booking.rules import policy_faults, settings
from booking.rules.hours import spans_of, text_of
from booking.rules.policy import Policy


def test_no_setting_is_forgotten():
    names = {field.name for field in fields(Policy)}
    assert names == set(policy_faults.FIELDS) == set(LABELS) == set(SETTINGS)
    assert names == set(Row.__table__.columns.keys()) - {"id"}
    assert names == {*SINGLE, "opening_hours", "quotas", "bookable_companies", "reminders"}
    assert set(UNITS) == set(policy_faults.SPANS) and set(ABOUT) == set(policy_faults.NUMBERS)
    assert {name: set(words) for name, words in CHOICES.items()} == {
        name: set(among) for name, among in policy_faults.CHOICES.items()
    }


def test_what_decides_a_rule_is_a_setting_and_the_rule_has_words():
    assert set(settings.FIELDS.values()) <= set(policy_faults.FIELDS)
    known = {code.partition(":")[0] for code in RULES}
    assert set(settings.FIELDS) <= known
    assert settings.field_of("not_bookable_by_you", "companies") == "bookable_companies"
    assert settings.field_of("closed") == ""


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("8:45-17:30", [["08:45", "17:30"]]),
        (" 13:00 – 17:30 、 08:45〜12:00 ", [["08:45", "12:00"], ["13:00", "17:30"]]),
        ("22:00-24:00", [["22:00", "24:00"]]),
    ],
)
def test_hours_as_people_write_them(text, spans):
    assert spans_of(text) == spans
    assert spans_of(text_of(spans)) == spans


@pytest.mark.parametrize(
    "text", ["9-17", "nine to five", "09:00", "09:00-", "1:2-3:4", "09:00-12:00 13:00-17:00"]
)
def test_hours_that_cannot_be_read(text):
    with pytest.raises(ValueError):
        spans_of(text)
