"""Whether a calendar message is from whose it says that it is (ICAL C13)."""

from booking.ical.vevent import Attendee, CalendarUser
from booking.mailbox.incoming import Incoming


def is_from_organizer(incoming: Incoming) -> bool:
    """Or from whom the organizer had write it; and our mail server has checked who that is."""
    organizer = incoming.scheduling.organizer
    return bool(organizer and incoming.letter.believed and speaks_for(incoming.letter.sender, organizer))


def speaks_for(sender: str, user: CalendarUser | Attendee) -> bool:
    """Themselves, or by SENT-BY. That is the sender's own word: it counts among people of one domain, which
    vouches for them. `sender` is in lower case."""
    address = user.address.lower()
    return sender == address or (sender == user.sent_by.lower() and _domain(sender) == _domain(address))


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
