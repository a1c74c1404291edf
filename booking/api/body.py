"""Bodies and queries of requests, read strictly (RFC 8259, RFC 7493)."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import flask_smorest
from flask import Request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.routing import BaseConverter
from werkzeug.routing import ValidationError as NoMatch

from booking.api import bearer, problems
from booking.errors import BookingError, BrokenRule, Invalid
from booking.rule_words import RULES

_LARGE = 10**18
_WITHIN = ("_schema", "value", "key")


class BadJson(BookingError):
    code = "bad_json"
    status = 400


def read(data: bytes) -> Any:
    """Raises BadJson, and Invalid when an object has a name twice."""
    try:
        return _DECODER.decode(data.decode()) if data.strip() else {}
    except (ValueError, RecursionError):
        raise BadJson() from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = {name for name in found if names.count(name) > 1}
        raise Invalid([BrokenRule("twice", field_name(name)) for name in sorted(twice)[:10]])
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _whole(text: str) -> int:
    """Thousands of digits cost time and mean nothing more than a large number."""
    return int(text) if len(text) < 19 else (-_LARGE if text.startswith("-") else _LARGE)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number, parse_int=_whole)


def faults(messages: Any, path: tuple[str, ...] = ()) -> Iterator[BrokenRule]:
    """The leaves of marshmallow's tree of faults, each with the path of its field."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from faults(inner, path if name in _WITHIN and path else (*path, field_name(str(name))))
    elif isinstance(messages, list):
        for inner in messages:
            yield from faults(inner, path)
    else:
        field = ".".join(part for part in path if part != "_schema")
        yield _coded(messages, field)


def _coded(message: Any, field: str) -> BrokenRule:
    if isinstance(message, BrokenRule):
        return BrokenRule(message.code, field, message.values)
    return BrokenRule(message if message in RULES else "unknown_answer", field)


def field_name(name: str) -> str:
    """A name that came from outside, fit to be said back."""
    return re.sub(r"[^\x20-\x7e]", "?", name)[:80] if not name.isidentifier() or len(name) > 80 else name


class Parser(FlaskParser):
    def load_json(self, req: Request, schema: Schema) -> Any:
        data = req.get_data(cache=True)
        if data.strip() and not req.is_json:
            raise UnsupportedMediaType()
        return read(data)

    def handle_error(self, error: ValidationError, *args: Any, **more: Any) -> NoReturn:
        messages = next(iter(error.messages.values()))  # by location
        raise Invalid(list(faults(messages)))


class RowId(BaseConverter):
    """A number that a row can have; any other is an address where there is nothing."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        if int(value) >= 2**31:
            raise NoMatch()
        return int(value)


class Blueprint(flask_smorest.Blueprint):
    """Knows who asks before each request, and refuses in problem documents."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str):
        super().__init__(f"api_{name}", __name__, url_prefix="/api/v1", description=description)
        self.before_request(bearer.identify)
        self.register_error_handler(BookingError, problems.refused)
        self.register_error_handler(problems.HTTPException, problems.of_status)
        self.register_error_handler(Exception, problems.unexpected)

    def arguments(self, schema: type[Schema], **options: Any) -> Any:
        """One instance for all requests: making one copies every field."""
        return super().arguments(schema(), **options)

    def add_url_rule(self, rule: str, endpoint: Any = None, view_func: Any = None, **options: Any) -> None:
        """The function's name is the operation's in the document."""
        named = self.doc(operationId=view_func.__name__)(view_func)
        super().add_url_rule(rule, endpoint, named, **options)
