"""What the doors of blackouts and special days share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Response

from booking.api import paging
from booking.api.bearer import demanded
from booking.errors import BrokenRule, Invalid, NotFound
from booking.models import Blackout, Resource, SpecialDay
from booking.permissions import demand
from booking.queries.blackouts import whose

Row = TypeVar("Row", Blackout, SpecialDay)
Places = Mapping[int | None, Resource]


def newest(
    read: Callable[[int | None, int], Sequence[Row]],
    query: dict[str, Any],
    shown: Callable[[Row, Places], dict[str, Any]],
) -> Response:
    """Newest first, for staff."""
    demand(demanded(), "edit_policy")
    before, limit = paging.wanted(query)
    rows = read(before, limit + 1)
    places = whose(rows)
    return paging.page(rows, limit, lambda row: shown(row, places))


@contextmanager
def naming(slug: str | None) -> Iterator[None]:
    """A resource that is not there is a fault of the body."""
    try:
        yield
    except NotFound:
        raise Invalid([BrokenRule("unknown_space", "resource", {"slug": slug})]) from None


def slug_of(row: Row, places: Places) -> str | None:
    return places[row.resource_id].slug if row.resource_id else None
