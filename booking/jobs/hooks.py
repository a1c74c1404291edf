"""Deliveries to webhooks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from booking import clock
from booking.actions.webhooks import switch_webhook
from booking.models import Message
from booking.outbox.deliver import Taken
from booking.outbox.webhooks import body
from booking.permissions import THE_CLOCK
from booking.queries.webhooks import Target, target
from booking.rules.webhooks import headers
from booking.webhooks.post import Gone, post


class Hook:
    """Signed anew at every try."""

    apart = True

    def __init__(self, settings: Mapping[str, Any]):
        self.settings = settings

    def prepare(self, message: Message, now: datetime) -> bytes:
        return body(message, self.settings)

    def send(self, message: Taken) -> None:
        to = target(message.id)
        try:
            self._post(message, to)
        except Gone:
            switch_webhook(to.webhook_id, active=False, by=THE_CLOCK, now=clock.now())
            raise

    def _post(self, message: Taken, to: Target) -> None:
        now, private = clock.now(), self.settings["WEBHOOK_PRIVATE"]
        signed = headers(to.secret, to.key, now, message.content)
        post(message.recipient, message.content, signed, private, now)
