"""What calendar apps ask for, of us and, by turns, of Radicale with the same events in its own files."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice

from benchmarks import calendars, centre
from benchmarks.calendar_app import CalendarApp, starts
from benchmarks.many import changes
from benchmarks.row import Row
from benchmarks.two_servers import Both, both, median

FEW, MANY, TIMES, WHOLE = 1000, 10_000, 40, 3
GOAL = "at most 1"


def rows() -> Iterator[Row]:
    for made in (centre.sqlite, centre.postgresql):
        with made() as house, both(house, FEW) as few:
            yield from _questions(few)
        with made() as house:
            yield from _whole(house)


def _questions(of: Both) -> Iterator[Row]:
    for name, ask in (
        ("PROPFIND of the home", _home(of)),
        (f"PROPFIND of {FEW} events", _names(of)),
        (f"one day of {FEW} events", _day(of)),
    ):
        of.turns(2, ask)
        yield _row(of, name, of.turns(TIMES, ask))
    yield _row(of, f"one change of {FEW} events", _changed(of))


def _row(of: Both, name: str, seconds: tuple[float, float], note: str = "") -> Row:
    ours, bare = (each * 1e3 for each in seconds)
    return Row(f"CalDAV {name}, {of.house.kind}", "ms each", ours, bare, ours / bare, GOAL, note)


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"CalDAV: {what} is not what the database holds")


def _home(of: Both) -> Callable[[CalendarApp], None]:
    wanted = set(of.bare.calendars())
    return lambda app: _demand(set(app.calendars()) == wanted, "a home")


def _names(of: Both) -> Callable[[CalendarApp], None]:
    return lambda app: _demand(len(app.names(calendars.SPACE)) == len(of.at), "a calendar")


def _day(of: Both) -> Callable[[CalendarApp], None]:
    """Another day each time."""
    asked = dict.fromkeys((of.ours, of.bare), of.at[0].replace(hour=0))

    def ask(app: CalendarApp) -> None:
        day = asked[app]
        asked[app] = until = day + timedelta(days=1)
        wanted = {at for at in of.at if day <= at < until}
        _demand(starts(app.day(calendars.SPACE, day).values()) == wanted, f"{day:%F}")

    return ask


def _changed(of: Both) -> tuple[float, float]:
    """A title is changed before each look; Radicale gets the text that we give for it."""
    tokens = {app: app.sync(calendars.SPACE)[0] for app in (of.ours, of.bare)}
    taken: dict[CalendarApp, list[float]] = {of.ours: [], of.bare: []}
    for _ in islice(changes(of.house), TIMES):
        told = [_looked(of.ours, tokens, taken)]
        for name, text in of.ours.texts(calendars.SPACE, told[0]).items():
            of.bare.put(calendars.SPACE, name, text)
        told.append(_looked(of.bare, tokens, taken))
        _demand(len(told[0]) == 1 and told[0] == told[1], "a change")
    return median(taken[of.ours]), median(taken[of.bare])


def _looked(
    app: CalendarApp, tokens: dict[CalendarApp, str], taken: dict[CalendarApp, list[float]]
) -> list[str]:
    began = app.seconds
    tokens[app], names = app.sync(calendars.SPACE, tokens[app])
    taken[app].append(app.seconds - began)
    return names


def _whole(house: centre.Centre) -> Iterator[Row]:
    """By servers that have just been started, and once more."""
    with both(house, MANY) as many:

        def ask(app: CalendarApp) -> None:
            _, names = app.sync(calendars.SPACE)
            _demand(starts(app.texts(calendars.SPACE, names).values()) == set(many.at), "the whole")

        yield _row(many, f"first sync of {MANY} events", many.turns(1, ask), "by servers just started")
        yield _row(many, f"full sync of {MANY} events", many.turns(WHOLE, ask))
