"""The verbs on an agenda: each `decide_*` says what the desk must answer, each other function does it."""

from tests.actions.agenda import (
    EARLY,
    HOLDING,
    OFFER_FOR,
    PATIENCE,
    PEOPLE,
    PLACES,
    PROJECTOR,
    WAITING,
    WIDEST_SETUP,
    WIDEST_TEARDOWN,
    Agenda,
    Booked,
    Date,
    Held,
    Wish,
    asks,
    broken,
    needs,
    over_quota,
    taken,
)
from tests.actions.world import DAY, Person, Span, is_weekday


def fits(agenda: Agenda, booked: Booked, date: Date) -> bool:
    """Whether who waits could have the slot now."""
    places = booked.places_of(date)
    if broken(agenda, places, date.meeting) or over_quota(agenda, booked.by, [date.meeting], []):
        return False
    return not taken(agenda, needs(places, booked.units, date.meeting), [])


def promote(agenda: Agenda, freed: Held) -> int:
    """D17: in line, whoever still fits; how many left the line."""
    line = [(booked, date) for booked, date in agenda.dates() if _behind(agenda, booked, date, freed)]
    return sum(_place(agenda, *each) for each in sorted(line, key=lambda each: each[1].line))


def _behind(agenda: Agenda, booked: Booked, date: Date, freed: Held) -> bool:
    if not _waits(agenda, date):
        return False
    slugs = set(freed) | {part for slug in freed if slug in PLACES for part in PLACES[slug].parts}
    slugs |= {whole for whole, place in PLACES.items() if slugs & set(place.parts)}
    wants = {*booked.places_of(date), *booked.places, *([PROJECTOR.slug] if booked.units else [])}
    wide = [Span(s.begins - WIDEST_TEARDOWN, s.ends + WIDEST_SETUP) for each in freed.values() for s in each]
    return bool(wants & slugs) and any(date.meeting.meets(span) for span in wide)


