"""What may happen to a booking, as far as calendars hear of it. Each story leaves its mails in the outbox."""

from collections.abc import Callable
from datetime import date, timedelta

from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.check_in import ask_absent, release
from booking.actions.choose import choose_by_link
from booking.actions.decline import decline
from booking.actions.expire import expire
from booking.actions.move_away import move_away
from booking.actions.reply import reply
from booking.actions.restore import restore
from booking.actions.send_back import send_back
from booking.permissions import THE_CLOCK
from booking.rules.requests import Invited, Override
from tests.actions.dates import KIM, SATO, SUZUKI, booking
from tests.mail.course import GUESTS, LI, PLACES, RAO, WEDNESDAYS, Course

IN_MAY = date(2027, 5, 5)  # the first Wednesday
NEW = Invited("neu@example.de", "Neumann", "en", "Europe/Berlin")


def attendee(number: int, email: str) -> int:
    return next(one.id for one in booking(number).attendees if one.email == email)


def accepted(course: Course, number: int, email: str = LI) -> None:
    course.step(reply, attendee(number, email), who="", partstat="ACCEPTED")


def single(course: Course) -> None:
    """New words ask for no new answer, another time does; then it is called off."""
    number = course.book()
    accepted(course, number)
    course.edit(number, title="Other words")
    course.edit(number, interval=course.on(course.day(1)))
    course.edit(number, spaces=PLACES[1:])
    course.step(cancel, number, who=SATO, reason="Rain; wind,\nsnow")


def approved(course: Course) -> None:
    course.ruled(approval="always")
    number = course.book()
    course.edit(number, interval=course.on(begins="13:00", ends="14:00"))
    course.step(approve, number)
    course.step(cancel, number, reason="The roof leaks")


def ourselves(course: Course) -> None:
    """Our own address is among those invited, and that of the place."""
    own = Invited("rooms@example.com", "The desk"), Invited(f"{PLACES[0]}@example.com", "The hall")
    course.edit(course.book(attendees=(*GUESTS, *own)), title="Other words", attendees=(*GUESTS, own[0]))


def declined(course: Course) -> None:
    course.ruled(approval="always", invite_while_pending=True)
    course.step(decline, course.book(), reason="Taken otherwise")


def withdrawn(course: Course) -> None:
    course.ruled(approval="always")
    number = course.book(rrule=WEDNESDAYS)
    course.step(cancel, number, who=SATO)


def run_out(course: Course) -> None:
    """Returned with a question that nobody answers."""
    course.ruled(approval="always", invite_while_pending=True)
    number = course.book()
    course.step(send_back, number, question="Who comes?")
    course.passes(timedelta(days=20))
    course.step(expire, number, by=THE_CLOCK)


def series(course: Course) -> None:
    """One date moves, one is called off, all get other words; then all move, and all are called off."""
    number = course.book(rrule=WEDNESDAYS)
    course.edit(number, at=course.nth(1), interval=course.on(course.day(1) + timedelta(days=1)))
    course.step(cancel, number, who=SATO, scope="one", recurrence_id=course.nth(3))
    course.edit(number, at=course.nth(5), title="Another title", spaces=PLACES[1:])
    course.edit(number, title="Other words")
    course.edit(number, interval=course.on(begins="13:00", ends="14:30"))
    course.step(cancel, number, who=SATO)


def until(course: Course) -> None:
    course.book(rrule="FREQ=WEEKLY;INTERVAL=4;UNTIL=20271111T000000Z;BYDAY=WE,TH")


def monthly(course: Course) -> None:
    number = course.book(rrule="FREQ=MONTHLY;BYDAY=1WE;COUNT=10")
    course.edit(number, at=course.wall(IN_MAY).isoformat(), interval=course.on(IN_MAY, "15:00", "16:00"))


