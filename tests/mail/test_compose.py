"""Whole mails, compared with tests/data/mail byte for byte, and what each must hold."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser

import icalendar
import pytest

from booking.mail.compose import compose, message_id
from booking.rules import notices
from booking.rules.notices import REPLIES, ROOM_ANSWER
from tests.mail.golden import DATA, READER, WHOLE, application
from tests.mail.letters import CHAIR, FACTS, GUEST, KINDS, READ, SENDER, STAFF, letter


@pytest.fixture(scope="module", autouse=True)
def languages():
    with application().app_context():
        yield


def mail(kind, to=CHAIR, locale="en", sender=SENDER, **changed):
    return message_from_bytes(compose(letter(kind, to, locale, **changed), sender), policy=policy.default)


def parts(message):
    return {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}


def plain(message):
    return parts(message)["text/plain"].get_content().replace("\r\n", "\n")


def event(message):
    calendar = icalendar.Calendar.from_ical(parts(message)["text/calendar"].get_payload(decode=True))
    return calendar, calendar.walk("VEVENT")[0]


WITH_HTML = [kind for kind in KINDS if kind not in REPLIES]


def test_the_answer_of_a_room_has_words_and_its_calendar_part_alone():
    message = mail(ROOM_ANSWER)
    assert message.get_content_type() == "multipart/alternative"
    words, calendar = message.iter_parts()
    assert calendar["Content-Type"].params == {"charset": "UTF-8", "method": "REPLY"}
    text = words.get_content()
    for said in ("could not be booked", "taken by someone else", "as follows", "December 9, 2026", "Seoul"):
        assert (said in text) == (said != "Seoul")
    reply = event(message)[1]
    assert reply["ATTENDEE"] == "mailto:Room@rooms.example" and reply["SEQUENCE"] == 3
    assert str(reply["ORGANIZER"]) == "mailto:Kim@example.kr"
    assert message["From"] == "Our room <Room@rooms.example>"


def test_what_could_not_be_read_is_told_in_plain_words():
    message = mail("not_read")
    assert message.get_content_type() == "text/plain" and message["Auto-Submitted"] == "auto-replied"
    assert message["Subject"] == f"Your invitation could not be read: {FACTS['title']}"
    assert "The time zone of the event is unknown: Mars" in message.get_content()


def test_every_kind_is_tried():
    assert set(KINDS) == set(notices.KINDS)


@pytest.mark.parametrize("name", WHOLE)
def test_whole_mail(name):
    assert compose(WHOLE[name], SENDER) == (DATA / f"{name}.eml").read_bytes()


@pytest.mark.parametrize("locale", ["ja", "en", "ko", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("kind", WITH_HTML)
def test_in_every_language(kind, locale):
    to = READER.get(kind, CHAIR)
    message = mail(kind, to, locale)
    assert message["Content-Language"] == locale.replace("_", "-")
    html = parts(message)["text/html"].get_content()
    assert f'<html lang="{locale.replace("_", "-")}">' in html
    day = {"ja": "2026年12月2日水曜日", "ko": "2026년 12월 2일 수요일", "en": "Wednesday, December 2, 2026"}
    if locale in day and kind != "welcome":  # which is about no meeting
        assert day[locale] in html and day[locale] in plain(message)
    assert "%(" not in html and "%(" not in plain(message)
    assert compose(letter(kind, to, locale), SENDER).isascii()


@pytest.mark.parametrize("kind", [kind for kind in WITH_HTML if KINDS[kind][0]])
def test_the_calendar_part_is_last_and_the_attachment_equal(kind):
    message = mail(kind)
    method = KINDS[kind][0]
    assert message.get_content_type() == "multipart/mixed"
    alternative, attachment = message.iter_parts()
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    calendar = list(alternative.iter_parts())[-1]
    assert calendar["Content-Type"].params == {"charset": "UTF-8", "method": method}
    assert calendar["Content-Transfer-Encoding"] == "base64" and calendar["Content-Disposition"] is None
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_content_disposition() == "attachment"
    assert attachment.get_payload(decode=True) == calendar.get_payload(decode=True)
    assert event(message)[0]["METHOD"] == method


@pytest.mark.parametrize("kind", [kind for kind in WITH_HTML if not KINDS[kind][0]])
def test_no_calendar_part_where_nothing_is_fixed(kind):
    message = mail(kind, READER.get(kind, CHAIR))
    assert message.get_content_type() == "multipart/alternative"
    assert set(parts(message)) == {"text/plain", "text/html"}


def test_a_declined_request_that_nobody_has_in_a_calendar_is_told_in_words():
    message = mail("declined", method=None)
    assert "text/calendar" not in parts(message) and "could not be approved" in plain(message)


def test_headers():
    message = mail("cancelled", GUEST, answers_to="<message-0-first@rooms.example>")
    assert message["From"] == "Electronics Center <rooms@rooms.example>"
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ('Rao, "R"', "rao@example.in")
    assert message["Subject"] == f"Cancelled: {FACTS['title']} (2026-12-02 10:00–11:00)"
    assert message["Date"] == "Tue, 01 Dec 2026 00:00:00 +0000"
    assert message["Message-ID"] == "<message-1-abc@rooms.example>"
    assert message["In-Reply-To"] == message["References"] == "<message-0-first@rooms.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_line_end_never_reaches_a_header():
    title = "Talks\r\nBcc: everybody@example.jp\r\n\r\nhello\x85\u2028there"
    people = [{**FACTS["attendees"][0], "name": "Kim\r\nCc: all@example.jp"}]
    facts = FACTS | {"title": title, "attendees": people}
    message = mail("invitation", facts=facts)
    assert message["Bcc"] is None and message["Cc"] is None
    assert message["Subject"].startswith("Booking confirmed: Talks Bcc: everybody@example.jp hello")
    assert message["To"] == '"Kim Cc: all@example.jp" <kim@example.kr>'


def test_organizer_and_people():
    _, found = event(mail("invitation", GUEST))
    assert found["ORGANIZER"] == "mailto:rooms@rooms.example"
    assert found["ORGANIZER"].params["CN"] == "Electronics Center"
    chair, guest = found["ATTENDEE"]
    assert chair.params["ROLE"] == "CHAIR" and chair.params["PARTSTAT"] == "ACCEPTED"
    assert guest.params["PARTSTAT"] == "NEEDS-ACTION" and guest.params["RSVP"] == "FALSE"
    assert found["LOCATION"].startswith("Business Communication Space, Electronics Center")
    assert "reply/" not in str(found["DESCRIPTION"])


def test_where_answers_are_read_the_calendar_asks_and_rooms_are_invited():
    message = mail("invitation", GUEST, sender=READ)
    chair, guest, room = event(message)[1]["ATTENDEE"]
    assert (chair.params["RSVP"], guest.params["RSVP"]) == ("FALSE", "TRUE")
    assert room == "mailto:business-communication-space@in.rooms.example"
    assert (room.params["CUTYPE"], room.params["ROLE"]) == ("ROOM", "NON-PARTICIPANT")
    assert "buttons of your calendar" in plain(message) and "Nobody reads" not in plain(message)


def test_a_mail_of_words_alone_promises_no_buttons():
    message = mail("invitation", GUEST, sender=READ, method=None)
    assert set(parts(message)) == {"text/plain", "text/html"}
    assert "buttons" not in plain(message) and "/reply/" in plain(message)


def test_where_they_are_not_the_link_comes_first_and_nothing_is_promised():
    text = plain(mail("invitation", GUEST))
    assert text.splitlines()[1].startswith("https://rooms.example/reply/12-")
    assert "buttons" not in text and "Nobody reads" in text
    assert "/reply/" not in plain(mail("invitation", CHAIR))


def test_a_request_is_tentative_and_its_end_cancels_it():
    assert event(mail("received"))[1]["STATUS"] == "TENTATIVE"
    assert event(mail("invitation"))[1]["STATUS"] == "CONFIRMED"
    for kind in ("declined", "cancelled", "expired"):
        calendar, found = event(mail(kind))
        assert (calendar["METHOD"], found["STATUS"]) == ("CANCEL", "CANCELLED")
        assert found["UID"] == FACTS["uid"] and not found.walk("VALARM")


def test_both_clocks_only_where_they_differ():
    text = plain(mail("reminder"))
    assert "Wednesday, December 2, 2026 10:00–11:00 (Tokyo)\n" in text
    assert "Wednesday, December 2, 2026 06:30–07:30 (Kolkata)\n" in text
    assert plain(mail("reminder", tzid="Asia/Seoul")).count("10:00–11:00") == 1
    night = plain(mail("reminder", tzid="America/New_York"))
    assert "Tuesday, December 1, 2026 20:00–21:00 (New York)" in night


def test_a_span_over_midnight_names_both_days():
    text = plain(
        mail("reminder", tzid="America/New_York", facts=FACTS | {"ends_at": "2026-12-02T06:00:00+00:00"})
    )
    assert "Tuesday, December 1, 2026 20:00–Wednesday, December 2, 2026 01:00 (New York)" in text


def test_the_spaces_own_texts_stand_in_every_mail_with_their_language():
    for kind in set(WITH_HTML) - {"digest", "confirm", "put_refused", "welcome"}:
        message = mail(kind, READER.get(kind, CHAIR))
        for said in (plain(message), parts(message)["text/html"].get_content()):
            assert "Second floor." in said and "飲食はご遠慮ください。" in said and "+81 11 111 1111" in said
        assert 'lang="ja">飲食' in parts(message)["text/html"].get_content()


def test_what_is_only_for_some():
    for_staff, for_chair, for_guest = (plain(mail("invitation", to)) for to in (STAFF, CHAIR, GUEST))
    assert "+82 42 000" in for_staff and "+82 42 000" not in for_chair + for_guest
    assert "Purpose: Talks" in for_staff and "Purpose: Talks" in for_chair
    assert "Purpose" not in for_guest
    assert "/reservations/7" in for_staff and "/reservations/7" in for_chair
    assert "/reservations/7" not in for_guest


def test_a_booker_without_an_account_gets_no_link_to_sign_in():
    message = mail("returned", facts=letter("returned").facts | {"has_account": False})
    assert "/reservations/" not in plain(message) and "telephone" in plain(message)


def test_other_times_open_the_form_filled_in():
    wanted = (
        "https://rooms.example/reservations/new?space=support-room"
        "&starts_at=2026-12-02T01%3A00%3A00%2B00%3A00&duration=60"
    )
    assert wanted in plain(mail("declined")) and "Support Room" in plain(mail("declined"))
    assert wanted.replace("&", "&amp;") in parts(mail("declined"))["text/html"].get_content()
    assert "reservations/new" not in plain(mail("declined", GUEST))


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("kind", WITH_HTML)
def test_html_needs_no_image_and_no_other_server(kind):
    html = parts(mail(kind, READER.get(kind, CHAIR)))["text/html"].get_content()
    tags = Tags()
    tags.feed(html)
    names = {tag for tag, _ in tags.found}
    assert not names & {"img", "script", "link", "b"}, "and the title's own <b> is text"
    assert "&lt;b&gt;" in html or kind in ("confirm", "welcome")  # which name no title
    assert {a["href"].startswith("https://rooms.example/") for tag, a in tags.found if tag == "a"} <= {True}
    assert "prefers-color-scheme: dark" in html and not re.search(r"[^-]width: *\d{3,}px", html)


def test_a_message_id_is_the_rows_own():
    one = message_id(5, "REQUEST:1:-:1:2", SENDER)
    assert re.fullmatch(r"<message-5-[0-9a-f]{12}@rooms\.example>", one)
    assert one == message_id(5, "REQUEST:1:-:1:2", SENDER) != message_id(5, "REQUEST:1:-:2:2", SENDER)


def test_the_same_bytes_each_time():
    assert compose(letter("invitation"), SENDER) == compose(letter("invitation"), SENDER)
    other = replace(letter("invitation"), message_id="<message-2-abc@rooms.example>")
    assert compose(other, SENDER) != compose(letter("invitation"), SENDER)
