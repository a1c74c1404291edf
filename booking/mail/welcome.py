"""The mail that lets its reader choose a password, in the locale in force."""

from datetime import datetime
from typing import Any

from flask_babel import gettext

from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.mail.times import deadline_for_reader
from booking.rules import links
from booking.wording import translated


def welcome_subject(letter: Letter) -> str:
    centre = translated(letter.facts["centre"]["names"])
    if letter.facts["welcome"]["forgotten"]:
        return gettext("Choose a new password: %(centre)s", centre=centre)
    return gettext("Your account: %(centre)s", centre=centre)


def welcome_words(letter: Letter, sender: Sender) -> dict[str, Any]:
    """By the names that the templates use; those of mail/base among them."""
    told, centre = letter.facts["welcome"], letter.facts["centre"]
    token = links.signed(sender.secret_key, links.WELCOME, told["user_id"], told["generation"])
    return {
        "lang": letter.locale.replace("_", "-"),
        "centre": translated(centre["names"]),
        "centre_address": translated(centre["address"]),
        "centre_phone": centre["phone"],
        "subject": welcome_subject(letter),
        "forgotten": told["forgotten"],
        "welcome_url": sender.url(f"welcome/{token}"),
        "until": deadline_for_reader(datetime.fromisoformat(told["until"]), letter),
        "title": told["name"],
        "second_title": "",
        "times": [],
        "details": [(gettext("Mail address"), letter.recipient)],
        "one_date": False,
        "change": [],
        "lists": [],
        "join_url": "",
        "description": "",
        "spaces": [],
        "answers_read": sender.answers_read,
    }
