"""Who has not come is asked, and what nobody uses is given up (D18). NOW is nine o'clock."""

from datetime import timedelta

import pytest

from booking.actions.check_in import check_in
from booking.jobs import tick as jobs
from tests import factories
from tests.actions.dates import KIM, SATO, STAFF, SUZUKI, made, mails, on, one, ruled, said, statuses
from tests.factories import NOW, at, person

YESTERDAY = NOW - timedelta(days=1)
MEETING = on(1, "10:00", "12:00")


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    ruled("room", check_in=True, release_no_show=True)


def booked(**values) -> int:
    return made(MEETING, now=YESTERDAY, **values)


def waits() -> int:
    return made(on(1, "11:00", "12:00"), who=KIM, now=YESTERDAY, on_conflict="waitlist")


def test_ten_minutes_after_the_start_organizer_and_desk_are_asked_once():
    booked()
    before = said()
    assert jobs.ask_the_absent(at(1, "10:09")) == 0
    assert jobs.ask_the_absent(at(1, "10:10")) == 1
    assert mails(before) == [
        ("admin@example.jp", "absent_staff", None),
        (SATO, "absent", None),
        (STAFF, "absent_staff", None),
    ]
    assert jobs.ask_the_absent(at(1, "10:20")) == 0


def test_nobody_is_asked_who_is_there_or_where_nobody_checks_in():
    number = booked()
    made(on(1, "10:00", "12:00"), who=SUZUKI, spaces=("hall",), now=YESTERDAY)
    check_in(number, by=person(SATO), now=at(1, "09:50"))
    assert jobs.ask_the_absent(at(1, "10:30")) == 0


def test_what_somebody_waits_for_is_released_when_nobody_answered():
    number, waiting = booked(), waits()
    jobs.ask_the_absent(at(1, "10:10"))
    assert jobs.release_unused(at(1, "10:19")) == 0
    assert jobs.release_unused(at(1, "10:20")) == 1
    assert statuses(number, waiting) == ["released", "waitlisted"]
    assert one(waiting).offered_at == at(1, "10:20"), "so late it is offered to all"


def test_nothing_is_released_for_nobody():
    number = booked()
    jobs.ask_the_absent(at(1, "10:10"))
    assert jobs.release_unused(at(1, "10:40")) == 0 and statuses(number) == ["confirmed"]


def test_nothing_is_released_where_the_policy_does_not_say_so():
    ruled("room", release_no_show=False)
    number = booked()
    waits()
    jobs.ask_the_absent(at(1, "10:10"))
    assert jobs.release_unused(at(1, "10:40")) == 0 and statuses(number) == ["confirmed"]
