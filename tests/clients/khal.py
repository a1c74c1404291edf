"""khal, a calendar in a terminal: what it prints of the calendars on a disk."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

CONFIG = """
[calendars]
[[kept]]
path = {calendar}
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = {tzid}
default_timezone = {tzid}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
FIELDS = ("start-long-full", "end-long-full", "title")


def dates(calendar: Path, tzid: str, title: str = "") -> list[tuple[datetime, datetime]]:
    """Begin and end of each date, or of those with that title, read off its print by the clock of `tzid`."""
    rows = [row for row in _printed(calendar, tzid) if title in ("", row["title"])]
    return sorted(tuple(_instant(row[field], tzid) for field in FIELDS[:2]) for row in rows)


def _printed(calendar: Path, tzid: str) -> list[dict[str, str]]:
    folder = calendar.parent / f"khal-{calendar.name}-{tzid.replace('/', '-')}"
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(CONFIG.format(calendar=calendar, folder=folder, tzid=tzid))
    fields = [word for field in FIELDS for word in ("--json", field)]
    asked = ["list", *fields, "2026-11-01", "90d"]
    command = [sys.executable, "-m", "khal", "-c", str(folder / "config"), *asked]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return [row for day in done.stdout.splitlines() if day for row in json.loads(day)]


def _instant(printed: str, tzid: str) -> datetime:
    return datetime.fromisoformat(printed).replace(tzinfo=ZoneInfo(tzid)).astimezone(UTC)
