"""Real processes, small ones: what serve starts, starts again and stops."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from booking.jobs import serve, watch
from booking.jobs.watch import CannotStart, Child

ROOT = Path(__file__).parents[2]
SLEEPER = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def wait_until(true: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def settings(**others: object) -> dict[str, object]:
    usual = {"HOST": "127.0.0.1", "PORT": 8000, "WEB_WORKERS": 3, "INBOUND_URL": ""}
    return {**usual, "VIDEO_PROVIDER": "off", "JANUS_BIN": "", "GALENE_URL": "", **others}


@pytest.fixture
def parent(tmp_path: Path):
    """Starts a process that keeps two children which write their ids down; ends it with what it started."""
    started: list[subprocess.Popen[str]] = []

    def begin(first: str, up: str = "lambda: True") -> subprocess.Popen[str]:
        noting = f"import os; open({str(tmp_path)!r} + '/%s', 'a').write(f'{{os.getpid()}}\\n');"
        code = f"""
            import sys
            from booking.jobs import watch
            watch.BACK_OFF = 0.1
            children = [
                watch.Child("web", [sys.executable, "-c", {noting % "web" + first!r}]),
                watch.Child("worker", [sys.executable, "-c", {noting % "worker" + SLEEPER!r}]),
            ]
            sys.exit(watch.run(children, {up}, lambda: print("ready", flush=True)))
        """
        process = subprocess.Popen(
            python(textwrap.dedent(code)), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def ids(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_all_and_is_a_good_end(parent, tmp_path, number):
    process = parent(SLEEPER)
    wait_until(lambda: ids(tmp_path, "web") and ids(tmp_path, "worker"))
    process.send_signal(number)
    assert process.wait(5) == 0
    assert process.stdout.read() == "ready\n"
    assert not [pid for name in ("web", "worker") for pid in ids(tmp_path, name) if alive(pid)]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_dies_is_started_again(parent, tmp_path, name):
    process = parent(SLEEPER)
    wait_until(lambda: ids(tmp_path, "web") and ids(tmp_path, "worker"))
    os.kill(ids(tmp_path, name)[0], signal.SIGKILL)
    wait_until(lambda: len(ids(tmp_path, name)) == 2)
    process.terminate()
    assert process.wait(5) == 0
    assert f"{name} ended (SIGKILL), starting again in 0.1 s" in process.stderr.read()
    assert not alive(ids(tmp_path, name)[1])


def test_a_first_process_that_cannot_start_ends_it_with_a_line(parent):
    process = parent("raise SystemExit(3)", up="lambda: False")
    assert process.wait(10) != 0
    assert "web could not start (exit 3); the reason stands above" in process.stderr.read()


def test_deaths_in_a_row_are_further_and_further_apart():
    child = Child("web", python("raise SystemExit(1)"))
    waits = []
    for _ in range(9):
        watch.start(child)
        child.process.wait()
        watch.mourn(child)
        waits.append(round(child.due - time.monotonic(), 1))
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_death_after_a_steady_life_is_the_first_again():
    child = Child("web", python(""), deaths=6)
    watch.start(child)
    child.process.wait()
    child.started -= watch.STEADY + 1
    watch.mourn(child)
    assert child.deaths == 1


def test_one_that_is_not_due_is_left_alone():
    child = Child("web", python(SLEEPER), due=time.monotonic() + 60)
    watch.revive(child)
    assert child.process is None


def test_what_does_not_listen_is_killed_with_all_that_it_started(monkeypatch, tmp_path):
    monkeypatch.setattr(watch, "TIME_TO_STOP", 0.3)
    spawning = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]);"
    noting = f"open({str(tmp_path / 'grandchild')!r}, 'w').write(str(p.pid));"
    child = Child("web", python(spawning + noting + DEAF))
    watch.start(child)
    wait_until(lambda: ids(tmp_path, "grandchild"))
    time.sleep(0.3)
    watch.stop([child])
    assert child.process.returncode == -signal.SIGKILL
    wait_until(lambda: gone(ids(tmp_path, "grandchild")[0]))


def test_what_one_that_dies_has_started_ends_too(tmp_path):
    """It may hold the ports that the next one needs."""
    spawning = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]);"
    child = Child("web", python(spawning + f"open({str(tmp_path / 'grandchild')!r}, 'w').write(str(p.pid))"))
    watch.start(child)
    child.process.wait()
    watch.mourn(child)
    wait_until(lambda: gone(ids(tmp_path, "grandchild")[0]))


def gone(pid: int) -> bool:
    """Dead, though perhaps not yet reaped by whoever inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return not alive(pid)


def test_a_port_in_use_is_one_line(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert serve.serve(settings(PORT=port)) == 1
    assert capsys.readouterr().err == f"cannot listen on HOST=127.0.0.1 PORT={port}: Address already in use\n"


def test_a_host_that_is_not_ours_is_refused():
    with pytest.raises(CannotStart, match=r"HOST=192\.0\.2\.1 "):
        serve.demand_free("192.0.2.1", free_port())


def test_one_that_never_answers_is_refused(monkeypatch):
    monkeypatch.setattr(watch, "TIME_TO_START", 0.3)
    with pytest.raises(CannotStart, match="web did not answer within"):
        watch.run([Child("web", python(SLEEPER))], lambda: False, lambda: None)


def test_it_answers_once_somebody_listens():
    port = free_port()
    assert not serve.answers("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)):
        assert serve.answers("127.0.0.1", port)
        assert serve.answers("0.0.0.0", port)


def test_the_processes_of_a_centre():
    web, worker = serve.children(settings())
    assert (web.name, web.env) == ("web", {"HOST": "127.0.0.1", "PORT": "8000", "SCHEDULER": "off"})
    assert web.argv[1:3] == ["-m", "gunicorn"]
    assert "--workers=3" in web.argv
    assert worker.argv[1:] == ["-m", "flask", "--app", "wsgi", "worker"]
    assert worker.env["SCHEDULER"] == "on"


def test_mail_is_read_where_there_is_a_mailbox():
    *_, mailbox = serve.children(settings(INBOUND_URL="lmtp://127.0.0.1:2400"))
    assert (mailbox.name, mailbox.argv[1:]) == ("mailbox", ["-m", "flask", "--app", "wsgi", "mailbox"])


def test_the_relay_runs_where_there_is_a_conference_server(janus):
    *_, video = serve.children(settings(VIDEO_PROVIDER="auto"))
    assert (video.name, video.argv[1:]) == ("video", ["-m", "flask", "--app", "wsgi", "video"])
    assert len(serve.children(settings(VIDEO_PROVIDER="auto", JANUS_BIN="/nowhere/janus"))) == 2
