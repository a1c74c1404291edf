from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.actions.transaction import transaction
from booking.outbox.digest import tell_digest


@transaction
def send_digest(facts: dict[str, Any], readers: Sequence[int], *, now: datetime) -> int:
    """To these accounts, unless they have that day's; tells how many were made. `facts` were read before, so
    that nobody waits for them to be."""
    return tell_digest(facts, readers, now)
