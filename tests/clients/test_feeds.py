"""A real Thunderbird follows a feed, and sees what is changed and called off."""

import pytest

from booking.actions.cancel import cancel
from tests.actions.dates import SATO, WEEKLY, edited, made, on, wall
from tests.clients.conftest import ONE_PROGRAM
from tests.factories import person, span
from tests.serving import served
from tests.web.subscribing import address, booked, held

pytestmark = list(ONE_PROGRAM)


@pytest.fixture
def feed(app, desk, kim):
    """The id of the one of Sato's bookings."""
    with served(app) as url:
        yield kim.run("feed_open", url + address(SATO, "me")[0])
        kim.run("forget_calendars")


def starts(*numbers: int) -> list[str]:
    return [f"{begins:%Y%m%dT%H%M%SZ}" for begins, _ in held(*numbers)]


def test_it_has_the_dates_of_the_database(feed, desk, kim):
    series = made(on(2), rrule=WEEKLY, now=desk.now)
    single = booked(span(3, "14:00", "15:00"), title="定例")
    seen = kim.run("dav_dates", feed)
    assert [at for at, *_ in seen] == starts(series, single)
    assert [title for _, title, _ in seen] == ["Talks", "定例", "Talks", "Talks", "Talks"]
    desk.wait()
    edited(series, interval=on(10, "15:00", "16:30"), scope="one", at=wall(9), now=desk.now)
    cancel(series, by=person(SATO), now=desk.now, scope="one", recurrence_id=wall(16))
    cancel(single, by=person(SATO), now=desk.now)
    assert [at for at, *_ in kim.run("dav_dates", feed)] == starts(series)
    assert len(kim.run("dav_dates", feed)) == 3, "what is unchanged stays"
