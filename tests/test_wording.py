"""Every code that is given somewhere has its words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

from booking import wording

ACTIONS = Path(__file__).parents[1] / "booking" / "actions"
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


def test_the_history_has_a_sentence_for_whatever_is_recorded_and_no_other():
    assert set(recorded()) == set(wording.HISTORY)


def test_an_action_without_a_sentence_is_a_fault(app):
    with force_locale("en"):
        assert wording.of_history("remind_staff", "The clock") == "Staff were reminded that it waits."
        with pytest.raises(KeyError):
            wording.of_history("paint", "Sato")
