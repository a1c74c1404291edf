"""The pages on which staff keep what is asked with every booking of a space (D21)."""

import pytest
import time_machine
from sqlalchemy import select

from booking.actions.book import book
from booking.extensions import db
from booking.models import AuditEntry, Question, Reservation
from booking.queries.choices import choices
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.pages import Queries, post, signed_in

STAFF, SATO, PAGE = "staff@example.jp", "sato@example.jp", "/admin/questions"
NEW = f"{PAGE}/of/room/new"
LUNCH = {"slug": "lunch", "kind": "choice", "labels-en": "Lunch", "labels-ja": "昼食"}
SOBA = {"choices-0-value": "soba", "choices-0-offered": "y", "choices-0-label-en": "Soba"}
RAMEN = {"choices-1-value": "ramen", "choices-1-offered": "y", "choices-1-label-en": "Ramen"}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


def row(slug):
    db.session.rollback()
    return db.session.scalar(select(Question).where(Question.slug == slug))


def asked():
    db.session.rollback()
    return list(choices().questions(["room"]))


def page_of(slug):
    return f"{PAGE}/{row(slug).id}"


def send(staff, path, **data):
    return post(staff, path, page=f"{NEW}?lang=en", **data)


def test_a_question_is_written_and_asked_from_then_on(staff, app):
    assert send(staff, NEW, **LUNCH, **SOBA, **RAMEN, required="y").status_code == 303
    assert asked() == ["purpose", "lunch"]
    form = signed_in(app, SATO).get("/reservations/new?space=room&lang=en").text
    assert "Lunch" in form and "Ramen" in form
    assert row("lunch").required
    told = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject.like("question:%"))).all()
    assert told == ["add_question"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "No Slug"},
        {"slug": "purpose"},
        {"kind": "song"},
        {"labels-en": "", "labels-ja": " ", "labels-ko": ""},
        {"choices-1-offered": ""},
        {"choices-1-value": "soba"},
        {"choices-1-label-en": ""},
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_typed_is_lost(staff, wrong):
    refused = send(staff, NEW, **LUNCH | SOBA | RAMEN | {"labels-ko": "점심"} | wrong)
    assert refused.status_code == 422 and 'value="soba"' in refused.text
    assert asked() == ["purpose"]


def test_more_than_ten_are_refused(staff):
    texts = {"kind": "text", "labels-en": "x"}
    codes = [send(staff, NEW, slug=f"q-{n}", **texts).status_code for n in range(10)]
    assert codes == [303] * 9 + [422]


def test_one_that_is_asked_no_more_is_still_read_with_its_answer(staff, app):
    made = book(wish(), by=person(SATO), now=NOW).id
    assert send(staff, f"{page_of('purpose')}/asked", asked="no").status_code == 303
    assert asked() == []
    shown = signed_in(app, SATO).get(f"/reservations/{made}?lang=en").text
    assert "Purpose" in shown and "Talks" in shown
    assert send(staff, f"{page_of('purpose')}/asked", asked="yes").status_code == 303
    assert asked() == ["purpose"]


def test_an_answer_that_is_left_out_is_offered_no_more_but_read(staff, app):
    made = book(wish(), by=person(SATO), now=NOW).id
    edited = {"labels-en": "Why", **SOBA, **RAMEN}
    assert send(staff, page_of("purpose"), **edited).status_code == 303
    assert [(c["value"], c["offered"]) for c in row("purpose").choices] == [
        ("soba", True), ("ramen", True), ("talks", False),
    ]  # fmt: skip
    assert "Talks" in signed_in(app, SATO).get(f"/reservations/{made}?lang=en").text
    assert "talks" not in choices().questions(["room"])["purpose"].choices
    assert db.session.scalar(select(Reservation.answers)) == {"purpose": "talks"}


def test_they_are_put_in_order(staff):
    send(staff, NEW, slug="note", kind="text", **{"labels-en": "Note"})
    assert send(staff, f"{page_of('note')}/place", position="1").status_code == 303
    assert asked() == ["note", "purpose"]


def test_many_spaces_ask_no_more_of_the_database(staff):
    with Queries() as few:
        assert staff.get(PAGE).status_code == 200
    for n in range(10):
        made = factories.space(f"more-{n}")
        made.questions = [Question(slug="q", kind="text", labels={"en": "Q"})]
        db.session.add(made)
    db.session.commit()
    with Queries() as many:
        staff.get(PAGE)
    assert many.count == few.count


def test_members_see_none_of_it(app):
    sato = signed_in(app, SATO)
    assert [sato.get(path).status_code for path in (PAGE, NEW, page_of("purpose"))] == [403] * 3
