from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.messages import give_up_message, retry_message
from booking.api import paging, problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.base import Problem
from booking.api.schemas.messages import MessagePage, MessageQuery, MessageSchema, Nothing
from booking.permissions import demand
from booking.queries.outbox import Among, message, messages

blueprint = Blueprint("messages", "Mails and deliveries: what waits, what was sent, what failed; for staff")
_MESSAGE = MessageSchema()
Act = Callable[[int], None]


@blueprint.get("/messages")
@blueprint.arguments(MessageQuery, location="query")
@blueprint.response(200, MessagePage)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def outbox(query: dict[str, Any]) -> Response:
    """Newest first, for as long as mail is kept."""
    demand(demanded(), "desk")
    before, limit = paging.wanted(query)
    among = Among(query["status"], query["kind"], query["recipient"], query["reservation"])
    return paging.page(messages(among, before, limit + 1), limit, _MESSAGE.dump)


def _verb(name: str) -> Callable[[Act], Callable[..., Any]]:
    """A route that answers with the message as it is afterwards."""

    def documented(act: Act) -> Callable[..., Any]:
        def done(body: dict[str, Any], message_id: int) -> Response:
            act(message_id)
            return jsonify(_MESSAGE.dump(message(message_id)))

        done.__name__, done.__doc__ = act.__name__, act.__doc__
        for status in (403, 404, 409):
            done = blueprint.alt_response(status, schema=Problem, content_type=problems.TYPE)(done)
        read = blueprint.arguments(Nothing)(blueprint.response(200, MessageSchema)(done))
        return blueprint.post(f"/messages/<id:message_id>/{name}")(read)

    return documented


@_verb("retry")
def message_again(message_id: int) -> None:
    """What failed, was dropped or missed is sent again: the same bytes under the same Message-ID."""
    retry_message(message_id, by=demanded(), now=clock.now())


@_verb("giving-up")
def message_given_up(message_id: int) -> None:
    """What waits or failed will not be sent."""
    give_up_message(message_id, by=demanded(), now=clock.now())
