"""Each fault a request can have in itself, and that all of them are told at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.errors import BrokenRule
from booking.rule_words import RULES
from booking.rules.intake import LONGEST, faults, is_address, unjudgeable
from booking.rules.interval import Interval
from booking.rules.requests import LENGTHS, MAX_ATTENDEES, BookedFor, BookingRequest, Invited

START = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = BookingRequest(
    spaces=("room",), title="Talks", interval=Interval(START, START + HOUR), tzid="Asia/Tokyo"
)
KIM, LEE = Invited("kim@example.kr", "김민수", "ko", "Asia/Seoul"), Invited("lee@example.sg")
GUEST = BookedFor("佐藤")


def told(**changes: Any) -> set[tuple[str, str]]:
    return {(fault.code, fault.field) for fault in faults(replace(GOOD, **changes))}


def invited(**changes: Any) -> Mapping[str, Any]:
    return {"attendees": (LEE, replace(KIM, **changes))}


def guest(**changes: Any) -> Mapping[str, Any]:
    return {"booked_for": replace(GUEST, **changes)}


def lasting(span: timedelta, starts_at: datetime = START) -> Mapping[str, Any]:
    return {"interval": Interval(starts_at, starts_at + span)}


def begins(year: int) -> Mapping[str, Any]:
    return lasting(HOUR, START.replace(year=year))


FULL = {
    "attendees": (KIM, LEE),
    "equipment": {"projector": 2},
    "headcount": 4,
    "description": "一行目\n둘째 줄\r\n\tthird",
    "answers": {"purpose": "talks"},
    "booked_for": BookedFor("佐藤", "北海ソフト", "sato@example.jp", "+81 11 000 0000", "ja", "Asia/Tokyo"),
    "override_reason": "by telephone",
}


def test_a_good_request_has_none():
    assert told() == set() and told(**FULL) == set()


FAULTS: list[tuple[Mapping[str, Any], str, str]] = [
    ({"spaces": ()}, "missing", "space"),
    ({"spaces": ("room", "room")}, "twice", "spaces"),
    ({"title": ""}, "missing", "title"),
    ({"title": " \u3000 "}, "missing", "title"),
    ({"tzid": "Asia/Daejeon"}, "unknown_zone", "tzid"),
    ({"tzid": ""}, "unknown_zone", "tzid"),
    ({"tzid": "../../etc/passwd"}, "unknown_zone", "tzid"),
    ({"tzid": "localtime"}, "unknown_zone", "tzid"),
    ({"equipment": {"projector": 0}}, "too_few", "equipment.projector"),
    ({"equipment": {"projector": -1}}, "too_few", "equipment.projector"),
    ({"headcount": 0}, "too_few", "headcount"),
    ({"headcount": 100_001}, "too_many", "headcount"),
    (lasting(LONGEST + timedelta(seconds=1)), "too_long", "ends_at"),
    (begins(1970), "out_of_range", "starts_at"),
    (begins(2199), "out_of_range", "starts_at"),
    ({"attendees": (KIM, replace(KIM, email="KIM@example.kr"))}, "twice", "attendees"),
    (invited(role="CHAIR"), "unknown_answer", "attendees.1.role"),
    (invited(role=""), "unknown_answer", "attendees.1.role"),
    (invited(locale="fr"), "unknown_answer", "attendees.1.locale"),
    (invited(tzid="Mars/Olympus"), "unknown_zone", "attendees.1.tzid"),
    (guest(name=" "), "missing", "booked_for.name"),
    (guest(locale="zh"), "unknown_answer", "booked_for.locale"),
    (guest(tzid="JST"), "unknown_zone", "booked_for.tzid"),
    (guest(email="sato"), "bad_address", "booked_for.email"),
]


@pytest.mark.parametrize("wrong, code, field", FAULTS)
def test_a_fault_is_told_by_its_code_and_its_field(wrong, code, field):
    assert told(**wrong) == {(code, field)}


@pytest.mark.parametrize(
    "address",
    ["", "kim", "kim@", "@example.kr", "kim@@example.kr", "kim@example.kr\r\nBcc: all@example.kr",
     "kim@example.kr\n", "Kim <kim@example.kr>", "kim@example.kr,lee@example.sg", "김@example.kr",
     "kim@한국.kr",
          "k\x00@example.kr", "\ud800@example.kr", "a" * 244 + "@example.kr", "kim@" + "a" * 250 + ".kr"],
)  # fmt: skip
def test_what_is_no_address(address):
    assert not is_address(address)
    assert told(**invited(email=address)) == {("bad_address", "attendees.1.email")}


TEXTS: list[tuple[str, str, Any]] = [
    ("title", "title", lambda text: {"title": text}),
    ("description", "description", lambda text: {"description": text}),
    ("override_reason", "answer", lambda text: {"override_reason": text}),
    ("answers.purpose", "answer", lambda text: {"answers": {"purpose": text}}),
    ("spaces", "name", lambda text: {"spaces": (text,)}),
    ("equipment", "name", lambda text: {"equipment": {text: 1}}),
    ("attendees.1.name", "name", lambda text: invited(name=text)),
    ("booked_for.name", "name", lambda text: guest(name=text)),
    ("booked_for.company", "name", lambda text: guest(company=text)),
    ("booked_for.phone", "phone", lambda text: guest(phone=text)),
]
TEXT_FIELDS = pytest.mark.parametrize("field, kind, where", TEXTS, ids=[field for field, *_ in TEXTS])


@TEXT_FIELDS
def test_a_text_may_be_as_long_as_it_says_and_no_longer(field, kind, where):
    assert told(**where("字" * LENGTHS[kind])) == set()
    assert told(**where("字" * (LENGTHS[kind] + 1))) == {("too_long_text", field)}


@TEXT_FIELDS
@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\udfff"], ids=ascii)
def test_a_text_has_no_control_characters_and_no_half_letters(field, kind, where, control):
    assert told(**where(f"a{control}b")) == {("control_characters", field)}


@TEXT_FIELDS
@pytest.mark.parametrize("end", ["\n", "\r", "\t"], ids=ascii)
def test_lines_end_only_where_there_may_be_lines(field, kind, where, end):
    expected = set() if kind in ("description", "answer") else {("control_characters", field)}
    assert told(**where(f"a{end}b")) == expected


def test_so_many_can_be_invited_and_not_one_more():
    people = tuple(Invited(f"guest{n}@example.org") for n in range(MAX_ATTENDEES + 1))
    assert told(attendees=people[:-1]) == set()
    assert told(attendees=people) == {("too_many_attendees", "attendees")}
    assert MAX_ATTENDEES == 200


def test_all_is_told_at_once():
    wrong = {"spaces": (), "title": "", "tzid": "X", "headcount": 0} | invited(email="x") | guest(name="")
    assert {code for code, _ in told(**wrong)} == {"missing", "unknown_zone", "too_few", "bad_address"}
    assert len(told(**wrong)) == 6


def test_every_fault_has_its_sentence():
    seen = {code for wrong, *_ in FAULTS for code, _ in told(**wrong)}
    assert seen | {"bad_address", "too_long_text", "control_characters", "too_many_attendees"} <= set(RULES)


UNASKABLE = [
    ("tzid", True), ("equipment.projector", True), ("spaces", True), ("title", False),
    ("attendees.0.tzid", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize("field, so", UNASKABLE)
def test_what_keeps_the_rules_from_being_asked(field, so):
    assert unjudgeable([BrokenRule("x", "title"), BrokenRule("x", field)]) is so


anything = st.text(st.characters(), max_size=40)


@given(anything, anything, anything, st.one_of(st.none(), st.integers()))
def test_whatever_is_written_is_judged_and_never_breaks(title, tzid, email, headcount):
    faults(
        replace(
            GOOD, title=title, tzid=tzid, headcount=headcount, attendees=(Invited(email, title, tzid, tzid),)
        )
    )
