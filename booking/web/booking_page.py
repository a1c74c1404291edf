"""The page of one booking, and the same page with what was refused."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, render_template, request, url_for

from booking import clock
from booking.actions.asking_again import dates_called_off
from booking.actions.proposals import is_open
from booking.actions.scopes import ALL
from booking.errors import BookingError, NotFound
from booking.forms import refusal as refusals
from booking.forms.answer import AnswerForm, answer_form
from booking.forms.decision import NAMES, CancellationForm, DecisionForm
from booking.models import AuditEntry, Occurrence, Reservation
from booking.models.reservation import US
from booking.permissions import Actor, demand, may
from booking.queries.bookings import continued_by, history, whole
from booking.queries.calendar_file import in_calendars
from booking.queries.policies import asked
from booking.queries.reservations import relation_to
from booking.queries.said_of import mails_of
from booking.queries.standard_reasons import by_verb
from booking.rules.lifecycle import FOR_APPLICANT
from booking.rules.reasons import CANCEL, DECLINE, RETURN
from booking.rules.undoing import what_stands
from booking.web.comer import way_in
from booking.web.dates import (
    AT_ONCE,
    Dates,
    against_rules,
    at_walls,
    dates_of,
    rule_now,
    status_now,
    undecided,
)
from booking.web.just_done import to_booking
from booking.web.qr import qr_code
from booking.web.told_changes import told as told_history
from booking.web.visitor import somebody, viewer_tzid
from booking.wording import of_error

Forms = DecisionForm | CancellationForm | AnswerForm


def address_of(reservation_id: int) -> str:
    return f"{current_app.config['BASE_URL']}{url_for('reservations.show', reservation_id=reservation_id)}"


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


def dates_meant() -> dict[str, str]:
    """The dates of a series that a button means; all, where it says nothing."""
    scope, recurrence_id = request.form.get("scope") or ALL, request.form.get("recurrence_id", "")
    return {"scope": scope, "recurrence_id": recurrence_id[:40]}


def answer_to(booking: Reservation) -> AnswerForm:
    questions = asked([question for space in booking.spaces for question in space.questions])
    by_slug = {question.slug: question for question in questions}
    return answer_form(by_slug, booking.description, booking.answers)


def refused(reservation_id: int, by: Actor, refusal: BookingError, **form: Forms) -> Any:
    """The page as things stand now, with what was typed."""
    told = [refusals.tell(one, refusal, NAMES) for one in form.values() if refusals.rules_of(refusal)]
    shown = page(reservation_id, by, refusal=of_error(refusal), told=told[0] if told else [], **form)
    return shown, refusal.status


def page(reservation_id: int, by: Actor, **more: Any) -> str:
    booking, now = _for(by, reservation_id), clock.now()
    dates = dates_of(booking, by, now)
    forms = _forms(booking, by, dates)
    return render_template(
        "reservations/show.html",
        booking=booking,
        dates=dates,
        at_once=AT_ONCE,
        rule=rule_now(booking),
        status_of_all=status_now(booking, now),
        skipped=at_walls(booking, [wall for wall in booking.skipped if not booking.skipped_for.get(wall)]),
        against_rules=against_rules(booking),
        left_out=at_walls(booking, booking.exdates),
        continued=_shown_to(by, continued_by(booking.id)),
        waiting=_waiting_for(booking),
        questioned=_questioned(booking),
        questions={question.slug: question for space in booking.spaces for question in space.questions},
        history=told_history(_history(booking, by), booking.venue_tzid, viewer_tzid()),
        mails=mails_of(booking.id) if may(by, "desk") else (),
        just_done=to_booking(booking.id, by, now),
        proposals=[one for one in booking.proposals if is_open(one, now)],
        may_decide_proposals=may(by, "decide_proposal", relation_to(by, booking)),
        may_reach=may(by, "answer", relation_to(by, booking)),
        restorable=may(by, "cancel", relation_to(by, booking)) and dates_called_off(booking, now),
        in_calendars=in_calendars(booking) and booking.organised_by == US,
        code=qr_code(address_of(booking.id), 4),
        join=way_in(booking, by.email),
        reasons=by_verb((DECLINE, RETURN, CANCEL)) if may(by, "desk") else {},
        **forms | {name: value for name, value in more.items() if forms.get(name, value)},
    )


def _history(booking: Reservation, by: Actor) -> Sequence[AuditEntry]:
    """What staff took back before anybody was told of it is for staff alone."""
    entries = history(booking.id)
    return entries if may(by, "desk") else what_stands(entries)


def _forms(booking: Reservation, by: Actor, dates: Dates) -> dict[str, Any]:
    standing = relation_to(by, booking)
    answers = may(by, "answer", standing) and any(_returned(date) for date in booking.occurrences)
    return {
        "deciding": DecisionForm(None) if dates.decidable else None,
        "answering": answer_to(booking) if answers else None,
        "cancelling": CancellationForm(None) if dates.cancellable else None,
    }


def _returned(date: Occurrence) -> bool:
    return date.waiting_for == FOR_APPLICANT and date.asks and not date.offered_at


def _questioned(booking: Reservation) -> list[Occurrence]:
    """The first date of each question that is open: one of the staff's is asked of many dates."""
    told: list[Occurrence] = []
    for date in filter(_returned, booking.occurrences):
        if not any((date.question, date.reason_texts) == (d.question, d.reason_texts) for d in told):
            told.append(date)
    return told


def _waiting_for(booking: Reservation) -> str | None:
    """Whose turn it is, of what was asked for."""
    return next((date.waiting_for for date in undecided(booking) if date.waiting_for), None)


def _shown_to(by: Actor, booking: Reservation | None) -> Reservation | None:
    return booking if booking and may(by, "see", relation_to(by, booking)) else None
