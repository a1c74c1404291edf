"""`gunicorn -w N wsgi:app`: threads for many readers, the scheduler in each worker unless SCHEDULER=off."""

import os
import re
import sys

from gunicorn.glogging import Logger

from config import WrongSetting, port

try:
    _port = port("PORT", os.environ.get("PORT") or "8000")
except WrongSetting as _reason:
    sys.exit(str(_reason))
_host = os.environ.get("HOST") or "127.0.0.1"
bind = f"{f'[{_host}]' if ':' in _host else _host}:{_port}"
# Loaded once and before any worker: what keeps it from serving is said once, and ends it.
preload_app = True
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 5
keepalive = 5
# A control socket in the home folder: two servers of one user would quarrel over it.
control_socket_disable = True


class Discreet(Logger):
    """Of an address that is itself the key, the log of requests has only the first part."""

    _KEY = re.compile(r"(/(?:feeds|reply|reminders|join)/)[^/?\s]+")

    def atoms(self, resp, req, environ, request_time):
        found = super().atoms(resp, req, environ, request_time)
        return found | {name: self._KEY.sub(r"\1...", str(found[name])) for name in ("r", "U", "f")}


logger_class = Discreet


def post_worker_init(worker):
    """After the fork, since threads do not survive one, and with the application loaded."""
    if worker.wsgi.config["SCHEDULER"]:
        from booking.jobs import timetable

        worker.scheduler = timetable.start(worker.wsgi)


def worker_exit(server, worker):
    """In the worker, on its way out: the mail that is under way is finished, and no other begun."""
    if hasattr(worker, "scheduler"):
        from booking.jobs import timetable

        timetable.stop(worker.scheduler)
