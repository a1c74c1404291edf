"""Each way in which a message from outside can be refused has its words, and gives them what they name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask_babel import force_locale

from booking import inbound_words
from booking.errors import Unreadable

BOOKING = Path(__file__).parents[1] / "booking"


def given() -> Iterator[tuple[str, set[str]]]:
    """(code, names of its values) wherever one is made."""
    trees = [
        ast.parse(file.read_text())
        for folder in ("ical", "mailbox")
        for file in (BOOKING / folder).glob("*.py")
    ]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        if getattr(call.func, "id", "") == "Unreadable":
            code = ast.literal_eval(call.args[0]) if call.args else Unreadable.code
            yield code, {str(keyword.arg) for keyword in call.keywords}


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
