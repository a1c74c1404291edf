from datetime import datetime, timedelta

from sqlalchemy import delete

from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import Heartbeat

FORGOTTEN_AFTER = timedelta(days=1)


@transaction
def beat(process: str, *, now: datetime) -> None:
    """Notes that this process' scheduler runs; what has not beaten for a day is forgotten."""
    row = db.session.get(Heartbeat, process)
    if row is None:
        db.session.add(Heartbeat(process=process, beaten_at=now))
    else:
        row.beaten_at = now
    old = Heartbeat.beaten_at < now - FORGOTTEN_AFTER
    db.session.execute(delete(Heartbeat).where(old).execution_options(synchronize_session=False))
