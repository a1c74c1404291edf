"""Janus' secrets and its configuration in the instance folder."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from booking.video.janus_setup import kept_secrets, write_configuration
from tests.races.crowd import ROOT

READS = """
import sys
from pathlib import Path
from booking.video.janus_setup import kept_secrets
folder = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(kept_secrets({"INSTANCE_PATH": folder}))
"""


def settings(folder: Path) -> dict[str, Any]:
    about = {"INSTANCE_PATH": folder, "VIDEO_PORT": 9000, "JANUS_BIN": ""}
    return {**about, "VIDEO_MEDIA_PORTS": "41000-41010", "VIDEO_MEDIA_ADDRESS": "192.0.2.7"}


def test_processes_that_make_the_secrets_at_once_have_the_same(tmp_path):
    command, pipe = [sys.executable, "-c", READS], subprocess.PIPE
    for n in range(5):
        folder = tmp_path / str(n)
        asking = [
            subprocess.Popen([*command, str(folder)], cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
            for _ in range(4)
        ]
        assert [process.stdout.readline() for process in asking] == ["ready\n"] * 4
        for process in asking:
            process.stdin.write("\n")
            process.stdin.flush()
        assert len({process.communicate(timeout=30)[0] for process in asking}) == 1
        assert [file.name for file in (folder / "video").iterdir()] == ["secrets.json"]


def test_nobody_else_reads_them(tmp_path):
    kept_secrets(settings(tmp_path))
    written = write_configuration(settings(tmp_path))
    assert (tmp_path / "video").stat().st_mode & 0o777 == 0o700
    for file in (tmp_path / "video" / "secrets.json", *written.iterdir()):
        assert file.stat().st_mode & 0o777 == 0o600, file.name


def test_they_are_long_and_all_different(tmp_path):
    kept_secrets(settings(tmp_path))
    made = json.loads((tmp_path / "video" / "secrets.json").read_text())
    assert len(set(made.values())) == 4 and all(len(word) >= 32 for word in made.values())


def test_what_is_written_is_told_to_janus(tmp_path):
    folder = write_configuration(settings(tmp_path))
    known = kept_secrets(settings(tmp_path))
    main = (folder / "janus.jcfg").read_text()
    assert f'token_auth_secret = "{known.token_secret}"' in main and "token_auth = true" in main
    assert 'rtp_port_range = "41000-41010"' in main and 'ice_enforce_list = "192.0.2.7"' in main
    rooms = (folder / "janus.plugin.videoroom.jcfg").read_text()
    assert f'admin_key = "{known.admin_key}"' in rooms and "string_ids = true" in rooms
    assert "room-" not in rooms, "no room that anybody knows"
    ways_in = "".join(file.read_text() for file in folder.glob("janus.transport.*"))
    assert set(re.findall(r"ip = \"(.*)\"", ways_in)) == {"127.0.0.1"}
    assert set(re.findall(r"port = (\d+)", ways_in)) == {"9001", "9002"}
