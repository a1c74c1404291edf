"""Message kind → what to do with it."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any

from booking.jobs.hooks import Hook
from booking.mail.compose import compose
from booking.mail.sender import Sender, sender
from booking.mail.smtp import Post, post
from booking.models import Message
from booking.outbox.deliver import Handler, Taken
from booking.outbox.letters import letter
from booking.rules.notices import KINDS
from booking.rules.webhooks import WEBHOOK


class Mail:
    """Composed once, sent over one connection."""

    apart = False

    def __init__(self, sender: Sender, post: Post):
        self.sender, self.post = sender, post

    def prepare(self, message: Message, now: datetime) -> bytes:
        return compose(letter(message, now, self.sender), self.sender)

    def send(self, message: Taken) -> None:
        name, envelope = f"{message.id}-{message.kind}", self.sender.envelope(message.id)
        self.post.send(name, message.recipient, message.content, envelope)


@contextmanager
def mails(settings: Mapping[str, Any]) -> Iterator[Mapping[str, Handler]]:
    """By kind, for as long as the connection is wanted."""
    with closing(post(settings)) as connection:
        yield dict.fromkeys(KINDS, Mail(sender(settings), connection))


def hooks(settings: Mapping[str, Any]) -> Mapping[str, Handler]:
    return {WEBHOOK: Hook(settings)}
