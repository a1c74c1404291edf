"""`make run`: the processes of a centre, which its parent keeps alive (D48)."""

import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

from booking.jobs.watch import ROOT, CannotStart, Child, run
from booking.video.choose import uses_janus


def serve(settings: Mapping[str, Any], ready: Callable[[], None] = lambda: None) -> int:
    """Runs until SIGTERM, SIGINT or SIGHUP; calls `ready` once the pages answer; returns the exit status."""
    host, port = settings["HOST"], settings["PORT"]
    try:
        demand_free(host, port)
        return run(children(settings), lambda: answers(host, port), ready)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


def children(settings: Mapping[str, Any]) -> list[Child]:
    """Every process of a centre; the first is the one that must start."""
    where = {"HOST": str(settings["HOST"]), "PORT": str(settings["PORT"])}
    gunicorn = [
        "gunicorn",
        f"--config={ROOT / 'gunicorn.conf.py'}",
        f"--workers={settings['WEB_WORKERS']}",
        "--log-level=warning",
    ]
    wanted = [
        Child("web", _python(*gunicorn, "wsgi:app"), {**where, "SCHEDULER": "off"}),
        Child("worker", _flask("worker"), {**where, "SCHEDULER": "on"}),
    ]
    also = {"mailbox": bool(settings["INBOUND_URL"]), "video": uses_janus(settings)}
    return wanted + [Child(name, _flask(name), where) for name, needed in also.items() if needed]


def _python(*module: str) -> list[str]:
    return [sys.executable, "-m", *module]


def _flask(command: str) -> list[str]:
    return _python("flask", "--app", "wsgi", command)


def demand_free(host: str, port: int) -> None:
    """Raises CannotStart where something else listens, or the address is not ours."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise CannotStart(f"cannot listen on HOST={host} PORT={port}: {error.strerror}") from None


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((_reachable(host), port), timeout=1):
            return True
    except OSError:
        return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
