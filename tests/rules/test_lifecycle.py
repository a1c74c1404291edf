"""Every pair of states (DESIGN: states of an occurrence)."""

from itertools import product

import pytest

from booking.rules.lifecycle import HOLDING, STATES, allowed, overall, status_called_off

WAYS = """
waitlisted tentative
waitlisted confirmed
waitlisted expired
waitlisted withdrawn
tentative confirmed
tentative declined
tentative expired
tentative withdrawn
confirmed cancelled
confirmed released
"""


@pytest.mark.parametrize(("before", "after"), list(product([*STATES, "unheard-of"], STATES)))
def test_only_these_ways(before, after):
    assert allowed(before, after) == (f"{before} {after}" in WAYS.split("\n"))


def test_what_holds_its_claims():
    assert set(HOLDING) == {"tentative", "confirmed"}


def test_a_request_is_withdrawn_and_a_booking_cancelled():
    assert (status_called_off("tentative"), status_called_off("confirmed")) == ("withdrawn", "cancelled")
    assert status_called_off("waitlisted") == "withdrawn"


def test_the_whole_is_its_parts():
    assert overall({"confirmed"}) == "confirmed"
    assert overall({"confirmed", "cancelled"}) == "mixed"
