"""Two devices are shown the address of one tablet, and open it at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from booking.actions.tablets import make_tablet, open_tablet
from booking.errors import Gone
from booking.extensions import db
from tests import factories
from tests.factories import NOW, person

pytestmark = pytest.mark.race
DEVICES, ROUNDS = 2, 20


def open_at_once(app, secret: str) -> Counter[str]:
    gate = Barrier(DEVICES)

    def device(_number: int) -> str:
        with app.app_context():
            gate.wait()
            try:
                open_tablet("room", secret, now=NOW + timedelta(minutes=1))
            except Gone:
                return "gone"
            finally:
                db.session.remove()
            return "opened"

    with ThreadPoolExecutor(DEVICES) as devices:
        return Counter(devices.map(device, range(DEVICES)))


def test_one_of_two_devices_opens_it(app):
    factories.house()
    admin = person("admin@example.jp")
    for number in range(ROUNDS):
        secret = make_tablet("room", by=admin, now=NOW, name=f"Tablet {number}")
        assert open_at_once(app, secret) == {"opened": 1, "gone": 1}
