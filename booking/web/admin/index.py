"""The way to each page of the administration."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

from booking.web.visitor import require

blueprint = Blueprint("admin", __name__)


@blueprint.record_once
def _names_for_pages(state: Any) -> None:
    state.app.jinja_env.globals.update(admin_places=admin_places)


def admin_places() -> Iterator[tuple[str, str, str]]:
    """(address, name, what is done there)."""
    yield url_for("policies.index"), gettext("Policies"), gettext("Who may book what, when and how long.")
    yield (
        url_for("special_days.index"),
        gettext("Holidays"),
        gettext("Days that open although they are holidays, and days that are closed."),
    )
    yield (
        url_for("blackouts.index"),
        gettext("Closed times"),
        gettext("Hours or days when a space cannot be booked, and whom that hits."),
    )
    yield (
        url_for("resources.index"),
        gettext("Spaces and equipment"),
        gettext("Names, sizes, units, and what is out of service."),
    )
    yield url_for("refusals.index"), gettext("Refusals"), gettext("What was refused, and which rule decided.")
    yield (
        url_for("webhooks.index"),
        gettext("Webhooks"),
        gettext("Programs that are told what happens to bookings."),
    )
    yield (
        url_for("outbox.index"),
        gettext("Outbox"),
        gettext("Messages that wait, and those that need a person."),
    )
    yield (
        url_for("inbound.index"),
        gettext("Inbound mail"),
        gettext("Mail that came in, what became of it, and what needs a person."),
    )
    yield url_for("mail.index"), gettext("Mail"), gettext("What was written, as its readers see it.")
    yield (
        url_for("jobs.index"),
        gettext("Jobs"),
        gettext("What is done in the background, and whether it runs."),
    )
    yield (
        url_for("reasons.index"),
        gettext("Standard reasons"),
        gettext("What is said when a request is declined or returned, or a booking cancelled."),
    )


@blueprint.get("/admin")
def show() -> Any:
    require("edit_policy")
    return render_template("admin/index.html")
