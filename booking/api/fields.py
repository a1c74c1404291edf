"""JSON values, read strictly: every fault is a BrokenRule, whose words are chosen later."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone
from typing import Any

from marshmallow import ValidationError, fields

from booking.errors import BrokenRule

_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(?P<offset>[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
# The instant without any local clock, which +00:00 is not (RFC 9557, 2).
ZULU = timezone(timedelta(0), "Z")
_WALL = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d)?(?P<offset>[Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_SPAN = re.compile(
    r"P(?=[\dT])(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LINES = "\n\r\t"


def fault(code: str, **values: Any) -> ValidationError:
    return ValidationError([BrokenRule(code, values=values)])


class Strict(fields.Field[Any]):
    """No value is taken for another type's."""

    def make_error(self, key: str, **values: Any) -> ValidationError:
        return fault("missing" if key in ("required", "null") else "unknown_answer")


class Text(Strict, fields.String):
    """Without characters that no text needs; the database would refuse some of them."""

    def __init__(self, most: int, **options: Any):
        super().__init__(**options)
        self.most = most
        self.metadata.setdefault("maxLength", most)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str:
        if not isinstance(value, str):
            raise fault("not_a_text")
        if len(value) > self.most:
            raise fault("too_long_text", most=self.most)
        if not value.isprintable() and any(map(_unusable, value)):
            raise fault("control_characters")
        return value


def _unusable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") and character not in _LINES


class Choice(Text):
    def __init__(self, among: tuple[str, ...], **options: Any):
        super().__init__(100, **options)
        self.among = among
        self.metadata.setdefault("enum", list(among))

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str:
        if super()._deserialize(value, attr, data, **more) not in self.among:
            raise fault("unknown_answer")
        return value


class Whole(Strict, fields.Integer):
    """A whole number; true and 3.0 are none. One of thousands of digits becomes merely a large one."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> int:
        if type(value) is not int:
            raise fault("not_a_number")
        return value


class RowNumber(Whole):
    """What a row's id may be."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> int:
        number = super()._deserialize(value, attr, data, **more)
        if not 0 < number < 2**31:
            raise fault("not_a_number")
        return number


class Day(Strict, fields.Date):
    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise fault("not_a_day")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise fault("impossible_time") from None


class YesNo(Strict, fields.Boolean):
    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise fault("not_yes_or_no")
        return value


class Each(Strict, fields.List):
    """A list that is counted before it is read."""

    def __init__(self, inner: Any, most: int, too_many: str = "too_many_items", **options: Any):
        super().__init__(inner, **options)
        self.most, self.too_many = most, too_many
        self.metadata.setdefault("maxItems", most)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> list[Any]:
        if not isinstance(value, list):
            raise fault("not_a_list")
        if len(value) > self.most:
            raise fault(self.too_many, most=self.most)
        return super()._deserialize(value, attr, data, **more)


class Named(Strict, fields.Dict):
    """An object whose names are slugs and whose values are all of one kind."""

    def __init__(self, values: fields.Field[Any], most: int = 50, **options: Any):
        super().__init__(keys=Text(64), values=values, **options)
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise fault("not_an_object")
        if len(value) > self.most:
            raise fault("too_many_items", most=self.most)
        return super()._deserialize(value, attr, data, **more)


class Instant(Strict, fields.DateTime):
    """ISO 8601 with an offset; read with that offset, written in UTC with Z."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> datetime:
        found = _TIME.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise fault("not_a_time")
        if not found["offset"]:
            raise fault("naive_time")
        return _instant(value)

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **more: Any) -> str | None:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.upper())
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise fault("impossible_time") from None
    return at.replace(tzinfo=ZULU) if text[-1] in "Zz" else at


class WallTime(Strict, fields.String):
    """What a clock shows, naive; or with an offset, that the zone has yet to agree with."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> datetime:
        found = _WALL.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise fault("not_a_wall_time")
        at = _instant(value) if found["offset"] else _wall(value)
        if at.year in (MINYEAR, MAXYEAR):  # in some zone it lies beyond the calendar
            raise fault("impossible_time")
        return at


def _wall(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        raise fault("impossible_time") from None


class QueryWallTime(WallTime):
    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> datetime:
        return super()._deserialize(value.replace(" ", "+"), attr, data, **more)


class QueryInstant(Instant):
    """In an address a + that was not escaped has become a blank."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> datetime:
        return super()._deserialize(value.replace(" ", "+"), attr, data, **more)


class QueryWhole(Strict, fields.Integer):
    """From 1 to what a row's id may be."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= 10 and 0 < int(value) < 2**31):
            raise fault("not_a_number")
        return int(value)


class Span(Strict, fields.String):
    """A span of time as ISO 8601, such as PT1H30M or P5D; months and years are none."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> timedelta:
        found = _SPAN.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise fault("not_a_duration")
        weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)

    def _serialize(self, value: timedelta | None, attr: Any, obj: Any, **more: Any) -> str | None:
        if value is None:
            return None
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        parts = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
        return f"PT{parts or '0S'}"
