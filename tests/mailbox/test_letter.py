"""Whole mails as programs write them, and what of them is a calendar."""

import base64
from dataclasses import asdict

import pytest
from flask_babel import force_locale

from booking import inbound_words
from booking.errors import Unreadable
from booking.mailbox.calendars import Calendar
from booking.mailbox.letter import read_letter, the_calendar
from tests.mailbox.letters import CALENDAR, OTHER, SERVER, joined, mail, mixed, part, sample

TEXT = {
    "message_id": "", "sender_name": "", "envelope": (), "to": ("hall-a@rooms.example",), "cc": (),
    "in_reply_to": "", "locale": "", "winmail": False, "automatic": "", "believed": False, "report": False,
}  # fmt: skip
READ = {
    "google": {
        "message_id": "<calendar-7c0a1c1e-52a5-4f21-9f5c-3e1d2b8a9f10@google.com>",
        "sender": "taro.sato@trading.example", "sender_name": "Taro Sato",
        "envelope": ("hall-a@rooms.example",), "to": ("hall-a@rooms.example", "taro.sato@trading.example"),
        "subject": "招待状: 製品説明会 / Product briefing @ 2026年12月2日", "believed": True,
        "text": "製品説明会 / Product briefing\n2026年12月2日 (水) 10:00 - 11:00 日本標準時",
    },
    "exchange": {
        "message_id": "<TYAPR01MB0001A1B2C3D4@TYAPR01MB0001.jpnprd01.prod.outlook.com>",
        "sender": "h.tanaka@maker.example", "sender_name": "田中花子", "to": ("hall-b@rooms.example",),
        "cc": ("taro.sato@trading.example",), "subject": "定例会議", "locale": "ja",
        "text": "よろしくお願いします。",
    },
    "thunderbird": {
        "message_id": "<b7d5c1f2-8d38-4d0e-8f2a-2f6f3f0f3a55@weiss.example>",
        "sender": "joerg@weiss.example", "sender_name": "Jörg Weiß", "locale": "en",
        "subject": "Einladung: Besuch aus Köln", "text": "Jörg Weiß lädt Sie ein.",
    },
    "qq": {
        "message_id": "<tencent_0A1B2C3D4E5F60718293A4B5C6D7E8F90A09@qq.example>",
        "sender": "800123456@qq.example", "sender_name": "王芳", "to": ("rooms+hall-a@rooms.example",),
        "subject": "答复：会议室预订（上海—东京）", "text": "我们会准时参加。",
        "in_reply_to": "<message-12-0123456789ab@rooms.example>",
    },
    "naver": {
        "message_id": "<f3a1b2c3d4e5f60718293a4b5c6d7e8f@cweb014.nm>",
        "sender": "minsu.kim@naver.example", "sender_name": "김민수", "subject": "[초대] 주간 회의",
        "text": "회의실을 예약합니다.\n10 < 20",
    },
    "kakao": {
        "message_id": "<20261125110500.HM.C00000000@seoyeon.wwl1234.kakao.example>",
        "sender": "seoyeon@kakao.example", "sender_name": "이서연", "subject": "회의실 문의",
        "text": "12월 2일에 쓸 수 있나요? 똠방각하",
    },
    "becky": {
        "message_id": "<20261125111459.5F2A.SUZUKI@factory.example>",
        "sender": "suzuki@factory.example", "sender_name": "鈴木一郎",
        "subject": "【会議室】打ち合わせのお願いと当日の資料について", "text": "お世話になっております。",
    },
    "winmail": {
        "message_id": "<000001dc5d43$8f2c1a30$ad844e90$@pump.example>",
        "sender": "wei.chen@pump.example", "sender_name": "Chen, Wei", "subject": "Visit",
        "locale": "zh_Hant", "winmail": True,
        "text": "When: Wednesday, December 2, 2026 10:00-11:00 (UTC+09:00) Osaka, Sapporo, Tokyo.",
    },
}  # fmt: skip
# The method that the mail tells, and a line of the text.
CALENDARS = {
    "google": ("REQUEST", "SUMMARY:製品説明会 / Product briefing"),
    "exchange": ("REQUEST", "ORGANIZER;CN=田中花子:mailto:h.tanaka@maker.example"),
    "thunderbird": ("REQUEST", "SUMMARY:Besuch aus Köln"),
    "qq": ("REPLY", "ATTENDEE;PARTSTAT=ACCEPTED;CN=王芳:mailto:800123456@qq.example"),
    "naver": ("", "SUMMARY:주간 회의"),
    "becky": ("REQUEST", "SUMMARY:打ち合わせ"),
}


@pytest.mark.parametrize("name", READ)
def test_a_mail_of(name):
    letter = asdict(read_letter(sample(name), authserv_id=SERVER))
    letter.pop("calendars")
    assert letter == TEXT | READ[name]


@pytest.mark.parametrize("name", CALENDARS)
def test_the_calendar_of(name):
    found = the_calendar(read_letter(sample(name)))
    lines = found.text.decode().splitlines()
    method, line = CALENDARS[name]
    assert found.method == method and line in lines
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"


