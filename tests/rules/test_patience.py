"""When staff are reminded, and when their deputy is told (D15)."""

from datetime import UTC, datetime, timedelta

from booking.rules.patience import Wait, deputy_due, overdue, remind_due

SINCE = datetime(2026, 12, 1, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_staff_are_reminded_once_when_it_has_waited_so_long():
    fresh, told = Wait(SINCE, None, None), Wait(SINCE, SINCE + DAY, None)
    assert [remind_due(fresh, DAY, at) for at in (SINCE + DAY - SECOND, SINCE + DAY)] == [False, True]
    assert not remind_due(told, DAY, SINCE + 9 * DAY) and overdue(told, DAY, SINCE + 9 * DAY)


def test_the_deputy_is_told_once_as_long_after_the_reminder():
    reminded_at = SINCE + 2 * DAY
    wait, told = Wait(SINCE, reminded_at, None), Wait(SINCE, reminded_at, reminded_at + DAY)
    times = (reminded_at + DAY - SECOND, reminded_at + DAY)
    assert [deputy_due(wait, DAY, at) for at in times] == [False, True]
    assert not deputy_due(told, DAY, SINCE + 9 * DAY)
    assert not deputy_due(Wait(SINCE, None, None), DAY, SINCE + 9 * DAY), "staff come first"


def test_what_was_said_of_an_earlier_wait_does_not_count():
    again = Wait(SINCE + 5 * DAY, SINCE + DAY, SINCE + 2 * DAY)
    assert not again.reminded and not again.deputy_told
    assert remind_due(again, DAY, SINCE + 6 * DAY) and not deputy_due(again, DAY, SINCE + 6 * DAY)
