"""The bodies that change a reservation."""

from booking.api.fields import Choice, Named, Text
from booking.api.schemas.base import Strict
from booking.rules.requests import LENGTHS


class ApprovalSchema(Strict):
    decision = Choice(("approve", "decline", "return"), required=True)
    reason = Text(LENGTHS["answer"], load_default="")


class CancellationSchema(Strict):
    reason = Text(LENGTHS["answer"], load_default="")


class AnswerSchema(Strict):
    description = Text(LENGTHS["description"], required=True)
    answers = Named(Text(LENGTHS["answer"]), load_default=dict)
