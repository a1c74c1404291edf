"""A made-up invitation whose sender is not known, so that staff can look at the mail before there is one."""

from datetime import datetime, timedelta

from booking.mail.letter import Facts


def sample_asked(now: datetime) -> Facts:
    begins = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "inbound_id": 0,
        "method": "REQUEST",
        "believed": False,
        "known": False,
        "sender": "lin@rooms.example",
        "name": "Lin",
        "locale": "",
        "title": "Spring fair",
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(hours=1)).isoformat(),
        "tzid": "Asia/Taipei",
        "rrule": "",
        "dtstart": "",
        "spaces": ["room"],
        "until": begins.isoformat(),
    }
