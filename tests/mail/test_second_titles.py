"""What a mail says under the title, and how staff read a name."""

from email import message_from_bytes
from email.policy import default

import pytest

from booking.mail.calendar import calendar_part
from booking.mail.compose import compose
from tests.mail.golden import application
from tests.mail.letters import CHAIR, FACTS, GUEST, SENDER, STAFF, letter


@pytest.fixture(scope="module", autouse=True)
def languages():
    with application().app_context():
        yield


def said(kind, to, **facts):
    mail = message_from_bytes(compose(letter(kind, to, facts=FACTS | facts), SENDER), policy=default)
    parts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
    return parts["text/plain"].get_content().replace("\r\n", "\n"), parts["text/html"].get_content()


def test_the_second_line_stands_under_the_title_and_in_the_calendars():
    text, html = said("invitation", GUEST, second_title="商談 <2>")
    assert f"\n{FACTS['title']}\n商談 <2>\n" in text and "<br>商談 &lt;2&gt;</h1>" in html
    part = calendar_part(letter("invitation", GUEST, facts=FACTS | {"second_title": "商談"}), SENDER)
    assert f"SUMMARY:{FACTS['title']} / 商談".encode() in part.replace(b"\r\n ", b"").replace(b"\\", b"")


def test_without_one_nothing_is_added():
    part = calendar_part(letter("invitation", GUEST), SENDER)
    assert b" / " not in part


def test_staff_read_how_a_name_is_pronounced_and_others_do_not():
    contact = FACTS["contact"] | {"reading": "Kim Minsu"}
    assert "Booked by: 김민수 (Kim Minsu), 한빛정보" in said("to_approve", STAFF, contact=contact)[0]
    assert "Kim Minsu" not in said("invitation", CHAIR, contact=contact)[0]
