"""Deliveries to webhooks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from booking import clock
from booking.actions.webhooks import switch_webhook
from booking.mail.smtp import Temporary
from booking.models import Message
from booking.outbox.deliver import Taken
from booking.outbox.webhooks import body
from booking.permissions import THE_CLOCK
from booking.queries.webhooks import Target, target
from booking.rules.webhooks import headers
from booking.webhooks.post import Gone, Silent, post


class Hook:
    """Signed anew at every try. One that does not answer is left alone until the next run, so that it does
    not keep mails waiting."""

    def __init__(self, settings: Mapping[str, Any]):
        self.settings = settings
        self.silent: dict[str, str] = {}

    def prepare(self, message: Message, now: datetime) -> bytes:
        return body(message, self.settings)

    def send(self, message: Taken) -> None:
        if why := self.silent.get(message.recipient):
            raise Temporary(f"not tried: {why}")
        to = target(message.id)
        try:
            self._post(message, to)
        except Silent as error:
            self.silent[message.recipient] = str(error)
            raise
        except Gone:
            switch_webhook(to.webhook_id, active=False, by=THE_CLOCK, now=clock.now())
            raise

    def _post(self, message: Taken, to: Target) -> None:
        signed = headers(to.secret, to.key, clock.now(), message.content)
        post(message.recipient, message.content, signed, self.settings["WEBHOOK_PRIVATE"])
