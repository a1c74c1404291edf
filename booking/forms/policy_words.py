"""The words of a policy's settings, and the units in which their spans are typed."""

from datetime import timedelta

from flask_babel import lazy_gettext as _

from booking.rules.policy import (
    ALWAYS,
    BUSY,
    EVERYBODY,
    FIRST_BOOKING,
    FULL,
    LOCAL,
    NEVER,
    NOBODY,
    OUT_OF_POLICY,
    OVERSEAS,
    TITLES,
)
from booking.rules.quotas import COMING, COMPANY, DAY, HOURS, MONTH, NUMBER, PERSON, WEEK

LABELS = {
    "opening_hours": _("Opening hours"),
    "closed_on_holidays": _("Closed on national holidays"),
    "grid": _("Times are in steps of"),
    "min_duration": _("Shortest booking"),
    "max_duration": _("Longest booking"),
    "min_notice": _("How long ahead at least"),
    "max_notice": _("How far ahead at most"),
    "setup_time": _("Time to set up, before a booking"),
    "teardown_time": _("Time to clear up, after a booking"),
    "approval": _("When staff decide"),
    "approval_for": _("Whose requests they decide"),
    "bookable_by": _("Who may book"),
    "bookable_companies": _("Which companies may book"),
    "quotas": _("Quotas"),
    "recurring": _("Series can be booked"),
    "max_skipped": _("Dates of a series that may be left out"),
    "max_skipped_percent": _("Share of a series that may be left out"),
    "waitlist": _("There is a waitlist"),
    "offer_for": _("How long a place from the waitlist is offered"),
    "choose_within_days": _("How long candidate dates are held"),
    "cancellation_deadline": _("Can be cancelled until so long before the start"),
    "check_in": _("Whoever comes checks in"),
    "no_show_after": _("Who has not come is asked after"),
    "release_no_show": _("What is not used is given up if somebody waits"),
    "door_booking": _("A free space can be taken on the tablet at its door"),
    "visibility": _("What others see of a booking"),
    "invite_while_pending": _("Invited people hear of a request before it is decided"),
    "proposes": _("Rooms that decline an invitation by mail propose another time"),
    "answer_within_days": _("How long an applicant has to answer a question"),
    "remind_staff_after": _("Staff are reminded of a request after"),
    "deputy_id": _("Who is told when staff do not answer"),
    "reminders": _("When people are reminded of a meeting"),
}
MINUTES, HOURS_, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UNITS = {
    "grid": MINUTES,
    "min_duration": MINUTES,
    "max_duration": MINUTES,
    "setup_time": MINUTES,
    "teardown_time": MINUTES,
    "no_show_after": MINUTES,
    "min_notice": HOURS_,
    "cancellation_deadline": HOURS_,
    "offer_for": HOURS_,
    "remind_staff_after": HOURS_,
    "max_notice": DAYS,
}
IN_UNITS = {MINUTES: _("In minutes."), HOURS_: _("In hours."), DAYS: _("In days.")}
ABOUT = {
    "max_skipped": _("A number of dates."),
    "max_skipped_percent": _("In percent."),
    "choose_within_days": _("In working days."),
    "answer_within_days": _("In working days."),
}
CHOICES = {
    "approval": {
        NEVER: _("Never: what fits the rules is booked at once"),
        FIRST_BOOKING: _("For the first booking of a company in the space"),
        OUT_OF_POLICY: _("For requests that do not fit the rules"),
        ALWAYS: _("Always"),
    },
    "approval_for": {
        EVERYBODY: _("Everybody's"),
        OVERSEAS: _("Those of companies from abroad"),
        LOCAL: _("Those of local companies"),
    },
    "bookable_by": {
        EVERYBODY: _("Everybody who has signed in"),
        OVERSEAS: _("Companies from abroad"),
        LOCAL: _("Local companies"),
        NOBODY: _("Only staff"),
    },
    "visibility": {
        BUSY: _("Free and busy only"),
        TITLES: _("With titles"),
        FULL: _("Everything"),
    },
}
YES_NO = {"yes": _("Yes"), "no": _("No")}
WHOSE = {COMPANY: _("each company"), PERSON: _("each person")}
MEASURES = {HOURS: _("hours"), NUMBER: _("bookings")}
PERIODS = {DAY: _("a day"), WEEK: _("a week"), MONTH: _("a month"), COMING: _("still to come")}
SECTIONS = {
    _("Times"): (
        "closed_on_holidays",
        "grid",
        "min_duration",
        "max_duration",
        "min_notice",
        "max_notice",
        "setup_time",
        "teardown_time",
    ),
    _("Who may book, and who decides"): (
        "bookable_by",
        "door_booking",
        "approval",
        "approval_for",
        "remind_staff_after",
        "deputy_id",
        "answer_within_days",
    ),
    _("Series, waitlist and candidate dates"): (
        "recurring",
        "max_skipped",
        "max_skipped_percent",
        "waitlist",
        "offer_for",
        "choose_within_days",
    ),
    _("Cancelling, and not coming"): (
        "cancellation_deadline",
        "check_in",
        "no_show_after",
        "release_no_show",
    ),
    _("What is told to whom"): ("visibility", "invite_while_pending", "proposes"),
}
