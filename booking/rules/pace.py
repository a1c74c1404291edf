"""How many mails of one sender are answered: two machines that answer each other are slowed down (ICAL C14).
Staff notice it meanwhile."""

from datetime import timedelta

# A person who invites a space to many meetings at once may still have them within the hour.
MOST_ANSWERED = 20
WITHIN = timedelta(hours=1)
# What becomes of a mail to which we may write back. Who is asked to confirm theirs, or told that it cannot be
# read, is so once a day; an answer that comes later, when staff decide, is not caused by a mail.
ANSWERED = frozenset(
    {"booked", "changed", "confirmed_again", "not_booked", "room_let_go", "refreshed", "held_unanswered"}
)