def excepted(course: Course) -> None:
    """Dates that were left out, added and moved from the beginning."""
    out = (course.wall(course.day(2)), course.wall(course.day(7)))
    more = (
        course.wall(course.day(2) + timedelta(days=1), "11:00"),
        course.wall(course.day(8) + timedelta(days=2)),
    )
    moved = Override(course.wall(course.day(4)), course.on(course.day(4), "14:00", "15:00"), PLACES[1])
    number = course.book(rrule=WEDNESDAYS, exdates=out, rdates=more, overrides=(moved,))
    course.edit(number, title="Other words")
    course.step(cancel, number, who=SATO, scope="one", recurrence_id=more[0].isoformat())
    course.edit(number, interval=course.on(begins="13:00", ends="14:30"))


def awkward(course: Course) -> None:
    """A rule that Outlook cannot hold, with a date that was added, one called off and one that moves."""
    added, moved, off = (course.wall(date(2027, *day)) for day in ((3, 30), (5, 19), (6, 2)))
    number = course.book(rrule="FREQ=MONTHLY;BYDAY=1WE,3WE;COUNT=16", rdates=(added,))
    course.edit(number, at=moved.isoformat(), interval=course.on(date(2027, 5, 20)))
    course.step(cancel, number, who=SATO, scope="one", recurrence_id=off.isoformat())
    course.edit(number, title="Other words")


def at_another_time(course: Course) -> None:
    """Dates beside the rule at another time of the day, one instead of the rule's own: they are answered,
    change and are called off, the invited change, then another series goes on from there."""
    instead, beside = (
        course.wall(course.day(2), "15:00"),
        course.wall(course.day(5) + timedelta(days=1), "08:45"),
    )
    number = course.book(rrule=WEDNESDAYS, exdates=(course.wall(course.day(2)),), rdates=(instead, beside))
    accepted(course, number)
    at, other = instead.isoformat(), beside.isoformat()
    course.step(reply, attendee(number, RAO), who="", partstat="DECLINED", recurrence_id=at)
    course.edit(number, attendees=(*GUESTS, NEW))
    course.edit(number, at=at, interval=course.on(course.day(2), "16:00", "17:00"))
    course.edit(number, at=at, title="Another title", spaces=PLACES[1:])
    course.edit(number, attendees=GUESTS)
    course.step(cancel, number, who=SATO, scope="one", recurrence_id=other)
    course.edit(number, title="Other words")
    course.edit(number, at=course.nth(1), scope="following", title="From here on")
    for one in (number, number + 1):
        course.step(cancel, one, who=SATO)


def skipped(course: Course) -> None:
    """Taken dates are left out, or wait until they become free."""
    others = [course.book(course.on(course.day(n)), who=KIM) for n in (1, 6)]
    course.book(rrule=WEDNESDAYS, on_conflict="skip", spaces=PLACES[:1])
    course.book(course.on(begins="13:00", ends="14:00"), rrule=WEDNESDAYS, spaces=PLACES[1:])
    course.edit(others[0], who=KIM, title="Still taken")


def promoted(course: Course) -> None:
    """A single booking and one date of a series stood in line."""
    others = [course.book(course.on(course.day(n)), who=KIM) for n in (1, 2)]
    course.book(course.on(course.day(1)), who=SUZUKI, on_conflict="waitlist")
    course.book(course.on(), rrule=WEDNESDAYS, on_conflict="waitlist")
    for number in others:
        course.step(cancel, number, who=KIM)


def split(course: Course) -> None:
    """This and following, then the rest of that is called off but for its beginning."""
    number = course.book(rrule=WEDNESDAYS)
    accepted(course, number)
    other = course.edit(
        number, at=course.nth(4), scope="following", interval=course.on(course.day(4), "13:00", "14:30"),
        attendees=(*GUESTS, NEW),
    )  # fmt: skip
    at = course.wall(course.day(7), "13:00").isoformat()
    course.step(cancel, other, who=SATO, scope="following", recurrence_id=at)
    course.edit(number, at=course.nth(2), interval=course.on(course.day(2), "15:00", "16:00"))


def people(course: Course) -> None:
    """Somebody is added, somebody taken off the list and put on it again; of a meeting and of a series."""
    for rule in ("", WEDNESDAYS):
        number = course.book(course.on(begins="08:45", ends="09:45") if rule else None, rrule=rule)
        course.edit(number, attendees=(*GUESTS, NEW))
        course.edit(number, attendees=(GUESTS[1], NEW))
        course.edit(number, attendees=GUESTS)


