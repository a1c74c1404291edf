"""Every verb that is asked about anywhere stands in the table."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from booking.errors import Forbidden
from booking.permissions import (
    ADMINISTRATOR,
    APPLICANT,
    GUEST,
    MEMBER,
    OWN,
    STAFF,
    STRANGER,
    TABLE,
    Actor,
    demand,
    may,
    relation,
)

BOOKING = Path(__file__).parents[1] / "booking"
VERB_AT = {"may": 1, "demand": 1, "opened": 1, "require": 0, "seen": 1}


def asked() -> Iterator[str]:
    """Verbs given as text to what asks the table, and those that a refusal names."""
    for path in (path for path in BOOKING.rglob("*.py") if "models" not in path.parts):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                told = [word.value for word in call.keywords if word.arg == "verb"]
                told += call.args[VERB_AT[name] : VERB_AT[name] + 1] if name in VERB_AT else []
                yield from (
                    node.value for one in told for node in ast.walk(one) if isinstance(node, ast.Constant)
                )


def test_every_verb_is_in_the_table():
    verbs = set(asked())
    assert {"book", "book_for", "approve", "see"} <= verbs <= set(TABLE)


@pytest.mark.parametrize("role, allowed", [(MEMBER, False), (STAFF, True), (ADMINISTRATOR, True)])
def test_only_staff_book_for_others(role, allowed):
    by = Actor(1, "x", "x@example.jp", role, "web")
    assert may(by, "book_for") == allowed
    if not allowed:
        with pytest.raises(Forbidden):
            demand(by, "book_for")


def test_who_is_proven_by_mail_stands_to_their_own_bookings_alone():
    li = Actor(None, "Li", "li@example.tw", APPLICANT, "mail")
    assert relation(li, {None}, None, {"li@example.tw"}, "li@example.tw") == OWN
    assert relation(li, {None}, None, {"li@example.tw"}, "wu@example.tw") == STRANGER
    assert relation(Actor(None, "", "", APPLICANT, "mail"), {None}, None, set(), "") == STRANGER
    assert [verb for verb in TABLE if may(li, verb, OWN)] == ["book", "change", "cancel"]
    assert not may(Actor(None, "Li", "li@example.tw", GUEST, "link"), "cancel", OWN)
