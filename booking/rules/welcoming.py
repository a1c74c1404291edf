"""Whose account is new, or who has forgotten the password, chooses one by a link that is good once."""

from datetime import datetime, timedelta

WELCOME = "welcome"
GOOD_FOR = timedelta(days=7)


def welcome_key(user_id: int, generation: int) -> str:
    return f"{WELCOME}:{user_id}:{generation}"


def still_good(sent_at: datetime | None, now: datetime) -> bool:
    return sent_at is not None and now < sent_at + GOOD_FOR
