"""Evolution's data server on a bus of its own, asked through a script that the system's own Python runs."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import tools
from tests.factories import NOW

SCRIPT = Path(__file__).parent / "scripts" / "evolution.py"
FOLDERS = ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


class Refused(Exception):
    """What it tells its person."""


class Evolution:
    def __init__(self, process: subprocess.Popen[str], said: Path):
        self.process, self.said = process, said

    def ask(self, verb: str, *values: Any) -> Any:
        """What the script's function of that name gives. Raises Refused."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([verb, values]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.said.read_text()
        answer, fault = json.loads(line)
        if fault:
            raise Refused(fault)
        return answer

    def shows(self, calendar: str, titles: list[str], within: float = 30) -> bool:
        """Whether these stand in it, now or soon."""
        deadline = time.monotonic() + within
        while self.ask("titles", calendar) != sorted(titles):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True

    def dates(self, calendar: str) -> list[tuple[datetime, datetime]]:
        since = int(NOW.timestamp())
        found = self.ask("dates", calendar, since, since + 100 * 86400)
        return [(datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)) for a, b in found]


@contextmanager
def running(folder: Path) -> Iterator[Evolution]:
    """Ended with all its processes. What they say of themselves is in the file `said`."""
    own = {name: str(folder) for name in FOLDERS} | {"GSETTINGS_BACKEND": "memory", "GIO_USE_VFS": "local"}
    command = ["dbus-run-session", "--", tools.SYSTEM_PYTHON, str(SCRIPT)]
    with (folder / "said").open("w") as said:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": said, "text": True}
        process = subprocess.Popen(command, env=os.environ | own, start_new_session=True, **pipes)
    try:
        yield Evolution(process, folder / "said")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
