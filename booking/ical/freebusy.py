"""Times that are taken, without events (RFC 5545 3.6.4)."""

from collections.abc import Sequence
from datetime import datetime

import icalendar
from icalendar import vPeriod

from booking.ical.calendar import octets
from booking.ical.text import text
from booking.rules.interval import Interval


def freebusy(
    uid: str, dtstamp: datetime, within: Interval, busy: Sequence[Interval], tentative: Sequence[Interval]
) -> bytes:
    """From BEGIN:VFREEBUSY to END:VFREEBUSY with its line end. No ORGANIZER: it says nothing of anybody."""
    component = icalendar.FreeBusy()
    component.add("uid", text(uid))
    component.add("dtstamp", dtstamp)
    component.add("dtstart", within.starts_at)
    component.add("dtend", within.ends_at)
    spans = [(span, "BUSY") for span in busy] + [(span, "BUSY-TENTATIVE") for span in tentative]
    for span, kind in sorted(spans):
        component.add("freebusy", _period(span, kind))
    return octets(component)


def _period(span: Interval, kind: str) -> vPeriod:
    """Without VALUE, which this property has not (3.8.2.6)."""
    period = vPeriod((span.starts_at, span.ends_at))
    period.params.clear()
    period.params["FBTYPE"] = kind
    return period
