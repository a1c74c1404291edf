"""The words of the desk: how long something waits, whose company it is, how much of a quota is used."""

from datetime import datetime

from flask_babel import lazy_gettext

from booking.queries.quota_standing import Use
from booking.rules.policy import LOCAL, OVERSEAS
from booking.rules.quotas import COMING, COMPANY, DAY, HOURS, MONTH, NUMBER, PERSON, WEEK
from booking.rules.wall import local

COMPANIES = {LOCAL: lazy_gettext("Local company"), OVERSEAS: lazy_gettext("Company from abroad")}
WHOSE = {COMPANY: lazy_gettext("Quota of the company"), PERSON: lazy_gettext("Quota of the person")}
QUOTAS = {
    (HOURS, DAY): lazy_gettext("%(used)s of %(most)s h on that day"),
    (HOURS, WEEK): lazy_gettext("%(used)s of %(most)s h in that week"),
    (HOURS, MONTH): lazy_gettext("%(used)s of %(most)s h in that month"),
    (HOURS, COMING): lazy_gettext("%(used)s of %(most)s h still to come"),
    (NUMBER, DAY): lazy_gettext("%(used)s of %(most)s bookings on that day"),
    (NUMBER, WEEK): lazy_gettext("%(used)s of %(most)s bookings in that week"),
    (NUMBER, MONTH): lazy_gettext("%(used)s of %(most)s bookings in that month"),
    (NUMBER, COMING): lazy_gettext("%(used)s of %(most)s bookings still to come"),
}


def hour_text(at: datetime, tzid: str) -> str:
    return f"{local(at, tzid):%H:%M}"


def of_company(kind: str) -> str:
    return str(COMPANIES[kind])


def of_quota(use: Use) -> tuple[str, str]:
    """Whose it is, and how much of it is used."""
    quota = use.quota
    said = str(QUOTAS[quota.measure, quota.per]) % {"used": f"{use.used:g}", "most": quota.most}
    return str(WHOSE[quota.whose]), said
