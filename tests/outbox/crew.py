"""Real workers that can be killed and started anew in an instant: forked from a process that stands ready."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
NURSERY = """
import os, signal, socket, sys, time, traceback
from booking import clock
from booking.app import create_app
from booking.jobs.tick import deliver_due
from booking.mail.compose import compose
from tests.mail import letters

app = create_app()
with app.app_context():
    compose(letters.letter("invitation", locale="ja"), letters.SENDER)  # reads the templates
signal.signal(signal.SIGCHLD, signal.SIG_IGN)

def work():
    socket.getfqdn = lambda: f"worker-{os.getpid()}.example"  # what it says in EHLO
    with app.app_context():
        while True:
            try:
                deliver_due(clock.now())
            except Exception:
                traceback.print_exc()
            time.sleep(0.1)

for line in iter(sys.stdin.readline, ""):
    pid = os.fork() or work()
    print(pid, flush=True)
"""
SETTINGS = ("DATABASE_URL", "INSTANCE_PATH", "SECRET_KEY", "BASE_URL")


class Crew:
    def __init__(self, nursery: subprocess.Popen[str]):
        self.nursery = nursery
        self.working: list[int] = []
        self.killed: list[int] = []

    def start(self) -> int:
        self.nursery.stdin.write("one more\n")
        self.nursery.stdin.flush()
        self.working.append(int(self.nursery.stdout.readline()))
        return self.working[-1]

    def kill(self) -> None:
        """The one that has worked longest."""
        self.killed.append(self.working.pop(0))
        os.kill(self.killed[-1], signal.SIGKILL)


@contextmanager
def crew(app, size: int, **settings: str) -> Iterator[Crew]:
    env = os.environ | {name: str(app.config[name]) for name in SETTINGS} | settings
    nursery = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        cwd=ROOT, env=env, stdin=-1, stdout=-1, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        hired = Crew(nursery)
        for _ in range(size):
            hired.start()
        yield hired
    finally:
        os.killpg(nursery.pid, signal.SIGKILL)
        nursery.communicate()


def name_of(pid: int) -> str:
    return f"worker-{pid}.example"
