"""Whatever dates are named, of a series or of a change: an answer in our own form, never an error of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import body

RULES = (
    "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;BYDAY=WE;UNTIL=20270101",
    "FREQ=MONTHLY;BYDAY=1WE;COUNT=3", "FREQ=YEARLY;COUNT=2", "FREQ=DAILY;INTERVAL=366;COUNT=4",
)  # fmt: skip
GOOD = [f"2026-12-{day:02d}T10:00:00" for day in (2, 3, 4, 9, 16)]
walls = st.sampled_from(GOOD) | st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat())
times = walls.map(lambda wall: f"{wall}+09:00") | walls.map(lambda wall: f"{wall}Z")
slots = st.fixed_dictionaries({"starts_at": times, "ends_at": times})
near = st.builds(
    lambda day, hours: {
        name: body(day, "10:00", f"{10 + hours}:00")[name] for name in ("starts_at", "ends_at")
    },
    st.integers(1, 31),
    st.integers(1, 8),
)
overrides = st.builds(
    lambda slot, wall, space: slot | {"recurrence_id": wall} | ({"space": space} if space else {}),
    slots | near,
    walls,
    st.sampled_from(["", "room", "hall", "desk-1", "attic"]),
)
series = st.fixed_dictionaries(
    {"rrule": st.sampled_from(RULES) | st.text(max_size=30)},
    optional={
        "exdates": st.lists(walls | times, max_size=3),
        "rdates": st.lists(walls | times, max_size=3),
        "overrides": st.lists(overrides, max_size=3),
        "on_conflict": st.sampled_from(["fail", "skip", "waitlist"]),
    },
)
choice = st.fixed_dictionaries(
    {"candidates": st.lists(slots | near, max_size=2)},
    optional={"on_conflict": st.sampled_from(["fail", "skip", "waitlist"])},
)
edits = st.fixed_dictionaries(
    {},
    optional={
        "rrule": st.sampled_from(RULES) | st.text(max_size=30),
        "exdates": st.lists(walls | times, max_size=3),
        "space": st.sampled_from(["room", "hall", "attic"]),
        "equipment": st.dictionaries(st.sampled_from(["projector", "piano"]), st.integers(-1, 4), max_size=2),
        "reset_by_hand": st.booleans(),
        "on_conflict": st.sampled_from(["fail", "skip"]),
    },
)
query = st.sampled_from(
    ["", "?scope=all", *(f"?scope={s}&recurrence_id={GOOD[3]}" for s in ("one", "following"))]
)


@pytest.fixture
def there(api) -> int:
    """A series, beside somebody else's booking."""
    assert api.post("/reservations", body(16, "10:00", "12:00"), "stranger").status_code == 201
    return api.post("/reservations", body(rrule="FREQ=WEEKLY;COUNT=2", equipment={"projector": 1})).json["id"]


def assert_answered(answer) -> None:
    assert answer.status_code < 500, answer.text
    assert answer.status_code < 400 or answer.mimetype == "application/problem+json"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(series | choice)
def test_booking(api, there, wish):
    """What is offered instead can be posted."""
    body_of_it = body() | wish | {"preview": True}
    answer = api.post("/reservations", body_of_it, "staff")
    assert_answered(answer)
    for part in answer.json.get("alternatives", ()):
        tried = api.post("/reservations", body_of_it | part, "staff")
        assert tried.status_code == 200, (wish, part, tried.text)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(edits, slots | near | st.just({}), query)
def test_changing(api, there, wish, when, scope):
    assert_answered(api.patch(f"/reservations/{there}{scope}", wish | when | {"preview": True}))
    refused = api.patch(f"/reservations/{there}{scope}", wish | when | {"preview": True}, If_Match='"0-0"')
    assert refused.status_code in (412, 422)
