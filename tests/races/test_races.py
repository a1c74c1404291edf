"""Real server processes, twenty clients at one moment (D52), and builds that must lose the race (D53)."""

from collections import Counter
from datetime import timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from booking import clock
from booking.extensions import db
from booking.models import Centre, EquipmentType, Token
from booking.rules.secrets import digest
from tests import factories
from tests.actions.stage import drop_guard
from tests.models.ledger import overlaps
from tests.races.crowd import Post, at_once, server

pytestmark = pytest.mark.race
CROWD, UNITS = 20, 5
TOKENS = [f"token-{n}" for n in range(CROWD)]
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}


@pytest.fixture
def house(app):
    """Open day and night; two halls, five microphones, twenty members, each with a token."""
    policy = factories.policy(opening_hours=ALWAYS, closed_on_holidays=False)
    kind = EquipmentType(slug="microphone", names={"en": "Microphone"})
    db.session.add(
        Centre(id=1, names={"en": "C"}, tzid="Asia/Tokyo", locale="en", locales=["en"], policy=policy)
    )
    db.session.add_all([factories.space("one"), factories.space("two"), factories.space("three")])
    db.session.add_all([factories.space(f"booth-{n}") for n in range(CROWD)])
    db.session.add_all(factories.unit(kind, n) for n in range(UNITS))
    people = [factories.user(f"m{n}@example.jp") for n in range(CROWD)]
    db.session.add_all(people)
    db.session.flush()
    now = clock.now()
    for person, secret in zip(people, TOKENS, strict=True):
        db.session.add(
            Token(kind="api", hash=digest(secret), user_id=person.id, created_at=now, last_used_at=now)
        )
    db.session.commit()
    db.session.remove()


def slot(n: int, **values) -> dict:
    """The n-th free hour, from tomorrow's midnight in Sapporo on; every third, so that there is room."""
    today = clock.now().astimezone(ZoneInfo("Asia/Tokyo")).replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at = today + timedelta(days=1, hours=3 * n)
    times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=1)).isoformat()}
    return {"spaces": ["one"], "title": "Talks", "tzid": "Asia/Tokyo", **times, **values}


def crowd_for(n: int) -> list[Post]:
    return [Post(token, slot(n)) for token in TOKENS]


def statuses(answers) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def test_one_of_twenty_gets_the_slot(house, database_url, full_depth):
    times, pids = [], set()
    with server(database_url) as path:
        for n in range(40 if full_depth else 4):
            answers = at_once(path, crowd_for(n))
            assert statuses(answers) == {201: 1, 409: CROWD - 1}, [a.body for a in answers if a.status >= 500]
            refused = [answer.body for answer in answers if answer.status == 409]
            assert all(body["code"] == "slot_taken" and body["alternatives"] for body in refused)
            times.append(max(answer.seconds for answer in answers))
            pids |= {answer.pid for answer in answers}
    print(f"\n{db.engine.dialect.name}: {len(times)} rounds of {CROWD} with {len(pids)} processes: "
          f"median {median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms")  # fmt: skip
    assert overlaps() == 0 and len(pids) >= 6
    assert db.session.scalar(text("SELECT count(*) FROM claim")) == len(times)


def test_an_offered_alternative_can_be_posted(house, database_url):
    with server(database_url, workers=6) as path:
        answers = at_once(path, crowd_for(0))
        refused = [a.body for a in answers if a.status == 409]
        again = at_once(path, [Post(TOKENS[0], slot(0) | refused[0]["alternatives"][0])])
    assert [answer.status for answer in again] == [201]


def test_spaces_asked_for_in_opposite_orders(house, database_url, full_depth):
    """One and two against two and one: nobody is told of a deadlock."""
    orders = [["one", "two"], ["two", "one"], ["two", "three"], ["three", "one"]]
    with server(database_url) as path:
        for n in range(20 if full_depth else 2):
            posts = [Post(token, slot(n, spaces=orders[i % 4])) for i, token in enumerate(TOKENS)]
            answers = at_once(path, posts)
            assert statuses(answers) == {201: 1, 409: CROWD - 1}, [a.body for a in answers if a.status >= 500]
    assert overlaps() == 0


def test_five_units_and_twenty_who_want_one(house, database_url, full_depth):
    """Everybody in a booth of their own: only the microphones are scarce (D8)."""
    with server(database_url) as path:
        for n in range(20 if full_depth else 2):
            answers = at_once(path, microphones(n))
            assert statuses(answers) == {201: UNITS, 409: CROWD - UNITS}, [a.body for a in answers]
    assert overlaps() == 0


def microphones(n: int) -> list[Post]:
    """Half of them ask in one order of names, and each in another space."""
    return [
        Post(token, slot(n, spaces=[f"booth-{i}"], equipment={"microphone": 1}))
        for i, token in enumerate(TOKENS)
    ]


def test_twenty_equal_posts_with_one_key(house, database_url, full_depth):
    with server(database_url) as path:
        for n in range(10 if full_depth else 2):
            answers = at_once(path, [Post(TOKENS[0], slot(n), key=f"key-{n}")] * CROWD)
            assert statuses(answers) == {201: CROWD}
            assert all(answer.body == answers[0].body for answer in answers)
        other = at_once(path, [Post(TOKENS[0], slot(50), key="key-0")])[0]
    assert (other.status, other.body["code"]) == (422, "idempotency_mismatch")
    assert db.session.scalar(text("SELECT count(*) FROM reservation")) == (10 if full_depth else 2)


def raced(database_url: str, faults: str, rounds: int, guarded: bool) -> tuple[int, Counter[int]]:
    """How many overlaps it came to, and what was answered."""
    seen: Counter[int] = Counter()
    with server(database_url, workers=6, faults=f"{faults} pause") as path:
        if not guarded:
            drop_guard()
        for n in range(rounds):
            seen += statuses(at_once(path, crowd_for(n)))
            if overlaps():
                break
    return overlaps(), seen


FAULTY = "no_lock no_begin"


def test_without_lock_and_without_guard_the_race_is_lost(house, database_url, full_depth):
    """The race can fail: a slot is booked twice, at the latest after some rounds."""
    doubled, seen = raced(database_url, FAULTY, 40, guarded=False)
    assert doubled, seen


def test_the_lock_alone_is_enough(house, database_url, full_depth):
    doubled, seen = raced(database_url, "", 20 if full_depth else 2, guarded=False)
    assert not doubled and set(seen) == {201, 409}


def test_the_guard_alone_is_enough(house, database_url, full_depth):
    doubled, seen = raced(database_url, FAULTY, 20 if full_depth else 2, guarded=True)
    assert not doubled and seen[201] >= 1


def test_without_the_lock_units_are_left_unused(house, database_url):
    """The seeded fault of the units' race: two choose the same unit, and the guard sends one away."""
    with server(database_url, workers=6, faults=f"{FAULTY} pause") as path:
        for n in range(10):
            if statuses(at_once(path, microphones(n)))[201] != UNITS:
                return
    pytest.fail("always exactly five")
