"""RFC 2047, and what is written instead."""

import base64

import pytest

from booking.mailbox.encoded_words import text_of


def b(content: bytes, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(content).decode()}?="


GB = "会议室".encode("gb18030")


@pytest.mark.parametrize(
    "raw, text",
    [
        ("plain", "plain"),
        ("=?UTF-8?Q?caf=C3=A9_noir?=", "café noir"),
        ("=?utf-8?b?5Lya6K2w?= =?utf-8?b?5a6k?= x", "会議室 x"),
        ("Re: =?utf-8?b?5Lya6K2w?=: =?utf-8?b?5a6k?=", "Re: 会議: 室"),
        (f"{b(GB[:3], 'gb2312')} {b(GB[3:], 'gb2312')}", "会议室"),
        (f"{b(GB, 'GBK')}{b(b'!', 'utf-8')}", "会议室!"),
        (b("会議".encode("iso-2022-jp"), "ISO-2022-JP") * 2, "会議会議"),
        (b("똠".encode("cp949"), "euc-kr"), "똠"),
        ("=?utf-8*ja?q?x?=", "x"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?utf-8?b?5Lya6K2?=", "会\ufffd"),
        ("=?punycode?q?bcher-kva?=", "bcher-kva"),
        ("=?utf-8?x?a?= =?", "=?utf-8?x?a?= =?"),
        ("=?utf-16?q?x?=", "\ufffd"),
        ("=?utf-8?q?a=0Ab=E2=80=AE?=", "a b"),
        ("x" * 3000, "x" * 2000),
        ("\udcec\udc9d\udcb4", "이"),
    ],
)
def test_text(raw, text):
    assert text_of(raw) == text


def test_bare_bytes_of_the_charset_that_the_mail_names():
    assert text_of("\udcc0\udccc", "euc-kr") == "이"
