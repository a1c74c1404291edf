from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import JobRun

LONGEST = 2000  # letters of an error
SELDOM = timedelta(minutes=1)  # how often a run is noted that had nothing to do


@transaction
def note_run(
    name: str,
    process: str,
    *,
    now: datetime,
    took: timedelta,
    next_at: datetime | None = None,
    runs: int = 1,
    error: str = "",
) -> None:
    """The latest of `runs` of a job that are not noted yet, begun at `now`; one statement.

    What failed last is kept beside it after the job is well again.
    """
    told: dict[str, Any] = {"process": process, "began_at": now, "ended_at": now + took, "next_at": next_at}
    if error:
        told |= {"failed_at": now, "error": error[:LONGEST]}
    made = _insert().values({"name": name, "runs": runs, "failures": int(bool(error)), "error": "", **told})
    counted = {"runs": JobRun.runs + runs, "failures": JobRun.failures + 1 if error else 0}
    db.session.execute(made.on_conflict_do_update(index_elements=["name"], set_={**told, **counted}))


def _insert() -> Any:
    either = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    return either(JobRun)
