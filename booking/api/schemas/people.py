"""People as a body names them."""

from booking.api.fields import Choice, Text
from booking.api.schemas.base import Strict
from booking.rules.locales import LOCALES
from booking.rules.requests import LENGTHS, OPTIONAL, REQUIRED

_ZONE = 100


class InvitedSchema(Strict):
    email = Text(LENGTHS["email"], required=True)
    name = Text(LENGTHS["name"], load_default="")
    locale = Choice(("", *LOCALES), load_default="")
    tzid = Text(_ZONE, load_default="")
    role = Choice((REQUIRED, OPTIONAL), load_default=REQUIRED)


class BookedForSchema(Strict):
    name = Text(LENGTHS["name"], required=True)
    reading = Text(
        LENGTHS["name"], load_default="", metadata={"description": "The name in kana or Latin letters"}
    )
    company = Text(LENGTHS["name"], load_default="")
    email = Text(LENGTHS["email"], load_default="")
    phone = Text(LENGTHS["phone"], load_default="")
    locale = Choice(("", *LOCALES), load_default="")
    tzid = Text(_ZONE, load_default="")
