"""What was refused: who asked for what, which rule decided, and where it is set."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template

from booking.models import Refusal
from booking.queries.policies import CENTRE
from booking.queries.refusals import companies_of, refusals, spaces_of, wholes_of
from booking.rule_words import of_refused
from booking.rules.wall import local
from booking.series_words import of_rrule
from booking.web.admin.paging import SHOWN, before, cut
from booking.web.visitor import require
from booking.wording import of_door

blueprint = Blueprint("refusals", __name__, url_prefix="/admin/refusals")
Json = dict[str, Any]


@blueprint.get("")
def index() -> Any:
    require("desk")
    shown, more = cut(refusals(before(), SHOWN + 1))
    wholes = wholes_of(shown)
    return render_template(
        "admin/refusals.html",
        found=[(row, lines(row, wholes)) for row in shown],
        repeated=repeated,
        companies=companies_of(shown),
        names=spaces_of(shown),
        more=more,
        of_refused=of_refused,
        of_door=of_door,
        centre=CENTRE,
        parsed=datetime.fromisoformat,
    )


def lines(row: Refusal, wholes: Mapping[str, str]) -> list[tuple[Json, list[str]]]:
    """What decided, with the slugs of parts; those of a whole that was asked for stand under it."""
    asked, told = row.request.get("spaces", ()), dict[str, tuple[Json, list[str]]]()
    for rule in row.rules:
        slug = rule.get("resource", "")
        whole = wholes.get(slug, "") if wholes.get(slug) in asked else ""
        of_whole = rule | {"resource": whole or slug}
        _, parts = told.setdefault(json.dumps(of_whole, sort_keys=True), (of_whole, []))
        parts += [slug] if whole else []
    return list(told.values())


def repeated(wish: Json) -> str:
    """The rule of the series that was asked for, in words."""
    starts_at = local(datetime.fromisoformat(wish["starts_at"]), wish["tzid"])
    return of_rrule(wish["rrule"], starts_at.replace(tzinfo=None), wish["tzid"])
