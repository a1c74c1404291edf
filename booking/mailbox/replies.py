"""Answers of the people whom we invite (RFC 5546 3.2.3). Nothing is ever sent back."""

from booking.actions.inbound import Outcome
from booking.actions.mailed_reply import NOTED, Mailed, reply_by_mail
from booking.ical.received import Received
from booking.mailbox.incoming import Incoming
from booking.mailbox.invited import by_invited
from booking.rules.replies import Answer


def take_reply(incoming: Incoming) -> Outcome:
    """A machine may answer too, such as that of a room elsewhere."""

    def act(reservation_id: int, email: str) -> str:
        given = [_mailed(event, email) for event in incoming.scheduling.events]
        return reply_by_mail(reservation_id, email, given, now=incoming.now)

    return by_invited(incoming, act, NOTED.values())


def _mailed(event: Received, email: str) -> Mailed:
    partstat = next((one.partstat for one in event.attendees if one.address.lower() == email), "")
    answer = Answer(partstat, event.comment.strip(), event.sequence, event.dtstamp)
    return Mailed(answer, event.recurrence_at, event.recurrence_is_day, event.this_and_future)
