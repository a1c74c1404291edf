"""The links of a mail that lead back to us."""

from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.rules import links
from booking.rules.lifecycle import CONFIRMED
from booking.rules.notices import REMINDER

# What the booker, too, answers with one click and without signing in.
ASKS_THE_BOOKER = frozenset({"offer", "absent", "candidates", "still_needed"})


def reply_url(letter: Letter, sender: Sender) -> str:
    """The reader's own link to answer by (D42), for one date of a series where the mail is about that; staff
    need none, and the booker only where they are asked."""
    reader = letter.attendee
    if reader is None or (letter.to_chair and letter.kind not in ASKS_THE_BOOKER):
        return ""
    token = links.signed(sender.secret_key, links.REPLY, reader["id"], reader["generation"])
    about = {"date": letter.facts["recurrence_id"]} if letter.of_one_date else {}
    return sender.url(f"reply/{token}", **about)


def reminders_url(letter: Letter, sender: Sender) -> str:
    """Where the reader of a reminder says when, or that none is wanted: their own link (D42)."""
    reader = letter.attendee
    if reader is None or letter.kind != REMINDER:
        return ""
    token = links.signed(sender.secret_key, links.REMINDERS, reader["id"], reader["generation"])
    return sender.url(f"reminders/{token}")


def join_url(letter: Letter, sender: Sender) -> str:
    """The reader's own way into the video meeting (D42), where there is to be one: the same for all dates."""
    reader, sure = letter.attendee, letter.facts["status"] == CONFIRMED
    if reader is None or not sure or letter.uninvited or not letter.facts.get("video"):
        return ""
    token = links.signed(sender.secret_key, links.JOIN, reader["id"], reader["generation"])
    return sender.url(f"join/{token}")


def page_url(letter: Letter, sender: Sender) -> str:
    """The booking's page, for those who may have an account to see it with."""
    may_see = letter.to_staff or (letter.to_chair and letter.facts["has_account"])
    return sender.url(f"reservations/{letter.facts['reservation_id']}") if may_see else ""
