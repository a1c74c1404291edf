"""The way into a meeting on a conference server that has pages of its own."""

import logging
from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, current_app, redirect

from booking import clock
from booking.actions.attendances import HERE_NOW, enter, leave
from booking.actions.meetings import note_told
from booking.rules.meetings import Entry, margins
from booking.video.base import Person, Provider, Refused, Unavailable, spec
from booking.web.comer import Comer, ticket_for
from booking.web.headers import CONTENT_POLICY, private

log = logging.getLogger(__name__)


def lead(who: Comer, server: Provider) -> Response | None:
    """To their place there; None where the server does not take them. Raises what `ticket_for` raises."""
    now = clock.now()
    entry = _entered(who, now)
    note_told(entry.meeting_id, {"closes_at": entry.closes_at.isoformat()})
    try:
        server.ensure(spec(entry))
        url = server.join_url(spec(entry), _person(who, entry), now)
    except (Unavailable, Refused) as error:
        log.warning("meeting %s: %s", entry.ref, error)
        return None
    return open_to(server.address, private(redirect(url, 303)))


def _entered(who: Comer, now: datetime) -> Entry:
    """Whether they stay is not ours to see: from here on their link is in nobody's use."""
    number, ticket = ticket_for(who, now, HERE_NOW, "")
    entry = enter(ticket, now=now, margins=margins(current_app.config))
    leave(number, now=now)
    return entry


def _person(who: Comer, entry: Entry) -> Person:
    email = who.attendee.email if who.attendee else ""
    locale = who.attendee.locale if who.attendee else ""
    return Person(f"a{entry.attendance_id}", entry.name, email, entry.role, locale)


def open_to(address: str, answer: Response) -> Response:
    """Browsers follow a form's answer only where the page says so."""
    parts = urlsplit(address)
    allowed = f"form-action 'self' {parts.scheme}://{parts.netloc}"
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY.replace("form-action 'self'", allowed)
    return answer
