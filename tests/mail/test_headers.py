"""Subjects and names of every length come back as they were, by RFC 2047 and by the standard library."""

import re
from base64 import b64decode
from email import message_from_bytes, policy
from email.headerregistry import Address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from booking.mail.compose import POLICY, compose, one_line
from booking.mail.headers import HEADERS
from tests.mail.golden import application
from tests.mail.letters import CHAIR, FACTS, SENDER, letter

WORDS = ("무선", "센서", "공동 개발 협의", "開発会議", "札幌", "商談", "联合开发", "Söhne", "🛰️", "ﾊﾝｶｸ",
         "a", "Wi-Fi", "&", "R&D,", "(2026-12-02", "=?utf-8?b?7ZWc?=", '"R"', "<b>", "x" * 90)  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
ANY = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=120).map(one_line).filter(bool)
WORD = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=")


def lines_of(name, value):
    content = HEADERS(name, value).fold(policy=POLICY)
    assert content.endswith("\r\n") and content.isascii()
    return content[:-2].split("\r\n")


def read(lines):
    """As RFC 2047 has it read: space between encoded words is none, nor is a fold."""
    assert all(line.startswith(" ") and line.strip() for line in lines[1:])
    assert all(len(line) <= 76 for line in lines if WORD.search(line))
    joined = re.sub(r"\?=[ \t]+=\?", "?==?", "".join(lines).partition(": ")[2])
    return re.sub(rf"(?:{WORD.pattern})+", _decoded, joined)


def _decoded(run):
    """Each by itself: no character is in two."""
    return "".join(b64decode(each, validate=True).decode() for each in WORD.findall(run.group()))


def same(text):
    lines = lines_of("Subject", text)
    assert read(lines) == text
    mail = message_from_bytes("\r\n".join((*lines, "", "")).encode(), policy=policy.default)
    assert mail["Subject"] == text
    for name in ("From", "To"):
        value = Address(text, addr_spec="kim@example.kr")
        assert read(lines_of(name, value)) in (str(value), f"{text} <kim@example.kr>")


@example("Changed: 무선 센서 공동 개발 협의 (2026-12-02 10:00–11:00)")
@settings(max_examples=200)
@given(TEXTS)
def test_words_with_spaces(text):
    same(text)


@settings(max_examples=200)
@given(ANY)
def test_any_text_at_all(text):
    same(text)


@pytest.mark.parametrize("word", ["무선", "開発", "联合", "é", "ab", "가 "])
def test_of_every_length(word):
    for length in range(1, 60):
        same(one_line(" ".join([word] * length)))
        same(f"{'a' * length} {one_line(word)} 협의")


def test_an_ascii_name_and_a_long_subject_stay_readable():
    assert lines_of("To", Address("Rao, R", addr_spec="rao@example.in")) == ['To: "Rao, R" <rao@example.in>']
    assert lines_of("Subject", "Talks " * 14 + "end") == [
        "Subject: Talks Talks Talks Talks Talks Talks Talks Talks Talks Talks Talks",
        " Talks Talks Talks end",
    ]


def test_no_space_of_a_mails_subject_is_lost():
    facts = FACTS | {"title": "무선 센서 공동 개발 협의"}
    with application().app_context():
        content = compose(letter("invitation", CHAIR, "ko", facts=facts), SENDER)
    head = content.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")
    lines = re.search(r"^Subject: .*(?:\n .*)*", head, re.M).group().split("\n")
    assert "무선 센서 공동 개발 협의" in read(lines)
