"""Who comes to a video meeting by which link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for

from booking import clock
from booking.actions.attendances import come, come_as_guest
from booking.errors import NotFound
from booking.extensions import db
from booking.models import Attendee, MeetingLink, Occurrence, Reservation
from booking.queries.meetings import Turn, link_with_all, turn_of
from booking.rules.links import GUEST, JOIN, genuine, id_of, signed
from booking.rules.meetings import EARLY, HOST, OPEN, margins, part_of
from booking.video.choose import provider
from booking.web.invited import invited_by, keys

GUESTS = "g"  # before the token of a link that a host made


@dataclass(frozen=True, slots=True)
class Comer:
    """`attendee` or, of a guest, `link`. `dates` are what the link may lead to."""

    attendee: Attendee | None
    link: MeetingLink | None
    dates: Iterable[Occurrence]
    name: str
    role: str
    tzid: str

    @property
    def is_host(self) -> bool:
        return self.role == HOST

    def turn(self, now: datetime) -> Turn:
        return turn_of(self.dates, now, margins(current_app.config))


def comer(token: str, now: datetime) -> Comer:
    """Raises NotFound for a link that is wrong or was revoked, and where no video meeting was asked for."""
    found = _guest(token.removeprefix(GUESTS)) if token.startswith(GUESTS) else _invited(token, now)
    if not all(date.reservation.video for date in found.dates):
        raise NotFound()
    return found


def _invited(token: str, now: datetime) -> Comer:
    attendee = invited_by(token, now, JOIN)
    name = attendee.name or attendee.email
    return Comer(
        attendee, None, attendee.reservation.occurrences, name, part_of(attendee.role), attendee.tzid
    )


def _guest(token: str) -> Comer:
    link_id = id_of(token)
    link = link_with_all(link_id) if link_id is not None else None
    if link is None or link.revoked_at or not genuine(token, keys(), GUEST, link.id):
        raise NotFound()
    date = link.meeting.occurrence
    return Comer(None, link, [date], link.name, link.role, date.reservation.venue_tzid)


def way_in(booking: Reservation, email: str) -> str:
    """The path of that person's own link, while there is a meeting to come; ""."""
    them = next((one for one in booking.attendees if one.email == email), None)
    turn = turn_of(booking.occurrences, clock.now(), margins(current_app.config))
    there = them is not None and booking.video and provider(current_app.config) is not None
    if them is None or not there or turn.state not in (EARLY, OPEN):
        return ""
    token = signed(current_app.config["SECRET_KEY"], JOIN, them.id, them.generation)
    return url_for("join.show", token=token)


def ticket_for(who: Comer, now: datetime, how: str, name: str) -> tuple[int, str]:
    """Which attendance it is, and its ticket; "" while a host has yet to let them in.

    Raises NotFound, NotOpen, InUse, Forbidden, Invalid.
    """
    server = provider(current_app.config)
    about = {"now": now, "margins": margins(current_app.config), "provider": server.name if server else ""}
    if who.attendee:
        came = come(who.attendee.id, **about, how=how, name=name)
    else:
        assert who.link is not None
        came = come_as_guest(who.link.id, **about)
    db.session.remove()
    return came.attendance_id, came.ticket
