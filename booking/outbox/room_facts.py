"""What an invited room's answer is written from: plain JSON, in no language yet (D28)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from booking.extensions import db
from booking.models import Centre, Occurrence, Reservation, RoomInvitation
from booking.outbox.room_standing import DECLINED, ELSEWHERE, Standing, asked
from booking.outbox.snapshot import house_facts, names_of
from booking.rules.client_meeting import WHOLE, ClientMeeting
from booking.rules.lifecycle import HOLDING
from booking.rules.series import lasting

Facts = dict[str, Any]
MOST_DATES = 60  # named one by one in words


def answer_facts(
    reservation: Reservation,
    invitation: RoomInvitation,
    room: Facts,
    name: str,
    found: Mapping[str, Standing],
    stamp: datetime,
    now: datetime,
) -> Facts:
    """Of a booking as it stands; `room` is `placed`, and `found` how it stands. `name` is that of the event
    that is answered."""
    event, one = _event(reservation, invitation, name), found[name]
    organizer = (invitation.organizer, invitation.organizer_name, invitation.sent_by)
    return {
        **_answer(invitation.uid, organizer, room, event, stamp, invitation.message_id),
        "partstat": one.partstat,
        "said": one.said,
        "reservation_id": reservation.id,
        "has_account": reservation.person_id is not None,
        **_of_date(one.date),
        "stays": _stays(one),
        "broken": [dict(rule) for rule in one.broken],
        "dates": list(_dates(reservation, invitation, found, now)) if name == WHOLE else [],
        "dates_count": len(found) - 1,
    }


def _event(reservation: Reservation, invitation: RoomInvitation, name: str) -> Mapping[str, Any]:
    return invitation.events.get(name) or of_rule(invitation.events[WHOLE], name, reservation.tzid)


def _dates(
    reservation: Reservation, invitation: RoomInvitation, found: Mapping[str, Standing], now: datetime
) -> Iterator[Facts]:
    """How each date of a series stands that is not over, in their order; the first MOST_DATES."""
    names = sorted(name for name in found if name != WHOLE)
    coming = ((name, _event(reservation, invitation, name)) for name in names)
    for name, event in islice(((n, e) for n, e in coming if asked(e).ends_at > now), MOST_DATES):
        one = found[name]
        span = {"starts_at": event["starts_at"], "ends_at": event["ends_at"]}
        yield span | {"said": one.said, "broken": [dict(rule) for rule in one.broken], **_of_date(one.date)}


def refusal_facts(meeting: ClientMeeting, room: Facts, name: str, stamp: datetime) -> Facts:
    """Where nothing was booked."""
    organizer = (meeting.organizer, meeting.organizer_name, meeting.sent_by)
    return {
        **_answer(meeting.uid, organizer, room, meeting.events[name], stamp, meeting.message_id),
        "partstat": DECLINED,
        "said": "refused",
        "reservation_id": None,
        "has_account": True,
        **_of_date(None),
        "stays": None,
        "dates": [],
        "dates_count": 0,
    }


def _answer(
    uid: str,
    organizer: Sequence[str],
    room: Facts,
    event: Mapping[str, Any],
    stamp: datetime,
    message_id: str,
) -> Facts:
    house = db.session.get_one(Centre, 1)
    return {
        "centre": house_facts(house),
        "uid": uid,
        "organizer": list(organizer),
        "room": {"address": room["address"], "name": room["name"]},
        "spaces": [room["place"]],
        "event": dict(event),
        "title": event["summary"],
        "starts_at": event["starts_at"],
        "ends_at": _end(event),
        "dtstamp": stamp.isoformat(),
        "answers_to": message_id,
        "attendees": [],
        "broken": [],
        "alternatives": [],
        "made_way": False,
        "proposes": False,
    }


def _end(event: Mapping[str, Any]) -> str:
    """What has no length is refused; in words it lasts a minute."""
    starts_at, ends_at = (datetime.fromisoformat(event[name]) for name in ("starts_at", "ends_at"))
    return max(ends_at, starts_at + timedelta(minutes=1)).isoformat()


def _of_date(date: Occurrence | None) -> Facts:
    """Why, if somebody said it; and until when we wait."""
    return {
        "status": date.status if date else "",
        "reason": date.reason if date else "",
        "reason_locale": date.reason_locale if date else None,
        "reason_texts": date.reason_texts if date else None,
        "expires_at": date.expires_at.isoformat() if date and date.expires_at else None,
    }


def _stays(one: Standing) -> Facts | None:
    """When and where it is, if that is not as the client has it."""
    if one.date is None or one.said != ELSEWHERE or one.date.status not in HOLDING:
        return None
    spans = {"starts_at": one.date.starts_at.isoformat(), "ends_at": one.date.ends_at.isoformat()}
    return spans | {"spaces": [{"names": space.names} for space in one.date.spaces]}


def of_rule(whole: Mapping[str, Any], name: str, tzid: str) -> Facts:
    """A date that its client said only by the rule: it is named by when the rule has it."""
    there = lasting(datetime.fromisoformat(name), asked(whole).duration, tzid)
    times = {"starts_at": there.starts_at.isoformat(), "ends_at": there.ends_at.isoformat()}
    day = bool(whole["all_day"])
    at = datetime.fromisoformat(name).isoformat() if day else there.starts_at.isoformat()
    return {**whole, **times, "recurrence_at": at, "recurrence_in": tzid, "recurrence_is_day": day}


def offers(found: Iterable[Facts]) -> list[Facts]:
    """Other times, with the names of their spaces."""
    return [{**other, "names": names_of(other["spaces"])} for other in found]