def test_no_calendar():
    assert the_calendar(read_letter(sample("kakao"))) is None


def refusal(raw: bytes) -> tuple[str, dict]:
    with pytest.raises(Unreadable) as refused:
        the_calendar(read_letter(raw))
    return refused.value.code, refused.value.values


def test_what_only_outlook_reads_is_answered_with_what_to_do(app):
    code, values = refusal(sample("winmail"))
    with force_locale("en"):
        assert code == "winmail" and "File, Options, Mail" in inbound_words.of_unreadable(code, values)


def test_a_calendar_beside_it_is_read():
    tnef = part('application/ms-tnef; name="winmail.dat"', "x")
    assert the_calendar(read_letter(mixed(tnef, part("text/calendar", CALENDAR)))).text == CALENDAR.encode()


def encoded(text: str) -> bytes:
    return base64.encodebytes(text.encode())


SAME = [
    part("text/calendar; method=REQUEST", CALENDAR),
    part("text/calendar; charset=utf-8", encoded(CALENDAR + "\r\n"), "Content-Transfer-Encoding: Base64"),
    part("text/calendar", CALENDAR.replace("\r\n", "\n")),
]
OTHERS = [
    part("text/calendar", OTHER),
    part("TEXT/Calendar; name=x.ics", OTHER, "Content-Disposition: attachment"),
]
ICS = [part("application/ics", OTHER), part('application/octet-stream; name="a.ICS"', OTHER)]


@pytest.mark.parametrize("parts", [SAME, SAME[:1] + ICS, ICS[1:] + SAME[:2]])
def test_one_calendar_however_often_it_is_there(parts):
    assert (
        the_calendar(read_letter(mixed(*parts)))
        .text.replace(b"\r\n", b"\n")
        .startswith(b"BEGIN:VCALENDAR\nMETHOD:REQ")
    )


def test_the_first_of_the_same_ones_says_the_method():
    assert the_calendar(read_letter(mixed(*SAME))) == Calendar(CALENDAR.encode(), "REQUEST")


@pytest.mark.parametrize("other", OTHERS)
def test_two_calendars_are_one_too_many(other):
    assert refusal(mixed(SAME[0], other)) == ("several_calendars", {})


@pytest.mark.parametrize("ics", ICS)
def test_an_attached_file_counts_where_there_is_nothing_better(ics):
    assert the_calendar(read_letter(mixed(part("text/plain", "see there"), ics))).text == OTHER.encode()


def test_any_other_file_is_none():
    assert the_calendar(read_letter(mixed(part('application/octet-stream; name="a.pdf"', OTHER)))) is None


def test_a_mail_that_is_a_calendar():
    raw = mail("Content-Type: text/calendar; method=cancel", body=OTHER)
    assert the_calendar(read_letter(raw)) == Calendar(OTHER.encode(), "CANCEL")


def test_a_mail_within_the_mail_is_somebody_elses():
    forwarded = part("message/rfc822", mail("Content-Type: text/calendar", body=CALENDAR))
    assert the_calendar(read_letter(mixed(part("text/plain", "FYI"), forwarded))) is None


@pytest.mark.parametrize(
    "charset, text, told",
    [
        ("shift_jis", "会議①".encode("cp932"), "会議①".encode()),
        ("GB2312", "会議镕".encode("gb18030"), "会議镕".encode()),
        ("windows-1252", b"Caf\xe9", "Café".encode()),
        ("", "会議".encode(), "会議".encode()),
        ("us-ascii", "会議".encode(), "会議".encode()),
        ("nonsense", "会議".encode(), "会議".encode()),
        ("unicode_escape", b"\\u4f1a", b"\\u4f1a"),
        ("utf-8", "会議".encode("cp932"), "会議".encode("cp932")),  # a lie: left to who reads the calendar
    ],
)
def test_the_calendar_is_told_in_utf_8(charset, text, told):
    raw = mail(f"Content-Type: text/calendar; charset={charset}", body=text)
    assert the_calendar(read_letter(raw)).text == told


def nested(depth: int) -> bytes:
    inner = part("text/calendar", CALENDAR)
    for level in range(depth):
        name = f"b{level}"
        inner = part(f"multipart/mixed; boundary={name}", joined(inner, boundary=name))
    return b"From: sato@example.jp\r\n" + inner


def test_depth():
    assert the_calendar(read_letter(nested(5))).text == CALENDAR.encode()
    assert refusal(nested(6)) == ("nested_mail", {})


def test_number_of_parts():
    """The mail itself is one."""
    assert read_letter(mixed(*[part("text/plain")] * 48, SAME[0])).calendars
    assert refusal(mixed(*[part("text/plain")] * 50)) == ("too_many_parts", {"most": 50})
    assert refusal(mixed(*[part("multipart/mixed; boundary=none")] * 50))[0] == "too_many_parts"


