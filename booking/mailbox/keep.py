"""A mail is stored before anything is done with it: the first thing that every door does."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from booking.actions.inbound import Kept, Mail, Outcome, keep_message
from booking.mailbox.claims import Claims, claims_of, cut, each_once
from booking.mailbox.parts import LARGEST
from booking.models.inbound import REFUSED


def keep(raw: bytes, envelope: Sequence[str], *, door: str, now: datetime, size: int = 0) -> Kept:
    """The same bytes for the same recipients are kept once, however often they come.

    `size` is that of the whole where `raw` is only its beginning; of one too large only the head is kept.
    Raises Busy.
    """
    claims, size = claims_of(raw), max(size, len(raw))
    mail = _mail(raw if size <= LARGEST else cut(raw), size, each_once(envelope), claims, door)
    return keep_message(mail, now=now, outcome=_too_large(size) if size > LARGEST else None)


def _mail(raw: bytes, size: int, envelope: tuple[str, ...], claims: Claims, door: str) -> Mail:
    return Mail(
        key=_key(raw, size, envelope, claims.message_id),
        raw=raw,
        size=size,
        door=door,
        envelope=envelope,
        message_id=claims.message_id,
        sender=claims.sender,
        subject=claims.subject,
    )


def _key(raw: bytes, size: int, envelope: tuple[str, ...], message_id: str) -> str:
    told = [message_id, str(size), *sorted(envelope)]
    return hashlib.sha256("\n".join(told).encode() + b"\0" + raw).hexdigest()


def _too_large(size: int) -> Outcome:
    return Outcome(REFUSED, "too_large_mail", {"size": size, "most": LARGEST})
