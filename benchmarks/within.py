"""Requests to an application in this process: its own CPU, without server, sockets or a client's."""

import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from benchmarks.readers import Day, Send

TIMES = 400


def milliseconds(
    app: Flask, day: Day, before: Callable[[], None], after: Callable[[int, bytes], None]
) -> float:
    """Of CPU for one request; `before` and `after` each of them are not counted."""
    spent = 0.0
    for n in range(-TIMES // 10, TIMES):
        before()
        environ, began = _environ(day, n), time.process_time()
        status, page = _call(app, environ)
        spent += (time.process_time() - began) if n >= 0 else 0
        after(status, page)
    return spent / TIMES * 1e3


def answer(app: Flask, day: Day, n: int) -> tuple[int, bytes]:
    return _call(app, _environ(day, n))


def sender(app: Flask) -> Send:
    client = app.test_client()

    def send(method: str, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        response = client.open(address, method=method, data=body, headers=headers)
        return response.status_code, response.data

    return send


def _environ(day: Day, n: int) -> dict[str, Any]:
    headers = day.headers[n % len(day.headers)]
    return EnvironBuilder(path=day.address, headers=headers).get_environ()


def _call(app: Flask, environ: dict[str, Any]) -> tuple[int, bytes]:
    """All that WSGI asks of a server (PEP 3333)."""
    started: list[str] = []
    parts = app.wsgi_app(environ, lambda status, headers, error=None: started.append(status) or bytes)
    page = b"".join(parts)
    if close := getattr(parts, "close", None):
        close()
    return int(started[0][:3]), page
