"""A series that goes on under another UID, told to those who have all of it in their calendars (D12)."""

from datetime import datetime

from flask_babel import gettext

from booking.mail.change import change
from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.times import day_at_venue


def split(letter: Letter) -> list[str]:
    """What each of the two mails says of it, so that it can be understood without the other."""
    if ended := letter.facts.get("goes_on"):
        return [*_ends(letter, ended)]
    if begun := letter.facts.get("continues"):
        return [_begins(letter, begun)]
    return []


def _ends(letter: Letter, other: Facts) -> list[str]:
    """To somebody who is not invited to what follows it merely ends."""
    date = day_at_venue(interval_of(other["last"]).starts_at, letter) if other["last"] else ""
    if not change(letter):
        return [gettext("This series of meetings now ends with %(date)s.", date=date)] if date else []
    said = gettext(
        "From %(date)s on this series of meetings goes on as another one, of which another mail tells.",
        date=day_at_venue(interval_of(other).starts_at, letter),
    )
    return [gettext("This series of meetings now ends with %(date)s.", date=date), said] if date else [said]


def _begins(letter: Letter, begun: Facts) -> str:
    date = day_at_venue(datetime.fromisoformat(begun["since"]), letter)
    if begun["asked"]:
        return gettext(
            "From %(date)s on this series of meetings stands in your calendar as another one. Our staff have "
            "yet to decide what else is to change.",
            date=date,
        )
    return gettext(
        "This series of meetings has been changed from %(date)s on. The dates before stay as they were.",
        date=date,
    )
