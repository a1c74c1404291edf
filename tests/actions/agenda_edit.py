"""A change of a booking on an agenda: one date, this and following, or all (D4, D11, D12, D13)."""

from dataclasses import dataclass, replace

from tests.actions.agenda import (
    HOLDING,
    WAITING,
    Agenda,
    Booked,
    Date,
    Held,
    Wish,
    asks,
    broken,
    joined,
    needs,
    over_quota,
    sort_out,
    taken,
)
from tests.actions.agenda_line import give_up, promote
from tests.actions.world import Person, Span


@dataclass(frozen=True)
class Edit:
    """`begins` is the new time of the date named, `place` the new space; None leaves it."""

    scope: str
    name: int
    begins: int | None = None
    place: str | None = None
    reset: bool = False
    skip: bool = False


@dataclass
class Goal:
    """Where a date is to go."""

    date: Date
    name: int
    meeting: Span
    places: tuple[str, ...]
    elsewhere: bool


@dataclass
class Plan:
    says: str
    goals: list[Goal]
    going: list[Goal]
    by: int = 0
    split: bool = False
    places: tuple[str, ...] = ()


def decide_edit(agenda: Agenda, person: Person, booked: Booked, edit: Edit) -> Plan:
    """`going` are those of `goals` that will hold something else."""
    dates = [d for d in booked.scoped(edit.scope, edit.name) if _open(agenda, d)]
    if not agenda.may(person, booked):
        return Plan("forbidden", [], [])
    if not dates or booked.choosing:
        return Plan("wrong_state", [], [])
    series = bool(booked.every) and edit.scope != "one"
    by = edit.begins - edit.name if series and edit.begins is not None else 0
    goals = [_goal(booked, date, edit, series, by) for date in dates]
    moving = [goal for goal in goals if goal.date.holds and _changes(goal)]
    says, going = _tried(agenda, booked, moving, edit.skip, _approval(person, moving))
    whole = edit.place is not None and (series or not booked.every)
    places = (edit.place,) if whole and edit.place else booked.places
    splits = series and _splits(agenda, booked, dates)
    if splits and places == booked.places and not any(map(_changes, goals)):
        return Plan(says, [], [], places=places)  # it need not be split to go on as it was
    return Plan(says, goals, going, by, splits, places)


def _changes(goal: Goal) -> bool:
    return goal.elsewhere or goal.meeting != goal.date.meeting


def _open(agenda: Agenda, date: Date) -> bool:
    return date.status in (*HOLDING, WAITING) and date.meeting.begins > agenda.now


def _goal(booked: Booked, date: Date, edit: Edit, series: bool, by: int) -> Goal:
    """What was changed by hand keeps it, unless it is the date that is named or all are to be reset."""
    if not series:
        meeting = _moved(date.meeting, edit.begins)
        place = edit.place or (date.place if booked.every else None)
        name = date.name if booked.every else meeting.begins
    else:
        named = date.name == edit.name and edit.begins is not None
        own = booked.by_hand(date) and not edit.reset and not named
        name = date.name + by
        meeting = date.meeting if own else Span(name, name + booked.lasts)
        keeps = own or (edit.place is None and not edit.reset)
        place = (date.place if keeps else None) or edit.place
    places = (place,) if place else booked.places
    return Goal(date, name, meeting, places, places != booked.places_of(date))


def _moved(meeting: Span, begins: int | None) -> Span:
    return meeting if begins is None else Span(begins, begins + meeting.ends - meeting.begins)


def _splits(agenda: Agenda, booked: Booked, dates: list[Date]) -> bool:
    """Whether dates before these stay as they are, in a series that ends there."""
    ended = ("declined", "withdrawn", "cancelled", "expired")
    first = min(date.name for date in dates)
    earlier = [date for date in booked.dates if date.name < first]
    return any(date.status not in ended or date.meeting.begins <= agenda.now for date in earlier)


def _approval(person: Person, moving: list[Goal]) -> bool:
    return asks(person, tuple(slug for goal in moving for slug in goal.places))


def _tried(
    agenda: Agenda, booked: Booked, moving: list[Goal], skip: bool, approval: bool
) -> tuple[str, list[Goal]]:
    """All are given up before any is taken. What stays is in the way of what would take its place."""
    if not moving:
        return "ok", []
    dates, bad = [goal.date for goal in moving], _bad(agenda, booked, moving)
    clashing, staying = _clashes(agenda, booked, moving, dates), list[int]()
    if approval:
        clashing = [clash or _crosses(booked, n, moving) for n, clash in enumerate(clashing)]
    trying: list[int] = []
    while True:
        gone = [dates[n] for n in range(len(moving)) if n not in staying]
        for n, clash in zip(trying, _clashes(agenda, booked, [moving[n] for n in trying], gone), strict=True):
            clashing[n] = clash
        sorting = sort_out(bad, clashing, "skip" if skip else "fail")
        more = [n for n in sorting.skipped if n not in staying]
        if sorting.says != "ok" or not more:
            return sorting.says, [moving[n] for n in sorting.held]
        staying += more
        trying = [n for n in range(len(moving)) if n not in sorting.skipped]


