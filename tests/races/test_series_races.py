"""Quotas, the line behind a slot, rival decisions and series, by many processes at one moment (D52)."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from booking.extensions import db
from tests.models.ledger import overlaps, plain
from tests.races.club import (
    DESK,
    HOUR,
    MEMBERS,
    RESERVATIONS,
    failures,
    found,
    holding,
    hour,
    made,
    states,
    times,
    upon,
    wish,
)
from tests.races.crowd import Answer, Post, at_once, server

pytestmark = pytest.mark.race
A_WEEK, WORKERS = 7 * 24, 6


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def seen_processes(pids: set[int]) -> None:
    assert len(pids) >= WORKERS, pids


# What a company may hold in a week: five meetings, or ten hours of meetings of two. Two are there already.
MOST = {"number": 5, "hours": 10}


def quota(measure: str) -> list[dict]:
    return [{"whose": "company", "measure": measure, "per": "week", "most": MOST[measure]}]


def week(n: int) -> list[Post]:
    """Everybody in a booth of their own, at an hour of their own, in the n-th week."""
    return [wish(who, f"booth-{i}", n * A_WEEK + 3 * i, 2) for i, who in enumerate(MEMBERS)]


def two_are_there(path: str, n: int) -> None:
    made(path, wish(MEMBERS[0], "one", n * A_WEEK + 100, 2))
    made(path, wish(MEMBERS[1], "one", n * A_WEEK + 103, 2))


def held_in(n: int) -> int:
    """By plain SQL: how many meetings the company holds in the n-th week."""
    count = (
        "SELECT count(*) FROM occurrence o JOIN reservation r ON r.id = o.reservation_id "
        "WHERE r.company_id = (SELECT min(id) FROM company) AND o.status = 'confirmed' "
    )
    begins, ends = hour(n * A_WEEK), hour((n + 1) * A_WEEK)
    with db.engine.connect() as connection:
        rows = connection.execute(text(count + "AND o.starts_at >= :a AND o.starts_at < :b"), between(begins, ends))
        return rows.scalar_one()


def between(begins: datetime, ends: datetime) -> dict[str, object]:
    return {"a": plain(begins), "b": plain(ends)}


@pytest.mark.parametrize("measure", ["number", "hours"])
def test_twenty_of_a_company_with_room_for_three(app, database_url, full_depth, measure):
    found(quotas=quota(measure))
    pids: set[int] = set()
    with server(database_url) as path:
        for n in range(20 if full_depth else 2):
            two_are_there(path, n)
            answers = at_once(path, week(n))
            assert statuses(answers) == {201: 3, 422: 17}, [a.body for a in answers]
            codes = {e["code"] for a in answers if a.status == 422 for e in a.body["errors"]}
            assert codes == {"over_quota"} and held_in(n) == 5
            pids |= {answer.pid for answer in answers}
    assert overlaps() == 0
    seen_processes(pids)


def test_a_quota_read_before_the_lock_is_exceeded(app, database_url):
    """The race can fail: without the lock of the company more get in than there is room for."""
    found(quotas=quota("number"))
    with server(database_url, workers=WORKERS, faults="early_quota pause") as path:
        for n in range(10):
            at_once(path, week(n))
            if held_in(n) > 5:
                return
    pytest.fail("never more than five")


SLOTS, IN_LINE = 5, 3


def lines(path: str, first: int) -> dict[int, list[tuple[str, int]]]:
    """By hour, who holds it and who waits for it, in order: the token and the id. In turn in two spaces."""
    found: dict[int, list[tuple[str, int]]] = {}
    for slot in range(SLOTS):
        n, people = first + 2 * slot, [MEMBERS[(slot + 5 * k) % 20] for k in range(IN_LINE + 1)]
        found[n] = [(who, made(path, wish(who, place(n), n, on_conflict="waitlist"))) for who in people]
    return found


def place(n: int) -> str:
    return ("one", "two")[n // 2 % 2]


def newcomers(n: int) -> list[Post]:
    """One who wants it now, and one who would wait too; neither may come before who waits already."""
    return [wish(MEMBERS[n % 20], place(n), n), wish(MEMBERS[(n + 1) % 20], place(n), n, on_conflict="waitlist")]


def test_a_freed_slot_goes_to_the_first_in_line(app, database_url, full_depth):
    """Every holder cancels while others try to get in: three times over, until the line is used up."""
    found()
    pids: set[int] = set()
    with server(database_url) as path:
        for n in range(10 if full_depth else 1):
            line = lines(path, 20 * n)
            for turn in range(IN_LINE):
                pids |= moved_up(path, line, turn)
    assert overlaps() == 0
    seen_processes(pids)


def moved_up(path: str, line: dict[int, list[tuple[str, int]]], turn: int) -> set[int]:
    """Those at `turn` cancel; who stood next holds the slot, once, and the others as before. The processes."""
    leaving = [upon(entry, "cancellation", who) for who, entry in (each[turn] for each in line.values())]
    coming = [post for n in line for post in newcomers(n)]
    answers = at_once(path, [*leaving, *coming])
    assert not failures(answers), failures(answers)
    assert statuses(answers[:SLOTS]) == {200: SLOTS}
    assert statuses(answers[SLOTS:]) == {409: SLOTS, 201: SLOTS}
    assert {a.body["status"] for a in answers[SLOTS:] if a.status == 201} == {"waitlisted"}
    after = ["cancelled"] * (turn + 1) + ["confirmed"] + ["waitlisted"] * (IN_LINE - turn - 1)
    claims = holding()
    for each in line.values():
        ids = [entry for _, entry in each]
        assert states(ids) == after and [claims.get(one, 0) for one in ids] == [s == "confirmed" for s in after]
    return {answer.pid for answer in answers}


def test_a_request_is_approved_and_given_to_another(app, database_url, full_depth):
    """One of the staff approves it, the other gives its slot away. An award may also take what is confirmed
    (D17), so it always succeeds; the approval does only if it came first.
    """
    found()
    with server(database_url, workers=WORKERS) as path:
        for n in range(40 if full_depth else 6):
            holder, waits = rivals(path, 2 * n)
            posts = [
                upon(holder, "approval", DESK[0], decision="approve"),
                upon(waits, "award", DESK[1], move=False),
            ]
            approved, awarded = at_once(path, posts)
            assert awarded.status == 200, awarded.body
            lost = "cancelled" if approved.status == 200 else refused_as(approved, "declined")
            assert states([holder, waits]) == [lost, "confirmed"]
            assert [holding().get(one, 0) for one in (holder, waits)] == [0, 1]
    assert overlaps() == 0


def test_a_request_is_approved_and_declined(app, database_url, full_depth):
    """One of two decides; who declines lets the next in line hold the slot, as a request."""
    found()
    with server(database_url, workers=WORKERS) as path:
        for n in range(40 if full_depth else 6):
            holder, waits = rivals(path, 2 * n)
            decisions = zip(DESK, ("approve", "decline"), strict=True)
            answers = at_once(path, [upon(holder, "approval", who, decision=d) for who, d in decisions])
            assert statuses(answers) == {200: 1, 409: 1}, [a.body for a in answers]
            yes = answers[0].status == 200
            refused_as(answers[yes], "")
            assert states([holder, waits]) == (["confirmed", "waitlisted"] if yes else ["declined", "tentative"])
            assert holding()[holder if yes else waits] == 1
    assert overlaps() == 0


def rivals(path: str, n: int) -> tuple[int, int]:
    """A request for the n-th hour that holds it, and one that waits for the same."""
    return made(path, wish(MEMBERS[0], "asked", n)), made(path, wish(MEMBERS[1], "asked", n, on_conflict="waitlist"))


def refused_as(answer: Answer, then: str) -> str:
    """`then`, where the answer says that it came too late."""
    assert (answer.status, answer.body["code"]) == (409, "wrong_state"), answer.body
    return then


DATES, STAYING, OTHERS = 8, 2, 10
# Seconds by which the owner and the others are behind: together, and each of them clearly first.
HEAD_STARTS = ((0, 0), (0, 0.4), (0.4, 0))


def test_a_series_is_split_while_others_book_its_new_hour(app, database_url, full_depth):
    """Either all of its dates are moved, or it is refused and nothing of it has changed."""
    found()
    outcomes: Counter[int] = Counter()
    with server(database_url) as path:
        for n in range(30 if full_depth else 6):
            outcomes[split(path, 3 * n, *HEAD_STARTS[n % 3])] += 1
    assert overlaps() == 0 and set(outcomes) == {200, 409}, outcomes


def split(path: str, n: int, owner_after: float, others_after: float) -> int:
    """How the owner was answered whose weekly series goes on an hour later, from its third date on."""
    series = made(path, wish(MEMBERS[0], "one", n, rrule=f"FREQ=WEEKLY;COUNT={DATES}"))
    third = n + STAYING * A_WEEK
    body = times(third + 1) | {"scope": "following", "recurrence_id": hour(third).replace(tzinfo=None).isoformat()}
    scope = {name: body.pop(name) for name in ("scope", "recurrence_id")}
    to = f"{RESERVATIONS}/{series}?scope={scope['scope']}&recurrence_id={scope['recurrence_id']}"
    owner = Post(MEMBERS[0], body, to=to, verb="PATCH", after=owner_after)
    answers = at_once(path, [owner, *(other(i, third + 1, others_after) for i in range(OTHERS))])
    assert not failures(answers) and statuses(answers[1:]).keys() <= {201, 409}, [a.body for a in answers]
    dates = held_dates(answers[0].body["id"]) if answers[0].status == 200 else []
    later = [hour(third + 1 + k * A_WEEK) for k in range(DATES - STAYING)]
    assert dates == (later if answers[0].status == 200 else [])
    kept = STAYING if dates else DATES
    assert held_dates(series) == [hour(n + k * A_WEEK) for k in range(kept)]
    return answers[0].status
