"""Video meetings on servers of their own are ended there; the relay does it for those on our pages."""

from datetime import datetime

from flask import current_app

from booking.actions.meetings import note_told
from booking.extensions import db
from booking.models import Meeting
from booking.queries.meetings import to_end
from booking.rules.meetings import margins
from booking.video.base import EMBEDDED, HARD_END, Refused, Spec, Unavailable
from booking.video.choose import provider


class NotEnded(Exception):
    """Some meetings go on; tried again at the next run."""


def end_meetings(now: datetime) -> int:
    """Those that are over or called off. How many. One that cannot be ended holds up no other."""
    server = provider(current_app.config)
    if server is None or HARD_END not in server.can or EMBEDDED in server.can:
        return 0
    due = {one.id: _spec(one) for one in to_end(server.name, now, margins(current_app.config))}
    db.session.remove()
    faults = []
    for meeting_id, meeting in due.items():
        try:
            server.end(meeting)
            note_told(meeting_id, None)
        except (Unavailable, Refused) as error:
            faults.append(f"{meeting.ref}: {error}")
    if faults:
        raise NotEnded("; ".join(faults))
    return len(due)


def _spec(one: Meeting) -> Spec:
    date, about = one.occurrence, margins(current_app.config)
    times = (about.opens_at(date.starts_at), date.starts_at, date.ends_at, about.closes_at(date.ends_at))
    return Spec(one.ref, date.title or date.reservation.title, *times)
