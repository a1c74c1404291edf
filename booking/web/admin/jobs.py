"""What the clock does, when it did last, and which processes run it."""

from typing import Any

from flask import Blueprint, current_app, render_template
from flask_babel import lazy_gettext

from booking import clock
from booking.queries.health import SILENT_AFTER
from booking.queries.job_runs import job_runs, processes
from booking.rules.running import is_overdue
from booking.web.visitor import require

blueprint = Blueprint("jobs", __name__, url_prefix="/admin/jobs")

# By the names of jobs/tick.py.
JOBS = {
    "heartbeat": lazy_gettext("Show that the process is alive"),
    "deliver": lazy_gettext("Send mail that is due"),
    "webhooks": lazy_gettext("Post to webhooks"),
    "expire": lazy_gettext("End requests whose time has run out"),
    "ask the absent": lazy_gettext("Ask those who have not checked in"),
    "release what is not used": lazy_gettext("Release time that nobody uses"),
    "move the waitlist up": lazy_gettext("Move the waitlist up"),
    "remind attendees": lazy_gettext("Prepare reminders"),
    "remind staff": lazy_gettext("Remind staff of requests that wait"),
    "tell deputies": lazy_gettext("Tell the deputy of requests that wait"),
    "tell of mail that did not arrive": lazy_gettext("Tell of mail that did not arrive"),
    "end video meetings": lazy_gettext("End video meetings that are over"),
    "digest": lazy_gettext("Prepare the morning digest"),
    "purge": lazy_gettext("Forget what is old"),
    "read mail": lazy_gettext("Look whether mail has come in"),
    "tick": lazy_gettext("Everything at once, by the command flask tick"),
}


@blueprint.get("")
def index() -> Any:
    require("desk")
    now = clock.now()
    patience = SILENT_AFTER * current_app.config["TICK_INTERVAL"]
    runs, alive, silent_before = job_runs(), processes(), now - patience
    late = {run.name for run in runs if run.next_at and is_overdue(run.began_at, run.next_at, patience, now)}
    return render_template(
        "admin/jobs.html",
        runs=runs,
        names=JOBS,
        processes=alive,
        silent_before=silent_before,
        late=late,
        running=any(one.beaten_at >= silent_before for one in alive),
        now=now,
    )
