"""The page of one booking, and the same page with what was refused."""

from typing import Any

from flask import render_template

from booking import clock
from booking.errors import BookingError, NotFound
from booking.forms import refusal as refusals
from booking.forms.answer import AnswerForm, answer_form
from booking.forms.decision import CancellationForm, DecisionForm
from booking.models import Reservation
from booking.permissions import Actor, demand, may
from booking.queries.bookings import history, whole
from booking.queries.policies import asked
from booking.queries.reservations import relation_to
from booking.rules.lifecycle import FOR_APPLICANT, HOLDING, TENTATIVE
from booking.web.visitor import somebody
from booking.wording import of_error, of_history

Forms = DecisionForm | CancellationForm | AnswerForm


def seen(reservation_id: int, verb: str = "see") -> tuple[Actor, Reservation]:
    """The visitor and a booking that they may see and `verb`. To a stranger it is not there."""
    by = somebody()
    booking = _for(by, reservation_id)
    demand(by, verb, relation_to(by, booking))
    return by, booking


def _for(by: Actor, reservation_id: int) -> Reservation:
    booking = whole(reservation_id)
    if not may(by, "see", relation_to(by, booking)):
        raise NotFound()
    return booking


def answer_to(booking: Reservation) -> AnswerForm:
    questions = asked([question for space in booking.spaces for question in space.questions])
    by_slug = {question.slug: question for question in questions}
    return answer_form(by_slug, booking.description, booking.answers)


def refused(reservation_id: int, by: Actor, refusal: BookingError, **form: Forms) -> Any:
    """The page as things stand now, with what was typed."""
    told = [refusals.tell(one, refusal) for one in form.values() if refusals.rules_of(refusal)]
    shown = page(reservation_id, by, refusal=of_error(refusal), told=told[0] if told else [], **form)
    return shown, refusal.status


def page(reservation_id: int, by: Actor, **more: Any) -> str:
    booking, now = _for(by, reservation_id), clock.now()
    standing, waiting = relation_to(by, booking), _waiting_for(booking)
    coming = any(o.status in HOLDING and o.starts_at > now for o in booking.occurrences)
    may_answer = waiting == FOR_APPLICANT and may(by, "answer", standing)
    forms: dict[str, Any] = {
        "deciding": DecisionForm(None) if waiting and may(by, "approve", standing) else None,
        "answering": answer_to(booking) if may_answer else None,
        "cancelling": CancellationForm(None) if coming and may(by, "cancel", standing) else None,
    }
    return render_template(
        "reservations/show.html",
        booking=booking,
        waiting=waiting,
        questions={question.slug: question for space in booking.spaces for question in space.questions},
        history=[(entry, of_history(entry.action, entry.actor_name)) for entry in history(reservation_id)],
        **forms | {name: value for name, value in more.items() if forms.get(name, value)},
    )


def _waiting_for(booking: Reservation) -> str | None:
    """Whose turn it is."""
    return next((o.waiting_for for o in booking.occurrences if o.status == TENTATIVE), None)
