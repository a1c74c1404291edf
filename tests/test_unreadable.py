"""Each way in which a message from outside can be refused has its words, and gives them what they name."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from flask_babel import force_locale

from booking import inbound_words
from booking.errors import Unreadable

BOOKING = Path(__file__).parents[1] / "booking"


def given() -> Iterator[tuple[str, set[str]]]:
    """(code, names of its values) wherever one is made."""
    files = [file for folder in ("ical", "mailbox") for file in (BOOKING / folder).glob("*.py")]
    for file in files:
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Unreadable":
                yield code_of(call, file), {str(keyword.arg) for keyword in call.keywords}


def code_of(call: ast.Call, file: Path) -> str:
    """As a text, or by the name that it has in its module."""
    if not call.args:
        return Unreadable.code
    if isinstance(call.args[0], ast.Name):
        module = import_module(f"booking.{file.parent.name}.{file.stem}")
        return getattr(module, call.args[0].id)
    return ast.literal_eval(call.args[0])


def test_there_are_some():
    assert len({code for code, _ in given()}) > 15


def test_all_have_their_words(app):
    with app.test_request_context(), force_locale("en"):
        said = {code: inbound_words.of_unreadable(code, dict.fromkeys(names, "x")) for code, names in given()}
    assert set(said) <= set(inbound_words.UNREADABLE)
    assert not [words for words in said.values() if re.search(r"%\(", words)]


def test_a_code_of_long_ago(app):
    with app.test_request_context(), force_locale("en"):
        assert inbound_words.of_unreadable("no_longer_known", {}) == "This message cannot be read."
        zone = inbound_words.of_unreadable("unknown_zone", {"tzid": "Customized Time Zone"})
    assert zone == "The time zone of the event is unknown: Customized Time Zone"
