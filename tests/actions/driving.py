"""What the machines that drive the desk share: the judging, the counting, the depth."""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from booking.errors import BookingError

PHASES = (Phase.generate, *([Phase.shrink] if os.environ.get("SHRINK") else []))  # shrinking takes minutes
Counted = Counter[tuple[str, str]]
Act = tuple[str, dict[str, Any]]


def act(verb: str, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    """A step of a machine: the name of its method, and what it is called with."""
    return st.tuples(st.just(verb), st.fixed_dictionaries(values))


def judged(counted: Counted, verb: str, expected: str, do: Callable[[], object]) -> object:
    """Does it, and wants exactly the answer that the model gave, or one of them: `ok|slot_taken`."""
    try:
        result = do()
        said = "nothing" if result is None else "ok"
    except BookingError as refusal:
        result, said = refusal, refusal.code
    counted[verb, "ok" if said == "ok" else "refused"] += 1
    counted[verb, said] += said not in ("ok", "refused")
    assert said in expected.split("|"), f"{verb}: {said} instead of {expected}"
    return result


def drive(machine: type[RuleBasedStateMachine], examples: int, steps: int, chance: bool = False) -> None:
    """Without `chance` the same course every time."""
    depth = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        phases=PHASES, report_multiple_bugs=False, derandomize=not chance,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=depth)


def lacking(counted: Counted, verbs: tuple[str, ...], each: int, more: dict[tuple[str, str], int]) -> Counted:
    """The outcomes that were seen too seldom for the run to mean much (D52)."""
    floors = {(verb, said): each for verb in verbs for said in ("ok", "refused")} | more
    return Counter({which: counted[which] for which, least in floors.items() if counted[which] < least})
