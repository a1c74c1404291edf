"""Calendars that ask for an invitation again (RFC 5546 3.2.6)."""

from functools import partial

from booking.actions.inbound import Outcome
from booking.actions.refresh import SENT, refresh
from booking.mailbox.incoming import Incoming
from booking.mailbox.invited import by_invited


def take_refresh(incoming: Incoming) -> Outcome:
    return by_invited(incoming, partial(refresh, now=incoming.now), (SENT,))
