"""One resource's terms for tests of pure rules: 08:45 to 17:30 on weekdays, 15-minute grid, in Sapporo."""

from datetime import timedelta

from booking.rules.opening import OpeningHours
from booking.rules.policy import Policy, Terms, Wish
from tests.factories import NOW, span

HOURS = OpeningHours(dict.fromkeys(range(1, 6), ((525, 1050),)))


def policy(**values) -> Policy:
    usual = {
        "opening_hours": HOURS,
        "closed_on_holidays": True,
        "grid": timedelta(minutes=15),
        "min_duration": timedelta(minutes=30),
        "max_duration": timedelta(hours=4),
        "min_notice": timedelta(hours=2),
        "max_notice": timedelta(days=60),
        "setup_time": timedelta(0),
        "teardown_time": timedelta(0),
        "approval": "never",
        "approval_for": "everybody",
        "visibility": "busy",
        "invite_while_pending": False,
        "answer_within_days": 5,
        "remind_staff_after": timedelta(days=1),
    }
    return Policy(**usual | values)


def terms(closures=(), questions=(), capacity=8, tzid="Asia/Tokyo", **values) -> Terms:
    return Terms("room", tzid, "JP", capacity, policy(**values), tuple(closures), tuple(questions))


def wish(interval=None, headcount=None, answers=None, now=NOW) -> Wish:
    return Wish(interval or span(2, "10:00", "11:00"), headcount, answers or {}, now)