def asked(course: Course) -> None:
    """A change waits, is declined, and the next one is granted; then staff move one date elsewhere."""
    number, one = course.book(rrule=WEDNESDAYS), course.book(course.on(begins="14:00", ends="15:00"))
    course.ruled(approval="always")
    course.edit(one, interval=course.on(begins="14:30", ends="16:00"))
    course.step(decline, one, reason="No")
    course.edit(one, interval=course.on(begins="14:30", ends="16:00"))
    course.step(approve, one)
    course.edit(number, interval=course.on(course.day(0) + timedelta(days=1)))
    course.step(approve, number, scope="one", recurrence_id=course.nth(1))
    course.step(approve, number)


def partly(course: Course) -> None:
    """Some dates of a series are confirmed, one is declined, the rest waits."""
    course.ruled(approval="always", invite_while_pending=True)
    number = course.book(rrule=WEDNESDAYS)
    course.step(approve, number, scope="one", recurrence_id=course.nth(1))
    course.step(decline, number, scope="one", recurrence_id=course.nth(2), reason="No")
    course.edit(number, title="Other words")
    course.step(approve, number)


def chosen(course: Course) -> None:
    """Of three dates; of the second booking what was chosen wants approval."""
    slots = [course.on(course.day(n)) for n in (0, 1, 2)]
    number = course.book(slots[0], candidates=tuple(slots[1:]))
    course.step(choose_by_link, attendee(number, LI), course.nth(1), who="")
    course.ruled(approval="always")
    number = course.book(slots[0], candidates=tuple(slots[2:]))
    course.step(choose_by_link, attendee(number, RAO), course.nth(2), who="")
    course.step(approve, number)


def released(course: Course) -> None:
    course.ruled(check_in=True, release_no_show=True)
    number = course.book(course.on(ends="12:00"))
    other = course.book(course.on(begins="13:00", ends="15:00"), rrule=WEDNESDAYS)
    course.passes(course.on().starts_at + timedelta(minutes=15) - course.now)
    course.step(ask_absent, number, by=THE_CLOCK)
    course.step(release, number, reason="Nobody came")
    course.passes(timedelta(hours=3))
    course.step(release, other, scope="one", recurrence_id=course.wall(course.day(0), "13:00").isoformat())


def restored(course: Course) -> None:
    number = course.book(rrule=WEDNESDAYS)
    course.step(cancel, number, who=SATO)
    course.step(restore, number, who=SATO)


def moved_away(course: Course) -> None:
    """Two dates of a series and a single booking have to make way."""
    number, one = course.book(rrule=WEDNESDAYS), course.book(course.on(begins="13:00", ends="14:00"))
    dates = [date.id for date in booking(number).occurrences][2:4]
    course.step(move_away, [*dates, *(date.id for date in booking(one).occurrences)], reason="The roof leaks")


TOKYO, SEOUL, BERLIN, NEW_YORK = ZONES = ("Asia/Tokyo", "Asia/Seoul", "Europe/Berlin", "America/New_York")
# What is said by the clock of the place is tried where clocks change and where they do not.
EVERYWHERE = (single, series, excepted)
SOMEWHERE = {
    approved: SEOUL, declined: TOKYO, withdrawn: BERLIN, run_out: NEW_YORK, until: BERLIN, monthly: NEW_YORK,
    skipped: BERLIN, promoted: NEW_YORK, split: NEW_YORK, people: BERLIN, asked: BERLIN, partly: NEW_YORK,
    chosen: SEOUL, released: BERLIN, restored: NEW_YORK, moved_away: BERLIN, awkward: NEW_YORK,
    ourselves: TOKYO, at_another_time: BERLIN,
}  # fmt: skip
STORIES: list[tuple[Callable[[Course], None], str]] = [
    *((story, tzid) for story in EVERYWHERE for tzid in ZONES),
    *SOMEWHERE.items(),
]
# At small depth a story is read in every language in one zone.
TOLD_TO_EVERYBODY = {*SOMEWHERE.items(), *((story, BERLIN) for story in EVERYWHERE)}
