"""When reminders are due, and which times can be chosen."""

from datetime import timedelta

import pytest

from booking.rules.reminders import (
    HORIZON,
    LONGEST,
    OFFERED,
    SHORTEST,
    USUAL,
    lead_faults,
    reminders_due,
)
from tests.factories import NOW

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


def test_when_they_are_due():
    starts_at = NOW + timedelta(days=8)
    assert reminders_due(starts_at, NOW, USUAL) == [(1440, starts_at - DAY), (60, starts_at - HOUR)]
    assert reminders_due(starts_at + SECOND, NOW, USUAL) == []
    assert reminders_due(NOW + DAY, NOW, {60, 1440}) == [(60, NOW + DAY - HOUR)]
    assert reminders_due(NOW + HOUR, NOW, USUAL) == [] == reminders_due(starts_at, NOW, ())


def test_every_time_that_is_offered_can_be_chosen_and_comes_in_time():
    assert not [fault for lead in OFFERED for fault in lead_faults("leads", [lead])]
    assert set(USUAL) <= set(OFFERED) and max(OFFERED) == LONGEST
    assert timedelta(minutes=LONGEST) + DAY <= HORIZON


@pytest.mark.parametrize(
    ("leads", "faults"),
    [
        ([], []),
        ([SHORTEST, LONGEST], []),
        ([4], [("not_between", "leads.0")]),
        ([60, 10081], [("not_between", "leads.1")]),
        ([60, 60], [("twice", "leads")]),
        (range(10, 19), [("too_many_items", "leads")]),
    ],
)
def test_what_cannot_be_chosen(leads, faults):
    assert [(fault.code, fault.field) for fault in lead_faults("leads", leads)] == faults
