"""Broken rules as plain JSON, to be told again later in any language."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from booking.errors import BrokenRule

Json = dict[str, Any]


def kept(rule: BrokenRule) -> Json:
    values = {name: _plain(value) for name, value in rule.values.items()}
    return {"code": rule.code, "field": rule.field, "values": values}


def told(row: Mapping[str, Any]) -> BrokenRule:
    values = {name: _value(value) for name, value in row.get("values", {}).items()}
    return BrokenRule(row["code"], row["field"], values)


def _plain(value: Any) -> Any:
    """Spans of time as seconds; opening hours as lists."""
    if isinstance(value, timedelta):
        return {"seconds": int(value.total_seconds())}
    return [list(span) for span in value] if isinstance(value, tuple) else value


def _value(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"seconds"}:
        return timedelta(seconds=value["seconds"])
    return tuple((a, b) for a, b in value) if isinstance(value, list) else value
