"""Prints a table and writes benchmarks/results/<time>.json."""

import json
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from benchmarks import booking, caldav, day_view, feed, outbox, pages
from benchmarks.row import Row

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    rows = [row for part in (day_view, booking, feed, caldav, outbox, pages) for row in _told(part)]
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    kept.write_text(json.dumps(_report(rows), indent=1, ensure_ascii=False))
    print(f"written to {kept}")


def _told(part: ModuleType) -> Iterator[Row]:
    """Each row is printed as soon as it is there."""
    for row in part.rows():
        print(row.line(), flush=True)
        yield row


def _report(rows: list[Row]) -> dict[str, object]:
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    return {"machine": machine, "rows": [row.as_json() for row in rows]}


if __name__ == "__main__":
    main()
