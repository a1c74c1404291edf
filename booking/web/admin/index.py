"""The way to each page of the administration."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

from booking.web.visitor import require

blueprint = Blueprint("admin", __name__)
Place = tuple[str, str, str]  # (address, name, what is done there)


@blueprint.record_once
def _names_for_pages(state: Any) -> None:
    state.app.jinja_env.globals.update(admin_groups=admin_groups)


def admin_groups() -> Iterator[tuple[str, list[Place]]]:
    """By heading, in the order in which somebody who sets up a centre needs them."""
    yield gettext("Centre and spaces"), [*_centre()]
    yield gettext("Rules and times"), [*_rules()]
    yield gettext("Companies and people"), [*_people()]
    yield gettext("Messages"), [*_messages()]
    yield gettext("How it runs"), [*_running()]


def _centre() -> Iterator[Place]:
    yield url_for("centre.show"), gettext("Centre"), gettext("Its name, address, phone and languages.")
    told = gettext("Names, sizes, units, and what is out of service.")
    yield url_for("resources.index"), gettext("Spaces and equipment"), told
    told = gettext("What is asked with every booking of a space.")
    yield url_for("questions.index"), gettext("Questions"), told


def _rules() -> Iterator[Place]:
    yield url_for("policies.index"), gettext("Policies"), gettext("Who may book what, when and how long.")
    told = gettext("Days that open although they are holidays, and days that are closed.")
    yield url_for("special_days.index"), gettext("Holidays"), told
    told = gettext("Hours or days when a space cannot be booked, and whom that hits.")
    yield url_for("blackouts.index"), gettext("Closed times"), told
    told = gettext("What is said when a request is declined or returned, or a booking cancelled.")
    yield url_for("reasons.index"), gettext("Standard reasons"), told


def _people() -> Iterator[Place]:
    told = gettext("Whose people book, where they are, and which language they read.")
    yield url_for("companies.index"), gettext("Companies"), told
    yield url_for("users.index"), gettext("Accounts"), gettext("Who can sign in, and who may do what.")


def _messages() -> Iterator[Place]:
    told = gettext("Messages that wait, and those that need a person.")
    yield url_for("outbox.index"), gettext("Messages sent and waiting"), told
    told = gettext("Mail that came in, what became of it, and what needs a person.")
    yield url_for("inbound.index"), gettext("Mail received"), told
    told = gettext("What was written, as its readers see it.")
    yield url_for("mail.index"), gettext("What mails look like"), told


def _running() -> Iterator[Place]:
    yield url_for("refusals.index"), gettext("Refusals"), gettext("What was refused, and which rule decided.")
    told = gettext("Programs that are told what happens to bookings.")
    yield url_for("webhooks.index"), gettext("Webhooks"), told
    told = gettext("What is done in the background, and whether it runs.")
    yield url_for("jobs.index"), gettext("Jobs"), told


@blueprint.get("/admin")
def show() -> Any:
    require("edit_policy")
    return render_template("admin/index.html")
