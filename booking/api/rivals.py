"""Who holds a slot and who waits for it; for staff."""

from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.scopes import anchor
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.dates import named
from booking.api.hits import hit
from booking.api.reservations import seen
from booking.api.schemas.base import Problem
from booking.api.schemas.changes import DateQuery
from booking.api.schemas.rivals import RivalsSchema
from booking.api.times import instant
from booking.models import Occurrence
from booking.permissions import demand
from booking.queries.reservations import holders
from booking.queries.waitlist import behind, positions

blueprint = Blueprint("rivals", "Who wants the same slot; for staff")
