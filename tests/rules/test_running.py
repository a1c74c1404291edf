"""When a job is overdue."""

from datetime import timedelta

import pytest

from booking.rules.running import is_overdue
from tests.factories import NOW

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
PATIENCE = 30 * SECOND


@pytest.mark.parametrize(
    ("every", "late"), [(10 * SECOND, 91 * SECOND), (MINUTE, 96 * SECOND), (DAY, 144 * MINUTE + 90 * SECOND)]
)
def test_by_more_than_its_jitter_and_what_is_not_noted(every, late):
    assert not is_overdue(NOW, NOW + every, PATIENCE, NOW + every + late)
    assert is_overdue(NOW, NOW + every, PATIENCE, NOW + every + late + SECOND)
