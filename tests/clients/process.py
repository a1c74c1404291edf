"""A Thunderbird without a display, started with a profile of its own and ended with all its processes."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.clients.marionette import Marionette

PREFERENCES = Path(__file__).parent / "user.js"
WITHOUT_DISPLAY = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access")
PATIENCE = 60  # seconds that a script may take


@contextmanager
def running(program: str, folder: Path, address: str, smtp_url: str) -> Iterator[Marionette]:
    """It belongs to `address`, and its mails go to the server at `smtp_url`."""
    profile = folder / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(_preferences(address, smtp_url))
    with _process([program, *WITHOUT_DISPLAY, "--profile", str(profile)], folder) as process:
        port = _port(profile / "MarionetteActivePort", process, folder / "said")
        with closing(Marionette(port, PATIENCE)) as marionette:
            yield marionette


def _preferences(address: str, smtp_url: str) -> str:
    port = smtp_url.rpartition(":")[2]
    return PREFERENCES.read_text().replace("@ADDRESS@", address).replace("@PORT@", port)


@contextmanager
def _process(argv: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """What it says of itself is in the file `said`."""
    home = os.environ | {"HOME": str(folder), "TMPDIR": str(folder)}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            argv, env=home, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _port(file: Path, process: subprocess.Popen[bytes], said: Path, within: float = 90) -> int:
    """The one that it took, which it writes down."""
    deadline = time.monotonic() + within
    while not (file.exists() and file.read_text().strip()):
        assert process.poll() is None and time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)
    return int(file.read_text())
