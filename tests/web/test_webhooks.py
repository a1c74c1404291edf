"""The page of webhooks, for staff."""

import re

import pytest
import time_machine

from booking.actions.book import book
from booking.jobs.tick import deliver_due
from tests import factories
from tests.factories import NOW, person, wish
from tests.listener import listener, verified
from tests.web.pages import Queries, post, signed_in

STAFF, SATO = "staff@example.jp", "sato@example.jp"
LIST, ONE = "/admin/webhooks", "/admin/webhooks/1"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def there():
    with listener() as running:
        yield running


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


def send(browser, path, **data):
    return post(browser, path, page=f"{LIST}?lang=en", **data)


def test_only_staff(app, staff, there):
    assert send(staff, LIST, url=there.url).status_code == 201
    sato = signed_in(app, SATO)
    for page in (LIST, ONE):
        assert staff.get(page).status_code == 200
        assert sato.get(page).status_code == 403
        assert app.test_client().get(page).status_code == 303
    for path in (LIST, f"{ONE}/switch", f"{ONE}/test", f"{ONE}/removal", f"{ONE}/deliveries/1/retry"):
        assert post(sato, path, url=there.url).status_code == 403, path


def test_it_is_on_the_menu(staff):
    assert f'href="{LIST}"' in staff.get("/admin?lang=en").text


def test_from_making_to_removal(staff, there):
    made = send(staff, LIST, url=there.url, events=["confirmed"])
    (secret,) = re.findall(r'value="(whsec_[^"]+)"', made.text)
    assert made.headers["Cache-Control"] == "no-store"
    assert secret not in staff.get(LIST).text and there.url in staff.get(LIST).text
    there.answers, there.says = [500], b"<b>broken</b>"
    book(wish(), by=person(SATO), now=NOW)
    deliver_due(NOW)
    told = staff.get(f"{ONE}?lang=en").text
    assert "500 Internal Server Error &lt;b&gt;broken&lt;/b&gt;" in told and "Next try:" in told
    (again,) = re.findall(rf'action="({ONE}/deliveries/\d+/retry)"', told)
    assert send(staff, again).status_code == 303
    assert send(staff, f"{ONE}/test").location == ONE
    deliver_due(NOW)
    assert there.events() == ["confirmed", "confirmed", "test"] and verified(secret, there.posted[2], 10**9)
    assert send(staff, f"{ONE}/switch").status_code == 303
    off = staff.get(f"{ONE}?lang=en").text
    assert "Switch on" in off and "Send a test" not in off and "/retry" not in off
    assert send(staff, f"{ONE}/test").status_code == 409
    assert send(staff, f"{ONE}/switch", active="on").status_code == 303
    assert "Switch off" in staff.get(f"{ONE}?lang=en").text
    assert send(staff, f"{ONE}/removal").location == LIST
    assert staff.get(ONE).status_code == 404


def test_what_failed_stands_beside_its_webhook(staff, there):
    send(staff, LIST, url=there.url)
    send(staff, LIST, url=f"{there.url}/other")
    there.answers = [404, 404]
    book(wish(), by=person(SATO), now=NOW)
    deliver_due(NOW)
    assert staff.get(f"{LIST}?lang=en").text.count("1 delivery failed") == 2
    there.answers = [404]
    send(staff, f"{ONE}/test")
    deliver_due(NOW)
    page = staff.get(f"{LIST}?lang=en").text
    assert page.count("2 deliveries failed") == page.count("1 delivery failed") == 1


def test_what_is_refused_stands_beside_its_field(staff):
    refused = send(staff, LIST, url="ftp://example.com", events=["nothing"])
    assert refused.status_code == 422
    assert "Write a whole address, such as https://example.com/hook." in refused.text
    assert 'value="ftp://example.com"' in refused.text


@pytest.mark.parametrize(
    "text", ["a\x00b", "http://a\x00b/", "http://\u202ea/", "x" * 5000, "http://[", "http://:@/"]
)
def test_texts_that_no_person_types(staff, text):
    assert send(staff, LIST, url=text).status_code in (400, 422)
    assert send(staff, LIST, url="http://127.0.0.1/", events=text).status_code in (400, 422)
    assert staff.get(LIST, query_string={"before": text}).status_code in (200, 400)


def test_the_pages_ask_as_much_however_many_there_are(staff, there):
    send(staff, LIST, url=there.url)
    send(staff, f"{ONE}/test")

    def asked():
        counts = []
        for page in (LIST, ONE):
            with Queries() as queries:
                staff.get(page)
            counts.append(queries.count)
        return counts

    few = asked()
    for _ in range(3):
        send(staff, LIST, url=there.url)
        send(staff, f"{ONE}/test")
    assert asked() == few
