"""The page of standard reasons, and the forms that offer them."""

import re

import pytest
import time_machine

from booking.actions.book import book
from booking.actions.standard_reasons import add_standard_reason
from booking.extensions import db
from booking.models import Reservation, StandardReason
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.pages import post, signed_in

STAFF, SATO, PAGE = "staff@example.jp", "sato@example.jp", "/admin/reasons"
TEXTS = {"ja": "点検のため", "en": "It is being inspected."}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house(approval="always")
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


def add(verb, texts=TEXTS):
    return told(add_standard_reason(verb, texts, by=person(STAFF), now=NOW).id)


def asked():
    return told(book(wish(), by=person(SATO), now=NOW).id)


def told(row_id):
    """With nothing left open that browsers would wait for."""
    db.session.rollback()
    return row_id


def send(browser, path, **data):
    return post(browser, path, page=f"{PAGE}?lang=en", **data)


def rows():
    db.session.rollback()
    found = db.session.scalars(db.select(StandardReason).order_by(StandardReason.position)).all()
    return [(row.id, row.position, row.texts) for row in found]


def test_they_are_written_changed_put_in_order_and_removed(staff):
    assert send(staff, PAGE, verb="decline", **{"texts-ja": "点検", "texts-ko": " "}).status_code == 303
    assert send(staff, PAGE, verb="decline", **{"texts-en": "Snow"}).status_code == 303
    (first, _, texts), (second, _, _) = rows()
    assert texts == {"ja": "点検"}
    page = staff.get(PAGE).text
    assert '<span lang="ja">点検</span>' in page and 'id="decline"' in page and 'lang="zh-Hant"' in page
    send(staff, f"{PAGE}/{second}", **{"texts-en": "Deep snow"})
    send(staff, f"{PAGE}/{second}/place", position="1")
    assert rows() == [(second, 1, {"en": "Deep snow"}), (first, 2, {"ja": "点検"})]
    send(staff, f"{PAGE}/{first}/removal")
    assert len(rows()) == 1


def test_what_is_wrong_stands_beside_the_field(staff):
    refused = send(staff, PAGE, verb="decline", **{"texts-en": "x" * 1001})
    assert refused.status_code == 422 and 'href="#texts-en-decline"' in refused.text
    assert send(staff, PAGE, verb="decline").status_code == 422
    assert send(staff, PAGE, verb="dance", **{"texts-en": "x"}).status_code == 422


def test_only_staff(app):
    sato = signed_in(app, SATO)
    assert sato.get(PAGE).status_code == 403 and app.test_client().get(PAGE).status_code == 303
    for path in (PAGE, f"{PAGE}/1", f"{PAGE}/1/place", f"{PAGE}/1/removal"):
        assert post(sato, path).status_code == 403


def offered(page):
    return re.findall(r'<option value="(\d+)"', page)


def test_the_desk_and_the_booking_offer_those_that_fit(app, staff):
    ids = {verb: str(add(verb)) for verb in ("decline", "return", "cancel")}
    booked = asked()
    assert set(offered(staff.get("/desk").text)) == {ids["decline"], ids["return"]}
    assert set(offered(staff.get(f"/reservations/{booked}").text)) == set(ids.values())
    assert offered(staff.get(f"/reservations/{booked}/cancellation").text) == [ids["cancel"]]
    sato = signed_in(app, SATO)
    assert offered(sato.get(f"/reservations/{booked}").text) == []
    assert 'name="reason_locale"' not in sato.get(f"/reservations/{booked}").text


def test_a_decline_says_both_to_the_applicant(app, staff):
    booked, given = asked(), add("decline")
    data = {"decision": "decline", "standard_reason": given, "reason": "Try Monday.", "reason_locale": "en"}
    assert send(staff, f"/reservations/{booked}/approval", **data).status_code == 303
    sato = signed_in(app, SATO)
    date = db.session.get(Reservation, booked).occurrences[0]
    assert (date.status, date.reason_texts, date.reason_locale) == ("declined", TEXTS, "en")
    page = sato.get(f"/reservations/{booked}?lang=ja").text
    assert "点検のため" in page and re.search(r'lang="en">Try Monday.</span>\s?[(（].*英語', page)


def test_a_standard_question_is_shown_to_the_applicant(app, staff):
    booked, given = asked(), add("return")
    assert (
        send(staff, f"/reservations/{booked}/approval", decision="return", standard_reason=given).status_code
        == 303
    )
    page = signed_in(app, SATO).get(f"/reservations/{booked}?lang=en").text
    assert "<blockquote>" in page and "It is being inspected." in page and "Send the answer" in page


def test_a_reason_of_another_decision_is_refused_beside_the_list(staff):
    booked, given = asked(), add("return")
    refused = send(staff, f"/reservations/{booked}/approval", decision="decline", standard_reason=given)
    assert refused.status_code == 422 and "meant for another decision" in refused.text
    assert f'<option value="{given}" lang="en" selected>' in refused.text
