"""Standard reasons and words of one's own, from the decision to the mail (D23)."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.send_back import send_back
from booking.actions.standard_reasons import (
    add_standard_reason,
    edit_standard_reason,
    remove_standard_reason,
)
from booking.errors import Forbidden, Invalid, NotFound
from booking.extensions import db
from booking.mail.compose import compose
from booking.models import AuditEntry, Message, Reservation
from booking.outbox.letters import letter
from booking.queries.standard_reasons import by_verb
from tests import factories
from tests.factories import NOW, person, wish
from tests.mail.letters import SENDER

TEXTS = {"ja": "設備点検のためご利用いただけません。", "en": "It is being inspected.", "ko": "점검 중입니다."}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house(approval="always")


def add(verb="decline", texts=TEXTS, **more):
    return add_standard_reason(verb, texts, by=person("staff@example.jp"), now=NOW, **more).id


def asked():
    return book(wish(), by=person("kim@example.kr"), now=NOW).id


def mail_of(kind):
    row = db.session.scalars(select(Message).filter_by(kind=kind, recipient="kim@example.kr")).one()
    mail = message_from_bytes(compose(letter(row, NOW, SENDER), SENDER), policy=default)
    parts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
    return parts["text/plain"].get_content(), parts["text/html"].get_content()


def date_of(reservation_id):
    return db.session.get(Reservation, reservation_id).occurrences[0]


def staff(action, reservation_id, **more):
    return action(reservation_id, by=person("staff@example.jp"), now=NOW, **more)


def test_a_standard_reason_is_read_in_the_readers_language_and_other_words_are_marked():
    staff(decline, asked(), reason="月曜なら空いています。", reason_locale="ja", standard_reason=add())
    text, html = mail_of("declined")
    assert "점검 중입니다." in text and re.search(r"月曜なら空いています。 \(.*일본어.*\)", text)
    assert (
        '<span lang="ko">점검 중입니다.</span>' in html
        and '<span lang="ja">月曜なら空いています。</span>' in html
    )


def test_words_in_the_readers_language_are_not_remarked_upon():
    staff(decline, asked(), reason="월요일은 비어 있습니다.", reason_locale="ko")
    text, html = mail_of("declined")
    assert "월요일은 비어 있습니다.\n" in text.replace("\r", "") and '<span lang="ko">월요일은' in html


def test_where_the_language_is_missing_the_standard_reason_is_in_english_and_says_so():
    staff(decline, asked(), standard_reason=add(texts={"ja": "点検", "en": "Inspection"}))
    assert '<span lang="en">Inspection</span>' in mail_of("declined")[1]


def test_a_decline_keeps_what_was_said_as_it_was():
    given, asking = add(), asked()
    staff(decline, asking, reason=" Sorry ", standard_reason=given)
    edit_standard_reason(given, texts={"en": "Other"}, by=person("staff@example.jp"), now=NOW)
    date = date_of(asking)
    assert (date.reason, date.reason_locale, date.reason_texts) == ("Sorry", "en", TEXTS)
    entry = db.session.scalars(select(AuditEntry).filter_by(action="decline")).one()
    assert entry.reason == "It is being inspected.\nSorry"


def test_without_words_there_is_no_language():
    asking = asked()
    staff(decline, asking)
    date = date_of(asking)
    assert (date.reason, date.reason_locale, date.reason_texts) == ("", None, None)


def test_a_cancelled_booking_says_why():
    asking = asked()
    staff(approve, asking)
    staff(cancel, asking, standard_reason=add("cancel"))
    assert date_of(asking).reason_texts == TEXTS
    assert "점검 중입니다." in mail_of("cancelled")[0]


def test_a_request_is_returned_with_a_standard_question_and_can_be_answered():
    asking = asked()
    staff(send_back, asking, standard_reason=add("return"))
    date = date_of(asking)
    assert (date.question, date.reason, date.asks, date.waiting_for) == ("", "", True, "applicant")
    assert "점검 중입니다." in mail_of("returned")[0]
    answer(asking, by=person("kim@example.kr"), now=NOW, description="We are four.", answers={})
    assert date_of(asking).waiting_for == "staff"
    staff(approve, asking)
    assert (date_of(asking).status, date_of(asking).reason_texts) == ("confirmed", None)


def test_a_return_needs_a_question_of_either_kind():
    with pytest.raises(Invalid) as refused:
        staff(send_back, asked(), question=" ")
    assert [(rule.code, rule.field) for rule in refused.value.rules] == [("missing", "question")]


@pytest.mark.parametrize(
    "more, code, field",
    [
        ({"standard_reason": 999}, "unknown_reason", "standard_reason"),
        ({"reason": "x", "reason_locale": "fr"}, "unknown_answer", "reason_locale"),
        ({"reason": "x" * 1001}, "too_long_text", "reason"),
    ],
)
def test_what_cannot_be_said(more, code, field):
    with pytest.raises(Invalid) as refused:
        staff(decline, asked(), **more)
    assert [(rule.code, rule.field) for rule in refused.value.rules] == [(code, field)]


def test_a_reason_is_for_its_own_decision_and_for_staff():
    asking, given = asked(), add("cancel")
    for verb, by in ((decline, "staff@example.jp"), (cancel, "kim@example.kr")):
        with pytest.raises(Invalid):
            verb(asking, by=person(by), now=NOW, standard_reason=given)


def listed(verb="decline"):
    return [(row.texts["en"], row.position) for row in by_verb([verb])[verb]]


def test_staff_put_them_in_order():
    first, second = add(texts={"en": "one"}), add(texts={"en": "two"})
    add(texts={"en": "zero"}, position=1)
    assert listed() == [("zero", 1), ("one", 2), ("two", 3)]
    edit_standard_reason(second, position=1, by=person("staff@example.jp"), now=NOW)
    assert listed() == [("two", 1), ("zero", 2), ("one", 3)]
    remove_standard_reason(first, by=person("staff@example.jp"), now=NOW)
    assert listed() == [("two", 1), ("zero", 2)] and listed("cancel") == []
    with pytest.raises(NotFound):
        remove_standard_reason(first, by=person("staff@example.jp"), now=NOW)


@pytest.mark.parametrize("texts", [{}, {"en": " "}, {"fr": "non"}, {"en": "x" * 1001}])
def test_a_standard_reason_says_something_in_our_languages(texts):
    with pytest.raises(Invalid):
        add(texts=texts)


def test_only_staff_keep_them():
    with pytest.raises(Forbidden):
        add_standard_reason("decline", TEXTS, by=person("kim@example.kr"), now=NOW)
