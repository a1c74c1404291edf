"""Whether a calendar message is from whoever organises the meeting (ICAL C13)."""

from booking.mailbox.incoming import Incoming


def is_from_organizer(incoming: Incoming) -> bool:
    """Or from whom the organizer had write it; and our mail server has checked who that is."""
    organizer, sender = incoming.scheduling.organizer, incoming.letter.sender
    if organizer is None or not incoming.letter.believed:
        return False
    return sender in (organizer.address.lower(), organizer.sent_by.lower())
