"""Who puts what cannot be booked reads why, in the answer and in a mail (ICAL D3)."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.jobs.sending import send_mails
from booking.mail.compose import compose
from booking.mail.sender import sender
from booking.models import Message, Question, Reservation
from booking.outbox.letters import letter
from booking.queries.reservations import reservation
from booking.rules.notices import PUT_REFUSED
from tests.dav.apps import DAV
from tests.dav.test_reading import booked, room
from tests.dav.test_writing import ics, nothing_is_asked, put  # noqa: F401
from tests.factories import NOW, at, span

OTHERS = "20261202T103000", "20261202T113000"


def told() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).filter_by(kind=PUT_REFUSED).order_by(Message.id)))


def mail(app, message: Message, tzid: str = "Asia/Tokyo") -> tuple[str, str, str]:
    """Subject, words and HTML, as they would be sent to a reader of English in that zone."""
    by = sender(app.config)
    read = replace(letter(message, NOW, by), locale="en", tzid=tzid)
    found = message_from_bytes(compose(read, by), policy=default)
    db.session.rollback()
    words, html = (found.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    return found["Subject"], words, html


def said_in(answer) -> str:
    error = ET.fromstring(answer.data)
    assert error.tag == f"{DAV}error" and answer.content_type.startswith("text/xml")
    return error.findtext(f"{DAV}responsedescription", "")


def test_what_is_taken_is_told_with_other_times(app, sato, kim):
    booked()
    refused = put(kim, ics(*OTHERS, uid="other@app"))
    assert refused.status_code == 409 and said_in(refused)
    (message,) = told()
    assert (message.recipient, message.locale, message.status) == (kim.email, "ko", "waiting")
    subject, text, html = mail(app, message, "America/New_York")
    assert subject == "Not booked: Talks (2026-12-02 10:30–11:30)"
    assert "taken by someone else" in text and "taken by someone else" in html
    assert "10:30–11:30 (Tokyo)\nTuesday, December 1, 2026 20:30–21:30 (New York)" in text
    assert "reservations/new?space=hall&starts_at=2026-12-02T01%3A30%3A00%2B00%3A00&duration=60" in text


def test_the_same_text_is_told_once_a_day_however_often_it_is_tried(sato, kim, now):
    booked()
    text = ics(*OTHERS, uid="other@app")
    for _ in range(3):
        assert put(kim, text).status_code == 409
    put(kim, text.replace("DTSTAMP:20261201T000000Z", "DTSTAMP:20261201T000500Z\r\nSEQUENCE:1"))
    assert len(told()) == 1
    put(kim, text.replace("Talks", "Other talks"))
    put(sato, text)
    assert len(told()) == 3
    now.at = at(2, "00:10")
    assert put(kim, text).status_code == 409 and len(told()) == 4


def test_every_rule_that_is_broken_is_told(app, sato):
    refused = put(sato, ics("20261202T070700", "20261202T080000"))
    assert refused.status_code == 409
    text = mail(app, told()[0])[1]
    assert "steps of" in text and "opening hours" in text
    assert len(said_in(refused).splitlines()) == 3


def test_a_change_that_cannot_be_had_says_how_the_booking_stands(app, sato):
    put(sato, ics())
    booked(span(3, "10:00", "11:00"))
    moved = put(sato, ics("20261203T100000", "20261203T110000"))
    assert moved.status_code == 409
    number = db.session.scalar(select(Reservation.id).filter_by(uid="one@app"))
    assert reservation(number).occurrences[0].interval == span(2, "10:00", "11:00")
    (message,) = told()
    subject, text, _ = mail(app, message)
    assert subject == "Not changed: Talks (2026-12-03 10:00–11:00)"
    assert "stands as follows:\nWednesday, December 2, 2026 10:00–11:00 (Tokyo)" in text
    assert "These times are free:" in text and f"/reservations/{message.reservation_id}/change" in text
    assert "reservations/new" not in text, "which would book a second one"


def test_a_series_names_the_dates_that_are_in_the_way(app, sato):
    booked(span(9, "10:00", "11:00"))
    booked(span(16, "15:00", "16:00"))
    override = ics("20261216T150000", "20261216T160000", more="RECURRENCE-ID;TZID=Asia/Tokyo:20261216T100000")
    inner = override[override.index("BEGIN:VEVENT") : override.index("END:VCALENDAR")]
    text = ics(more="RRULE:FREQ=WEEKLY;COUNT=4").replace("END:VCALENDAR", inner + "END:VCALENDAR")
    assert put(sato, text).status_code == 409
    (message,) = told()
    subject, words, _ = mail(app, message)
    assert "series from 2026-12-02" in subject
    between = words[words.index("could not be booked:") : words.index("Leave these dates out")]
    assert "December 9, 2026 10:00–11:00" in between and "December 16, 2026 15:00–16:00" in between
    assert "December 2, 2026" not in between and "December 23" not in between
    less = ics(more="RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;TZID=Asia/Tokyo:20261209T100000,20261216T100000")
    assert put(sato, less).status_code == 201


def test_a_series_without_an_end_is_told_the_last_day_that_it_could_have(app, sato):
    refused = put(sato, ics(more="RRULE:FREQ=WEEKLY"))
    assert refused.status_code == 403 and "valid-calendar-object-resource" in refused.text
    assert "2028" in said_in(refused) or "2027" in said_in(refused)
    (message,) = told()
    assert "The series has to end on" in mail(app, message)[1]


def test_what_cannot_be_read_says_why_and_sends_nothing(sato):
    refused = put(sato, ics(more="RRULE:FREQ=SECONDLY"))
    assert refused.status_code == 403 and said_in(refused) and told() == []


def test_a_whole_day_is_told_as_a_day(app, sato):
    times = "DTSTART;VALUE=DATE:20261206\r\nDTEND;VALUE=DATE:20261207"
    assert put(sato, ics(times=times)).status_code == 409
    (message,) = told()
    text = mail(app, message)[1]
    assert "Talks\nSunday, December 6, 2026\n" in text and "00:00" not in text


@pytest.mark.parametrize("status", [412, 403])
def test_nothing_is_told_of_what_the_app_settles_itself(sato, kim, status):
    put(sato, ics())
    if status == 412:
        assert put(sato, ics(title="Again"), If_None_Match="*").status_code == 412
    else:
        assert kim.ask("PUT", kim.names(kim.space())[0], ics()).status_code == 403
    assert told() == []


def test_it_goes_out_with_the_other_mails(app, sato):
    booked()
    put(sato, ics(*OTHERS))
    send_mails(NOW)
    (message,) = told()
    assert message.status == "sent" and b"multipart/alternative" in message.content


def test_what_can_no_longer_be_called_off_says_so(app, sato):
    put(sato, ics())
    room().policy.cancellation_deadline = timedelta(days=30)
    db.session.commit()
    for _ in range(2):
        refused = sato.ask("DELETE", sato.space() + "one.ics")
        assert refused.status_code == 409 and said_in(refused)
    (message,) = told()
    subject, text, _ = mail(app, message)
    assert subject == "Not changed: Talks (2026-12-02 10:00–11:00)" and "stands as follows" in text


def test_a_space_that_asks_questions_is_offered_too(app, sato, kim):
    """Who comes by an app answers them afterwards (D21)."""
    room().questions = [Question(slug="purpose", kind="text", required=True, labels={"en": "Purpose"})]
    db.session.commit()
    assert put(kim, ics("20261209T100000", "20261209T110000")).status_code == 201
    assert put(sato, ics(more="RRULE:FREQ=WEEKLY;COUNT=3")).status_code == 409
    (message,) = told()
    offers = [(one["spaces"], one["starts_at"]) for one in message.snapshot.facts["alternatives"]]
    assert (["room"], at(9, "11:00").isoformat()) in offers or (
        ["room"],
        at(9, "11:15").isoformat(),
    ) in offers
    assert {start[:10] for _, start in offers} == {"2026-12-09"}, "the other dates are free"
