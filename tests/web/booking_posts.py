"""What a browser posts for a booking, and what is booked then."""

import html
import re

from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Reservation
from tests.web.pages import post

ALICE, CAROL, CHARLIE, BOB = "sato@example.jp", "suzuki@example.jp", "kim@example.kr", "staff@example.jp"
FORM = re.compile(r"<form [^>]*>.*?</form>", re.S)
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def typed(**more):
    """Double underscores stand for hyphens."""
    usual = {
        "key": "k1", "spaces": "room", "title": "商談", "starts_on": "2026-12-02", "begins": "10:00",
        "ends": "11:00", "answers-purpose": "talks", "attendees-0-email": "li@example.tw",
    }  # fmt: skip
    return usual | {name.replace("__", "-"): value for name, value in more.items()}


def weekly(times: int, **more):
    return typed(repeats__freq="WEEKLY", repeats__ending="times", repeats__times=str(times), **more)


def submit(browser, fields):
    return post(browser, "/reservations", **fields)


def form_with(page: str, text: str) -> dict[str, str]:
    """The hidden fields of the form whose button says so."""
    found = next(form for form in FORM.findall(page) if text in form)
    return {name: html.unescape(value) for name, value in FIELD.findall(found)}


def bookings() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Reservation))


def the_booking() -> Reservation:
    """The last."""
    db.session.rollback()
    return db.session.scalars(select(Reservation).order_by(Reservation.id.desc())).first()


def dates(booking: Reservation) -> list[tuple[str, str]]:
    """Recurrence ids and status, by their time."""
    return [(date.recurrence_id[5:16], date.status) for date in booking.occurrences]
