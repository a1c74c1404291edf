"""Processes that are kept alive: started, started again when they die, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

ROOT = Path(__file__).parents[2]
STEADY = 30.0  # seconds alive after which a death is the first again
BACK_OFF, BACK_OFF_MAX = 0.5, 30.0  # seconds
TIME_TO_START, TIME_TO_STOP = 30.0, 10.0  # seconds
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass
class Child:
    """One process to keep alive. `env` is laid over ours. `due` is when, on our clock, it may start."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    deaths: int = 0


class CannotStart(Exception):
    """One line that says why."""


def run(wanted: Sequence[Child], up: Callable[[], bool], ready: Callable[[], None]) -> int:
    """Starts and watches them. Raises CannotStart when the first dies, or is not `up`, at the beginning."""
    with stop_asked() as stopping:
        try:
            start(wanted[0])
            if _came_up(wanted[0], up, stopping):
                ready()
            watch(wanted, stopping)
        finally:
            stop(wanted)
    return 0


def _came_up(first: Child, up: Callable[[], bool], stopping: Event) -> bool:
    deadline = time.monotonic() + TIME_TO_START
    while not up():
        if died(first):
            raise CannotStart(f"{first.name} could not start ({_end(first)}); the reason stands above")
        if time.monotonic() > deadline:
            raise CannotStart(f"{first.name} did not answer within {TIME_TO_START:.0f} seconds")
        if stopping.wait(0.1):
            return False
    return True


def watch(wanted: Sequence[Child], stopping: Event) -> None:
    while not stopping.wait(0.2):
        for child in wanted:
            revive(child)


def revive(child: Child) -> None:
    if died(child):
        mourn(child)
    if child.process is None and time.monotonic() >= child.due:
        start(child)


def start(child: Child) -> None:
    """In a session of its own: Ctrl-C reaches us alone, and we tell them in order."""
    child.started = time.monotonic()
    child.process = subprocess.Popen(
        child.argv,
        cwd=ROOT,
        env={**os.environ, **child.env},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def died(child: Child) -> bool:
    return child.process is not None and child.process.poll() is not None


def mourn(child: Child) -> None:
    """Ends what it left behind, which may hold its ports, and notes when to start again: the more deaths in a
    row, the later."""
    assert child.process is not None
    _end_all_of(child.process)
    steady = time.monotonic() - child.started > STEADY
    child.deaths = 1 if steady else child.deaths + 1
    wait = min(BACK_OFF_MAX, BACK_OFF * 2 ** min(child.deaths - 1, 10))
    print(f"{child.name} ended ({_end(child)}), starting again in {wait:g} s", file=sys.stderr, flush=True)
    child.process, child.due = None, time.monotonic() + wait


def _end(child: Child) -> str:
    assert child.process is not None
    status = child.process.poll() or 0
    return f"exit {status}" if status >= 0 else signal.Signals(-status).name


def stop(wanted: Sequence[Child]) -> None:
    """SIGTERM to all, and after TIME_TO_STOP seconds in all an end to whatever of theirs is left."""
    living = [child.process for child in wanted if child.process is not None]
    for process in living:
        process.terminate()
    deadline = time.monotonic() + TIME_TO_STOP
    for process in living:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        _end_all_of(process)
        process.wait()


def _end_all_of(process: subprocess.Popen[bytes]) -> None:
    """It and what it started: they are one session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def stop_asked() -> Iterator[Event]:
    """An event that the first signal to stop sets."""
    asked = Event()
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in STOPS}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
