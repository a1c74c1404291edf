"""Databases with the demo centre, and an API token for one of its people."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.server import ROOT
from tests import databases


@dataclass(frozen=True)
class Centre:
    """`environ` runs any command or server of ours on it."""

    kind: str
    url: str
    environ: dict[str, str]

    def flask(self, *command: str) -> str:
        argv = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        env = os.environ | self.environ
        done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        return done.stdout

    def token(self, email: str) -> str:
        return self.flask("token", email).split()[-1]


@contextmanager
def sqlite() -> Iterator[Centre]:
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        yield _filled("SQLite", f"sqlite:///{folder}/booking.db", folder)


@contextmanager
def postgresql() -> Iterator[Centre]:
    folder = databases.bindir()
    if folder is None:
        raise SystemExit("PostgreSQL 15 or newer is missing: make test-tools")
    with databases.cluster(folder) as url, tempfile.TemporaryDirectory(prefix="bench") as instance:
        yield _filled("PostgreSQL", url.render_as_string(hide_password=False), instance)


def _filled(kind: str, url: str, folder: str) -> Centre:
    environ = {"DATABASE_URL": url, "INSTANCE_PATH": folder, "SECRET_KEY": "bench", "SCHEDULER": "off"}
    centre = Centre(kind, url, environ)
    centre.flask("demo")
    return centre
