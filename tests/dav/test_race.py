"""Many devices at once put with the same ETag: one is right, the others are told so (D39)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from booking.extensions import db
from booking.models import Question
from tests.dav.test_writing import ics, only, put

DEVICES = 6


@pytest.mark.race
def test_of_those_that_put_at_once_with_one_etag_one_succeeds(app, sato):
    db.session.query(Question).delete()
    db.session.commit()
    etag = put(sato, ics()).headers["ETag"]
    ready = Barrier(DEVICES)
    authorization = sato.ask("OPTIONS", "/dav/").request.headers["Authorization"]

    def at_once(n: int) -> int:
        headers = {"Authorization": authorization, "If-Match": etag}
        browser = app.test_client()
        ready.wait(20)
        return browser.put(
            sato.space() + "one.ics", data=ics(title=f"Title {n}"), headers=headers
        ).status_code

    with ThreadPoolExecutor(DEVICES) as devices:
        codes = sorted(devices.map(at_once, range(DEVICES)))
    assert codes == [204] + [412] * (DEVICES - 1)
    assert only().title.startswith("Title ")
