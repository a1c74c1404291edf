"""Prints a table and writes benchmarks/results/<time>.json. Arguments are names of parts: `feed caldav`."""

import json
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from benchmarks import booking, caldav, day_view, feed, outbox, pages
from benchmarks.row import Row

RESULTS = Path(__file__).parent / "results"
_ALL = (day_view, booking, feed, caldav, outbox, pages)
PARTS = {part.__name__.rpartition(".")[2]: part for part in _ALL}


def main(wanted: list[str]) -> None:
    rows = [row for part in _parts(wanted) for row in _told(part)]
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    kept.write_text(json.dumps(_report(rows), indent=1, ensure_ascii=False))
    print(f"written to {kept}")


def _parts(wanted: list[str]) -> list[ModuleType]:
    if unknown := set(wanted) - PARTS.keys():
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return [part for name, part in PARTS.items() if not wanted or name in wanted]


def _told(part: ModuleType) -> Iterator[Row]:
    """Each row is printed as soon as it is there."""
    for row in part.rows():
        print(row.line(), flush=True)
        yield row


def _report(rows: list[Row]) -> dict[str, object]:
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    return {"machine": machine, "rows": [row.as_json() for row in rows]}


if __name__ == "__main__":
    main(sys.argv[1:])
