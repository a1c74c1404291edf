"""Everybody says for their own mail address when they want to be reminded, with an account or without."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from booking.actions.history import record
from booking.actions.people import invited
from booking.actions.transaction import transaction
from booking.errors import Invalid, NotFound
from booking.extensions import db
from booking.models import Attendee, ReminderChoice
from booking.models.upsert import insert
from booking.outbox.readers import forget_reminders_of
from booking.permissions import OWN, Actor, demand
from booking.queries.reminders import choice_of
from booking.rules.reminders import lead_faults

Leads = Sequence[int] | None


@transaction
def choose_reminders(leads: Leads, *, by: Actor, now: datetime) -> None:
    """Minutes before a meeting; none at all: never; None: as each space says. Raises Invalid, Forbidden."""
    demand(by, "account", OWN)
    _choose(by.email.lower(), leads, by, now, f"user:{by.id}")


@transaction
def choose_reminders_by_link(attendee_id: int, leads: Leads, *, now: datetime) -> None:
    """The same for the address of an attendee, also of one who is on the list no more.

    Raises Invalid, NotFound.
    """
    person = db.session.get(Attendee, attendee_id)
    if person is None:
        raise NotFound()
    _choose(person.email, leads, invited(person, "link"), now, f"attendee:{person.id}")


def _choose(email: str, leads: Leads, by: Actor, now: datetime, subject: str) -> None:
    if faults := list(lead_faults("leads", leads or ())):
        raise Invalid(faults)
    wanted = None if leads is None else sorted(leads, reverse=True)
    before = choice_of(email)
    if wanted == before:
        return
    _keep(email, wanted)
    forget_reminders_of(email, now)
    record("choose_reminders", by, now, subject=subject, before={"leads": before}, after={"leads": wanted})


def _keep(email: str, leads: list[int] | None) -> None:
    """Whoever else chooses for the same address at this moment."""
    if leads is None:
        db.session.execute(delete(ReminderChoice).where(ReminderChoice.email == email))
        return
    row = insert(ReminderChoice).values(email=email, leads=leads)
    db.session.execute(row.on_conflict_do_update(index_elements=["email"], set_={"leads": leads}))
