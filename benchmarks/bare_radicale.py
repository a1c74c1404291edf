"""Radicale as it comes: its own storage of files, a password file, each with their own calendars."""

import logging
import os
from pathlib import Path
from typing import ClassVar

from radicale import config
from radicale.app import Application


class Bare(Application):
    config: ClassVar[dict[str, bool]] = {"SCHEDULER": False}  # the same gunicorn.conf.py as ours


def _settings(folder: Path) -> config.Configuration:
    settings = config.load()
    chosen = {
        "storage": {"filesystem_folder": str(folder)},
        "auth": {
            "type": "htpasswd",
            "htpasswd_filename": str(folder / "users"),
            "htpasswd_encryption": "plain",
            "htpasswd_cache": "True",
        },
        "web": {"type": "none"},
    }
    settings.update(chosen, "benchmark", privileged=True)
    return settings


logging.getLogger("radicale").setLevel(logging.CRITICAL)
app = Bare(_settings(Path(os.environ["RADICALE_FOLDER"])))
