"""Where people take part from, in words."""

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from booking.rules.wall import known
from booking.wording import listed

# Where those come from who meet in Sapporo; any other zone can be typed.
CITIES = {
    "Asia/Tokyo": (_("Sapporo"),),
    "Asia/Seoul": (_("Seoul"), _("Daejeon")),
    "Asia/Shanghai": (_("Shenyang"), _("Shenzhen"), _("Shanghai")),
    "Asia/Taipei": (_("Hsinchu"),),
    "Asia/Singapore": (_("Singapore"),),
    "Asia/Kolkata": (_("Bangalore"),),
}


def place_text(tzid: str) -> str:
    """Its cities of ours, else the city that the zone is named after, in the reader's language."""
    if tzid in CITIES or not known(tzid):
        return listed(CITIES.get(tzid, (tzid,)))
    return get_timezone_location(tzid, locale=get_locale(), return_city=True)
