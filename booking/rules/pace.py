"""How many mails an address gets in answer to its own: two machines that answer each other are slowed down
(ICAL C14). Staff notice it meanwhile."""

from datetime import timedelta

from booking.rules.confirming import CONFIRM

MOST_ANSWERS = 20  # a person who invites a space to many meetings at once may still have them within the hour
WITHIN = timedelta(hours=1)
# The kinds of mail that only a mail from outside causes.
ANSWERS = frozenset({CONFIRM})
