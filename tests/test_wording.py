"""Every code that is given somewhere has its words."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask_babel import force_locale

from booking import rule_words, wording
from booking.errors import BookingError, BrokenRule

BOOKING = Path(__file__).parents[1] / "booking"
ACTIONS = BOOKING / "actions"
BREAKERS = ("BrokenRule", "fault", "_broken")  # what makes a broken rule, its code first
PASSED_ON = "action"  # `closed` records what it is called with


def recorded() -> Iterator[str]:
    """What is written into the history of a reservation."""
    calls = [node for path in ACTIONS.glob("*.py") for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]  # fmt: skip
    for call in calls:
        if call.func.id == "closed":
            yield ast.literal_eval(call.args[2])
        elif call.func.id == "record" and any(k.arg == "reservation" for k in call.keywords):
            named = call.args[0]
            if not (isinstance(named, ast.Name) and named.id == PASSED_ON):
                yield ast.literal_eval(named)


def named_codes(source: str) -> set[str]:
    """Every text that may be the code of a broken rule."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    firsts = [call.args[0] for call in calls if getattr(call.func, "id", "") in BREAKERS]
    return {text for first in firsts for text in texts(first)}


def texts(node: ast.AST) -> Iterator[str]:
    """A text itself, or either of a choice between two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


def test_every_broken_rule_has_a_sentence():
    codes = {code for file in BOOKING.rglob("*.py") for code in named_codes(file.read_text())}
    assert len(codes) > 80
    assert codes - {name.partition(":")[0] for name in rule_words.RULES} == set()


def test_a_code_is_seen():
    source = """BrokenRule("one", "field"); fault("two" if x else "three"); _broken(code); told("four")"""
    assert named_codes(source) == {"one", "two", "three"}


def test_every_refusal_has_a_sentence():
    def all_of(kind: type[BookingError]) -> Iterator[type[BookingError]]:
        for one in kind.__subclasses__():
            yield from (one, *all_of(one))

    assert {kind.code for kind in all_of(BookingError)} <= set(wording.REFUSALS)


@pytest.mark.parametrize("locale, date", [("en", "November 23, 2027: "), ("ja", "2027年11月23日")])
def test_a_rule_that_concerns_one_date_names_it(app, locale, date):
    rule = BrokenRule("closed", "starts_at", {"reason": "x", "date": "2027-11-23T23:30:00"})
    with app.test_request_context(), force_locale(locale):
        assert rule_words.of_rule(rule).startswith(date)


def test_the_history_has_a_sentence_for_whatever_is_recorded_and_no_other():
    assert set(recorded()) == set(wording.HISTORY)


def test_an_action_without_a_sentence_is_a_fault(app):
    with force_locale("en"):
        assert wording.of_history("remind_staff", "The clock") == "Staff were reminded that it waits."
        with pytest.raises(KeyError):
            wording.of_history("paint", "Sato")


@pytest.mark.parametrize("minutes, words", [(30, "30 minutes shorter"), (60, ""), (90, "")])
def test_what_is_offered_instead_says_that_it_is_shorter(app, minutes, words):
    asked, offered = timedelta(hours=1), timedelta(minutes=minutes)
    with app.test_request_context(), force_locale("en"):
        assert wording.shorter(asked, offered) == words
