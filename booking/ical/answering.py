"""What an answer says again of what it answers (RFC 5546 3.2.3, ICAL C6)."""

from datetime import datetime

from booking.ical.received import Received
from booking.ical.vevent import Attendee, Event


def echo(uid: str, received: Received, attendee: Attendee, dtstamp: datetime, comment: str = "") -> Event:
    """For itip.reply and itip.counter. `attendee` is who answers, with the address as it was invited.

    RECURRENCE-ID comes back in the form it was written in: where that was UTC, all times are.
    ValueError where what was received has no times: it need not be answered.
    """
    if not received.starts_at or not received.ends_at:
        raise ValueError("only a message that says when is answered")
    return Event(
        uid=uid,
        sequence=received.sequence,
        dtstamp=dtstamp,
        starts_at=received.starts_at,
        ends_at=received.ends_at,
        tzid=_tzid(received),
        summary=received.summary,
        organizer=received.organizer,
        attendees=(attendee,),
        recurrence_at=received.recurrence_at,
        recurrence_is_day=received.recurrence_is_day,
        all_day=received.all_day,
        comment=comment,
    )


def _tzid(received: Received) -> str:
    if received.all_day or received.recurrence_is_day or not received.recurrence_at:
        return received.tzid
    return "UTC" if str(received.recurrence_at.tzinfo) == "UTC" else received.tzid