@pytest.mark.parametrize(
    "raw",
    [
        mail(body="x" * 5 * 2**20),
        mail("X: " + "x" * 2**16),
        mixed(part("text/plain; x=" + "y" * 2**16)),
        b"x" * (2**16 + 1),
    ],
    ids=["mail", "head", "head of a part", "head without an end"],
)
def test_size(raw):
    assert refusal(raw) == ("too_large", {})


@pytest.mark.parametrize(
    "code, values", [("too_large", {}), ("nested_mail", {}), ("too_many_parts", {"most": 50})]
)
def test_it_is_said_what_is_wrong(app, code, values):
    with force_locale("en"):
        assert inbound_words.of_unreadable(code, values) != inbound_words.of_unreadable("unreadable", {})


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n", b"\r\n\r\n", b"no head at all", b"\xff\xfe\x00", b"Content-Type: multipart/mixed\n\n--b\n",
     b"Content-Type: multipart/mixed; boundary=b\n\nno parts\n", b"From: @\nTo: ,,,\nSubject: =?x?b?!?=\n\n",
     b"From: \xff\xfe <\x80@\x81>\nContent-Type: \xff/\xff; charset*=x'y'%\n\n", b"Content-Type: ;;;=\n\nx",
     b"Content-Type: text/plain; charset*0*=\n\nx", b"Content-Transfer-Encoding: base64\n\n=\n",
     b"From sato@example.jp Wed Nov 25 10:00:00 2026\n\n"],
)  # fmt: skip
def test_what_is_broken_is_a_letter_about_nothing(raw):
    letter = read_letter(raw)
    assert (letter.sender, letter.calendars, letter.believed, letter.automatic) == ("", (), False, "")


def test_a_mail_that_was_cut_off():
    raw = mixed(part("text/plain", "Hello"), SAME[0]).removesuffix(b"\r\n--=_b--\r\n")
    assert the_calendar(read_letter(raw)).text == CALENDAR.encode() and read_letter(raw).text == "Hello"


@pytest.mark.parametrize(
    "kind, body, text",
    [
        ("text/plain; charset=iso-2022-jp", "承知".encode("iso-2022-jp"), "承知"),
        ("text/plain", "a\u202eb\x07c\x00\r\nd", "abc\nd"),
        ("text/plain", "x" * 30_000, "x" * 20_000),
        ("text/html", "<style>p{}</style><p>One</p>\n<p>a&amp;b<br>\n\n c</p><!-- <b>x -->", "One\na&b\nc"),
        ("text/html", "<HEAD><TITLE>no</TITLE></HEAD><script>no</script>a < b", "a < b"),
        ("image/png", "x", ""),
    ],
)  # fmt: skip
def test_what_it_says_to_people(kind, body, text):
    assert read_letter(mail(f"Content-Type: {kind}", body=body)).text == text


def test_attached_text_is_not_what_it_says():
    notes = part("text/plain", "notes", "Content-Disposition: attachment; filename=notes.txt")
    assert read_letter(mixed(notes, part("text/plain", " "), part("text/html", "<b>Hi</b>"))).text == "Hi"
    assert read_letter(mixed(notes)).text == ""


def test_a_header_is_one_clean_line():
    raw = mail("Subject: =?utf-8?q?a=0D=0ABcc:_x=E2=80=AEb=00?=\r\n c", "To: a@b.jp,\r\n\tc@d.jp")
    assert read_letter(raw).subject == "a Bcc: xb c" and read_letter(raw).to == ("a@b.jp", "c@d.jp")


@pytest.mark.parametrize(
    "fields, locale",
    [(["Content-Language: ko-KR"], "ko"), (["Content-Language: de"], ""), ([], ""),
     (["Content-Language: de", "Accept-Language: zh-TW;q=1, en"], "zh_Hant")],
)  # fmt: skip
def test_language(fields, locale):
    assert read_letter(mail(*fields)).locale == locale


@pytest.mark.parametrize(
    "raw, told",
    [
        ("<a@b> <c@d>", "<a@b>"),
        ("x (y) <a@b>", "<a@b>"),
        ("a@b", ""),
        ("<a b>", ""),
        ("<\u00e9@b>", ""),
        ("", ""),
    ],
)
def test_the_number_of_a_mail(raw, told):
    letter = read_letter(mail(f"Message-ID: {raw}", f"In-Reply-To:\r\n {raw}"))
    assert (letter.message_id, letter.in_reply_to) == (told, told)


def test_the_envelope():
    raw = mail("Delivered-To: Rooms@rooms.example", "X-Original-To: hall-a@rooms.example")
    assert read_letter(raw).envelope == ("rooms@rooms.example", "hall-a@rooms.example")
    assert read_letter(raw, ["Hall-B@Rooms.example"]).envelope == ("hall-b@rooms.example",)


def test_a_report():
    assert read_letter(mixed(part("text/plain"), kind="report; report-type=delivery-status")).report
    assert not read_letter(mixed(part("text/plain"))).report