def _place(agenda: Agenda, booked: Booked, date: Date) -> bool:
    if not fits(agenda, booked, date):
        return False
    if date.meeting.begins - agenda.now <= DAY:
        date.offered = True
        return False
    days = range(agenda.now // DAY + 1, date.meeting.begins // DAY + 1)
    at_once = sum(is_weekday(day) for day in days) >= 2
    _hold(booked, date)
    if at_once:
        _settle(booked, date)
    else:
        date.status, date.waiting_for, date.offered = "tentative", "applicant", True
        date.runs_out_at = min(agenda.now + OFFER_FOR, date.meeting.begins)
    return True


def _hold(booked: Booked, date: Date) -> None:
    wanted = needs(booked.places_of(date), booked.units, date.meeting)
    date.held = {slug: [span] for slug, span in wanted.items()}


def _settle(booked: Booked, date: Date) -> None:
    """Confirmed, or asked of staff where the space wants that."""
    pending = asks(PEOPLE[booked.by], booked.places_of(date))
    date.turn("tentative" if pending else "confirmed")
    date.waiting_for, date.offered = "staff" if pending else None, False


def look_again(agenda: Agenda) -> None:
    """What the clock does for each booking of which a date waits, in line."""
    waiting = [(d.line, b.number) for b, d in agenda.dates() if _waits(agenda, d)]
    for number in dict.fromkeys(number for _, number in sorted(waiting)):
        booked = agenda.booked[number]
        freed: Held = {}
        for date in (date for date in booked.dates if _waits(agenda, date)):
            for slug in booked.places_of(date):
                freed.setdefault(slug, []).append(date.meeting)
        promote(agenda, freed)


def _waits(agenda: Agenda, date: Date) -> bool:
    return date.status == WAITING and date.meeting.begins > agenda.now


def release(agenda: Agenda, dates: list[Date]) -> None:
    freed: Held = {}
    end(dates, "released", freed)
    promote(agenda, freed)


def end(dates: list[Date], status: str | None, freed: Held) -> None:
    """`status` None: as cancelling has it. What they held is free."""
    for date in dates:
        give_up(date, freed)
        date.turn(status or ("cancelled" if date.status == "confirmed" else "withdrawn"))


def give_up(date: Date, freed: Held) -> None:
    for slug, spans in date.held.items() if date.holds else ():
        freed.setdefault(slug, []).extend(spans)


def to_cancel(agenda: Agenda, booked: Booked, scope: str, name: int) -> list[Date]:
    dates = booked.scoped(scope, name)
    return [d for d in dates if d.status in (*HOLDING, WAITING) and d.meeting.begins > agenda.now]


def decide_cancel(agenda: Agenda, person: Person, booked: Booked, scope: str, name: int) -> str:
    if not agenda.may(person, booked):
        return "forbidden"
    return "ok" if to_cancel(agenda, booked, scope, name) else "wrong_state"


def cancel(agenda: Agenda, booked: Booked, scope: str, name: int) -> None:
    freed: Held = {}
    for date in to_cancel(agenda, booked, scope, name):
        if date.status == WAITING:
            for slug in booked.places_of(date):
                freed.setdefault(slug, []).append(date.meeting)
        end([date], None, freed)
    promote(agenda, freed)


def to_approve(booked: Booked, scope: str, name: int) -> tuple[list[Date], list[Date]]:
    """Requests, and changes that wait."""
    dates = booked.scoped(scope, name)
    requests = [d for d in dates if d.status == "tentative" and not d.offered]
    if booked.choosing:
        requests = [d for d in requests if d.waiting_for == "staff"]
    return requests, [d for d in dates if d.wish]


def decide_approval(
    agenda: Agenda, person: Person, booked: Booked, scope: str, name: int, reason: str
) -> str:
    if not person.staff:
        return "forbidden"
    requests, changing = to_approve(booked, scope, name)
    if not requests and not changing:
        return "wrong_state"
    wanted = [(d.meeting, booked.places_of(d), d) for d in requests]
    wanted += [(d.wish.meeting, d.wish.places, d) for d in changing if d.wish]
    bad = any(_broken_by_today(agenda, booked, *each) for each in wanted)
    return "policy" if bad and not reason else "ok"


def _broken_by_today(
    agenda: Agenda, booked: Booked, meeting: Span, places: tuple[str, ...], date: Date
) -> bool:
    """D16: how early it was asked for was judged then."""
    beyond = over_quota(agenda, booked.by, [meeting], [date])
    return bool(broken(agenda, places, meeting) - {"too_soon"}) or bool(beyond)


def approve(agenda: Agenda, booked: Booked, scope: str, name: int) -> None:
    requests, changing = to_approve(booked, scope, name)
    way = way_granted(booked, changing)
    freed: Held = {}
    for date in requests:
        date.turn("confirmed")
    for date in changing:
        wish = date.wish
        assert wish
        _trim(date, wish.held, freed)
        date.meeting, date.wish = wish.meeting, None
        if booked.every:
            date.place = None if wish.places == booked.places else wish.places[0]
        else:
            booked.places, date.place, date.name = wish.places, None, wish.meeting.begins
    for date in booked.dates:
        date.name += way
    promote(agenda, freed)


def way_granted(booked: Booked, changing: list[Date]) -> int:
    """How far the rule goes along: with all that still wait for it, together."""
    waiting = [d for d in booked.dates if d.wish and d.wish.way is not None]
    together = all(any(d is each for each in changing) for d in waiting)
    return waiting[0].wish.way if waiting and together else 0


def _trim(date: Date, kept: Held, freed: Held) -> None:
    """As spans in which something became free: the line asks only whether it meets them."""
    for slug, spans in date.held.items():
        for span in spans:
            freed.setdefault(slug, []).extend(_rest(span, kept.get(slug, [])))
    date.held = kept


def _rest(span: Span, kept: list[Span]) -> list[Span]:
    left, at = [], span.begins
    for hole in sorted(hole for hole in kept if hole.meets(span)):
        left += [Span(at, hole.begins)] if at < hole.begins else []
        at = max(at, hole.ends)
    return left + ([Span(at, span.ends)] if at < span.ends else [])


def decide_decline(person: Person, booked: Booked, scope: str, name: int) -> str:
    if not person.staff:
        return "forbidden"
    dates = booked.scoped(scope, name)
    return "ok" if any(d.wish or d.status == "tentative" for d in dates) else "wrong_state"


def decline(agenda: Agenda, booked: Booked, scope: str, name: int) -> None:
    dates, freed = booked.scoped(scope, name), {}
    for date in dates:
        if date.wish:
            refuse(date, date.wish, freed)
    end([d for d in dates if d.status == "tentative"], "declined", freed)
    promote(agenda, freed)


def refuse(date: Date, wish: Wish, freed: Held) -> None:
    _trim(date, wish.old, freed)
    date.wish = None


def over(agenda: Agenda, booked: Booked) -> tuple[list[Date], list[Date]]:
    """What ran out, and changes that nobody decided in time (D13, D15, D17)."""
    ended = [
        d for d in booked.dates
        if d.status in ("tentative", WAITING)
        and min(d.meeting.begins, d.meeting.begins if d.runs_out_at is None else d.runs_out_at) <= agenda.now
    ]  # fmt: skip
    late = [d for d in booked.dates if d.wish and min(d.meeting.begins, d.wish.meeting.begins) <= agenda.now]
    return ended, late


def expire(agenda: Agenda, booked: Booked) -> None:
    ended, late = over(agenda, booked)
    freed: Held = {}
    for date in late:
        assert date.wish
        refuse(date, date.wish, freed)
    end(ended, "expired", freed)
    promote(agenda, freed)


def offers(agenda: Agenda, booked: Booked) -> list[Date]:
    coming = [d for d in booked.dates if d.offered and d.meeting.begins > agenda.now]
    held = open_candidates(agenda, booked)
    return sorted((d for d in coming if d.status == WAITING or d in held), key=lambda d: d.meeting)


def decide_acceptance(agenda: Agenda, person: Person, booked: Booked) -> str:
    if not agenda.may(person, booked):
        return "forbidden"
    offered = offers(agenda, booked)
    if not offered:
        return "wrong_state"
    waiting = [date for date in offered if date.status == WAITING]
    beyond = over_quota(agenda, booked.by, [date.meeting for date in waiting], [])
    free = all(fits(agenda, booked, date) for date in waiting)
    return "ok" if free and not beyond else "slot_taken"


def accept(agenda: Agenda, booked: Booked) -> None:
    for date in offers(agenda, booked):
        if date.status == WAITING:
            _hold(booked, date)
        _settle(booked, date)


def decide_choice(agenda: Agenda, person: Person, booked: Booked, name: int) -> str:
    if not agenda.may(person, booked):
        return "forbidden"
    date = booked.named(name)
    return "ok" if booked.choosing and date in open_candidates(agenda, booked) else "wrong_state"


def open_candidates(agenda: Agenda, booked: Booked) -> list[Date]:
    """What is held until its applicant has said yes."""
    asked = [d for d in booked.dates if d.status == "tentative" and d.waiting_for == "applicant"]
    return [d for d in asked if d.runs_out_at is not None and d.runs_out_at > agenda.now]


def choose(agenda: Agenda, booked: Booked, name: int) -> None:
    freed: Held = {}
    chosen = booked.named(name)
    assert chosen
    end([d for d in open_candidates(agenda, booked) if d is not chosen], "withdrawn", freed)
    _settle(booked, chosen)
    booked.choosing = False
    promote(agenda, freed)


def holders(agenda: Agenda, booked: Booked, entry: Date) -> list[tuple[Booked, Date]]:
    """Who holds the time of the meeting in its spaces or their parts."""
    slugs = set(needs(booked.places_of(entry), 0, entry.meeting))
    return [
        (other, date) for other, date in agenda.dates()
        if date.holds and any(span.meets(entry.meeting) for s in slugs for span in date.held.get(s, ()))
    ]  # fmt: skip


def decide_award(agenda: Agenda, person: Person, booked: Booked, name: int) -> str:
    if not person.staff:
        return "forbidden"
    entry = booked.named(name)
    assert entry
    rivals = holders(agenda, booked, entry)
    begun = any(date.meeting.begins <= agenda.now for date in (entry, *(date for _, date in rivals)))
    if entry.status != WAITING or begun or any(other is booked for other, _ in rivals):
        return "wrong_state"
    places, gone = booked.places_of(entry), [date for _, date in rivals]
    if broken(agenda, places, entry.meeting) or _beyond_without(agenda, booked, entry, gone):
        return "policy"
    return "slot_taken" if taken(agenda, needs(places, booked.units, entry.meeting), gone) else "ok"


def _beyond_without(agenda: Agenda, booked: Booked, entry: Date, gone: list[Date]) -> bool:
    """The rivals still count while it is decided: they may be of the same company, and be moved."""
    return bool(over_quota(agenda, booked.by, [entry.meeting], []))


def award(agenda: Agenda, booked: Booked, name: int) -> None:
    """Without moving anybody."""
    entry, freed = booked.named(name), {}
    assert entry
    for _, date in holders(agenda, booked, entry):
        end([date], "declined" if date.status == "tentative" else "cancelled", freed)
    _hold(booked, entry)
    entry.turn("confirmed")
    entry.offered = False
    promote(agenda, freed)


def absent(agenda: Agenda, booked: Booked) -> list[Date]:
    """D18, in `room` only."""
    return [
        d for d in booked.dates
        if booked.places_of(d)[0] == "room" and d.status == "confirmed" and not d.here
        and d.meeting.begins + PATIENCE <= agenda.now < d.meeting.ends
    ]  # fmt: skip


def decide_check_in(agenda: Agenda, person: Person, booked: Booked) -> str:
    company = PEOPLE[booked.by].company
    if not agenda.may(person, booked) and not (company and person.company == company):
        return "forbidden"
    return "ok" if to_check_in(agenda, booked) else "wrong_state"


def to_check_in(agenda: Agenda, booked: Booked) -> list[Date]:
    confirmed = [d for d in booked.dates if d.status == "confirmed" and not d.here]
    return [d for d in confirmed if d.meeting.begins - EARLY <= agenda.now < d.meeting.ends]


def decide_asking(agenda: Agenda, booked: Booked) -> str:
    return "ok" if any(date.asked_at is None for date in absent(agenda, booked)) else "nothing"


def to_release(agenda: Agenda, booked: Booked) -> list[Date]:
    """What the clock gives up by itself (D18)."""
    return [date for date in absent(agenda, booked) if _unused(agenda, booked, date)]


def _unused(agenda: Agenda, booked: Booked, date: Date) -> bool:
    meeting = date.meeting
    if date.asked_at is None or agenda.now < date.asked_at + PATIENCE:
        return False
    if meeting.ends - meeting.begins > 240 or booked.made_at > meeting.begins - 120:
        return False
    freed = {slug: [meeting] for slug in booked.places_of(date)}
    return any(_behind(agenda, other, entry, freed) for other, entry in agenda.dates())
