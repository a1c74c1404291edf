from datetime import datetime, timedelta
from typing import Any

from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import JobRun
from booking.models.upsert import insert

LONGEST = 2000  # letters of an error


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
    made = insert(JobRun).values(
        {"name": name, "runs": runs, "failures": int(bool(error)), "error": "", **told}
    )
    counted = {"runs": JobRun.runs + runs, "failures": JobRun.failures + 1 if error else 0}
    db.session.execute(made.on_conflict_do_update(index_elements=["name"], set_={**told, **counted}))