def _crosses(booked: Booked, n: int, moving: list[Goal]) -> bool:
    """Whether it asks for what another that asks keeps until it is decided (D13)."""
    if moving[n].date.status != "confirmed":
        return False
    wanted = needs(moving[n].places, booked.units, moving[n].meeting)
    others = [g.date for g in moving if g is not moving[n] and g.date.status == "confirmed"]
    kept = [date.wish.old if date.wish else date.held for date in others]
    return any(old.meets(span) for each in kept for s, span in wanted.items() for old in each.get(s, ()))


def _bad(agenda: Agenda, booked: Booked, moving: list[Goal]) -> list[bool]:
    """Against a rule, or beyond a quota beside what does not move."""
    beyond: list[tuple[tuple[str, ...], Span]] = []
    for places in dict.fromkeys(goal.places for goal in moving):
        meetings = [goal.meeting for goal in moving if goal.places == places]
        over = over_quota(agenda, booked.by, meetings, [goal.date for goal in moving])
        beyond += [(places, meeting) for meeting in over]
    return [
        bool(broken(agenda, goal.places, goal.meeting)) or (goal.places, goal.meeting) in beyond
        for goal in moving
    ]  # fmt: skip


def _clashes(agenda: Agenda, booked: Booked, goals: list[Goal], gone: list[Date]) -> list[bool]:
    found, own = [], []
    for goal in goals:
        wanted = needs(goal.places, booked.units, goal.meeting)
        meets = any(other[s].meets(span) for other in own for s, span in wanted.items() if s in other)
        found.append(meets or taken(agenda, wanted, gone))
        own += [] if found[-1] else [wanted]
    return found


def edit_booking(agenda: Agenda, person: Person, booked: Booked, plan: Plan, edit: Edit, number: int) -> None:
    """`number` is that of the reservation that goes on."""
    approval = _approval(person, _moving(plan))
    waits = approval and any(goal.date.status == "confirmed" for goal in plan.going)
    there = {id(goal.date): booked.places_of(goal.date) for goal in plan.goals}
    target = _split_off(agenda, booked, plan, number) if plan.split else booked
    target.places = target.places if waits else plan.places
    if plan.by:
        _forget(target)
    freed: Held = {}
    for goal in _moving(plan):
        give_up(goal.date, freed)
    for goal in [goal for goal in _moving(plan) if goal not in plan.going]:
        stays = there[id(goal.date)]
        goal.date.place = None if stays == target.places else stays[0]
    for goal in plan.going:
        _go(goal, booked.units, target, approval)
    for goal in plan.goals:
        if goal.date.status == WAITING:
            _wait_there(agenda, goal, there[id(goal.date)], target, freed)
    if waits:
        _keep_way(plan)
    else:
        _rename(target, plan)
    promote(agenda, freed)


def _wait_there(agenda: Agenda, goal: Goal, there: tuple[str, ...], target: Booked, freed: Held) -> None:
    """For another time or place it stands at the end of the line; who stood behind it moves up."""
    date = goal.date
    if (date.meeting, there) != (goal.meeting, goal.places):
        for slug in there:
            freed.setdefault(slug, []).append(date.meeting)
        date.line = (agenda.now, date.line[1])
    date.offered &= date.meeting == goal.meeting  # another time was offered to nobody
    date.meeting = goal.meeting
    date.place = None if goal.places == target.places else goal.places[0]


def _forget(target: Booked) -> None:
    """Another course takes the place of the one that was asked for."""
    for date in target.dates:
        if date.wish:
            date.wish.way = None


def _keep_way(plan: Plan) -> None:
    """The rule, and the names that it gives, go along once all that is asked is granted (D13)."""
    for wish in [goal.date.wish for goal in plan.going if goal.date.wish]:
        wish.way = plan.by or None


def _moving(plan: Plan) -> list[Goal]:
    return [goal for goal in plan.goals if goal.date.holds and _changes(goal)]


def _split_off(agenda: Agenda, booked: Booked, plan: Plan, number: int) -> Booked:
    first = min(goal.date.name for goal in plan.goals)
    later = [date for date in booked.dates if date.name >= first]
    booked.dates = [date for date in booked.dates if date.name < first]
    agenda.booked[number] = replace(booked, number=number, dates=later, made_at=agenda.now)
    return agenda.booked[number]


def _go(goal: Goal, units: int, target: Booked, approval: bool) -> None:
    date = goal.date
    held = {slug: [span] for slug, span in needs(goal.places, units, goal.meeting).items()}
    if approval and date.status == "confirmed":
        old = date.wish.old if date.wish else date.held
        date.wish = Wish(goal.meeting, goal.places, held, old)
        both = {slug: [*old.get(slug, []), *held.get(slug, [])] for slug in {*old, *held}}
        date.held = {slug: joined(spans) for slug, spans in both.items()}
        return
    date.meeting, date.held, date.wish = goal.meeting, held, None
    date.place = None if goal.places == target.places else goal.places[0]


def _rename(target: Booked, plan: Plan) -> None:
    """Dates that ended are shifted as the rule is."""
    names = {id(goal.date): goal.name for goal in plan.goals}
    for date in target.dates:
        date.name = names.get(id(date), date.name + plan.by)
