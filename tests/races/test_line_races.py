"""Who gets a slot that becomes free, and who decides about it, at one moment (D17, D52)."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.depth import fuzzing
from tests.models.ledger import overlaps
from tests.races.club import (
    DESK,
    MEMBERS,
    RESERVATIONS,
    WORKERS,
    failures,
    found,
    held,
    made,
    states,
    statuses,
    upon,
    wish,
)
from tests.races.crowd import Answer, Post, at_once, server

pytestmark = pytest.mark.race
SLOTS, IN_LINE = 6, 3


def lines(path: str, first: int) -> dict[int, list[tuple[str, int]]]:
    """By hour, who holds it and who waits for it, in order: the token and the id. In turn in two spaces."""
    found: dict[int, list[tuple[str, int]]] = {}
    for slot in range(SLOTS):
        n, people = first + 2 * slot, [MEMBERS[(slot + 6 * k) % 20] for k in range(IN_LINE + 1)]
        found[n] = [(who, made(path, wish(who, place(n), n, on_conflict="waitlist"))) for who in people]
    return found


def place(n: int) -> str:
    return ("one", "two")[n // 2 % 2]


def newcomers(n: int, turn: int) -> list[Post]:
    """One who wants it now, and one who would wait and has no place yet; neither may come before who waits
    already."""
    return [
        wish(MEMBERS[n % 20], place(n), n),
        wish(MEMBERS[(n % 20 // 2 + 1 + turn) % 20], place(n), n, on_conflict="waitlist"),
    ]


def test_a_freed_slot_goes_to_the_first_in_line(app, database_url):
    """Every holder cancels while others try to get in: three times over, until the line is used up."""
    found()
    pids: set[int] = set()
    with server(database_url, workers=7) as path:
        for n in range(10 if fuzzing() else 1):
            line = lines(path, 20 * n)
            for turn in range(IN_LINE):
                pids |= moved_up(path, line, turn)
    assert overlaps() == 0 and len(pids) >= WORKERS


def moved_up(path: str, line: dict[int, list[tuple[str, int]]], turn: int) -> set[int]:
    """Those at `turn` cancel; who stood next holds the slot, once. The processes that answered."""
    leaving = [upon(entry, "cancellation", who) for who, entry in (each[turn] for each in line.values())]
    coming = [post for n in line for post in newcomers(n, turn)]
    answers = at_once(path, [*leaving, *coming])
    assert not failures(answers), failures(answers)
    assert statuses(answers[:SLOTS]) == {200: SLOTS}
    assert statuses(answers[SLOTS:]) == {409: SLOTS, 201: SLOTS}
    assert {a.body["status"] for a in answers[SLOTS:] if a.status == 201} == {"waitlisted"}
    after = ["cancelled"] * (turn + 1) + ["confirmed"] + ["waitlisted"] * (IN_LINE - turn - 1)
    for each in line.values():
        ids = [entry for _, entry in each]
        assert states(ids) == after and [len(held(one)) for one in ids] == [s == "confirmed" for s in after]
    return {answer.pid for answer in answers}


def test_a_request_is_approved_and_given_to_another(app, database_url):
    """One of the staff approves it, the other gives its slot away. An award may also take what is confirmed
    (D17), so it always succeeds; the approval does only if it came first.
    """
    found()
    with server(database_url, workers=WORKERS) as path:
        for n in range(40 if fuzzing() else 4):
            holder, waits = rivals(path, 2 * n)
            posts = [
                upon(holder, "approval", DESK[0], decision="approve"),
                upon(waits, "award", DESK[1], move=False),
            ]
            approved, awarded = at_once(path, posts)
            assert awarded.status == 200, awarded.body
            lost = "cancelled" if approved.status == 200 else refused_as(approved, "declined")
            assert states([holder, waits]) == [lost, "confirmed"]
            assert [len(held(one)) for one in (holder, waits)] == [0, 1]
    assert overlaps() == 0


@pytest.mark.parametrize("move", [False, True])
def test_a_request_is_approved_or_given_to_another(app, database_url, move):
    """The same, each on what they have read: exactly one is done, and the other is told why it was not."""
    found()
    won: Counter[str] = Counter()
    with server(database_url, workers=WORKERS) as path:
        for n in range(40 if fuzzing() else 6):
            holder, waits = rivals(path, 2 * n)
            posts = [
                replace(upon(holder, "approval", DESK[0], decision="approve"), tag=read(path, holder)),
                replace(upon(waits, "award", DESK[1], move=move), tag=read(path, waits, "/rivals")),
            ]
            answers = at_once(
                path, [replace(post, after=wait) for post, wait in zip(posts, lead(n), strict=True)]
            )
            assert sorted(answer.status for answer in answers)[0] == 200, failures(answers)
            yes, no = sorted(answers, key=lambda answer: answer.status)
            assert (no.status, no.body["code"]) in [(412, "stale"), (409, "wrong_state")], no.body
            won["approved" if yes is answers[0] else "awarded"] += 1
            after = (
                "confirmed waitlisted"
                if yes is answers[0]
                else f"{'tentative' if move else 'declined'} confirmed"
            )
            assert states([holder, waits]) == after.split()
    assert overlaps() == 0 and len(won) == 2, won


def lead(n: int) -> tuple[float, float]:
    """Seconds by which each is behind: mostly none; at first one, then the other is surely the later."""
    return ((0, 1), (1, 0))[n] if n < 2 else (0, 0)


def read(path: str, reservation_id: int, more: str = "") -> str | None:
    """The tag of what one of the staff has before them."""
    (answer,) = at_once(path, [Post(DESK[0], {}, to=f"{RESERVATIONS}/{reservation_id}{more}", verb="GET")])
    assert answer.status == 200 and answer.tag
    return answer.tag


def test_a_request_is_approved_and_declined(app, database_url):
    """One of two decides; who declines lets the next in line hold the slot, as a request."""
    found()
    with server(database_url, workers=WORKERS) as path:
        for n in range(40 if fuzzing() else 4):
            holder, waits = rivals(path, 2 * n)
            decisions = zip(DESK, ("approve", "decline"), strict=True)
            answers = at_once(path, [upon(holder, "approval", who, decision=d) for who, d in decisions])
            assert statuses(answers) == {200: 1, 409: 1}, [a.body for a in answers]
            yes = answers[0].status == 200
            refused_as(answers[yes], "")
            assert states([holder, waits]) == (
                ["confirmed", "waitlisted"] if yes else ["declined", "tentative"]
            )
            assert len(held(holder if yes else waits)) == 1
    assert overlaps() == 0


def rivals(path: str, n: int) -> tuple[int, int]:
    """A request for the n-th hour that holds it, and one that waits for the same."""
    return made(path, wish(MEMBERS[0], "asked", n)), made(
        path, wish(MEMBERS[1], "asked", n, on_conflict="waitlist")
    )


def refused_as(answer: Answer, then: str) -> str:
    """`then`, where the answer says that it came too late."""
    assert (answer.status, answer.body["code"]) == (409, "wrong_state"), answer.body
    return then
