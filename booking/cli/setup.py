import re
import secrets
import sys
from collections.abc import Callable
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale

from booking import clock
from booking.actions.setup import NewCentre, faults, set_up
from booking.cli.hours import parsed
from booking.cli.migrating import migrate, start_empty
from booking.cli.start import startup_faults
from booking.errors import BrokenRule
from booking.permissions import ADMINISTRATOR, Actor
from booking.queries.house import house
from booking.rule_words import of_rule
from booking.rules.country import country_of
from booking.rules.locales import LOCALES
from booking.rules.passwords import SHORTEST, hashed
from booking.rules.wall import known

SETUP = Actor(None, "setup", "", ADMINISTRATOR, "cli")


@click.command("setup")
@click.option("--name", help="name of the centre")
@click.option("--zone", help="its time zone, such as Asia/Tokyo")
@click.option("--country", "country_code", help="whose holidays it keeps, such as JP  [default: the zone's]")
@click.option("--languages", help=f"of {', '.join(LOCALES)}; its own first")
@click.option("--space", help="short name of the first space, for addresses: meeting-room")
@click.option("--space-name", help="its name for people")
@click.option("--hours", help="such as 'Mon-Fri 08:45-17:30, Sat 10:00-12:00'")
@click.option("--admin", metavar="EMAIL", help="mail address of the administrator")
@click.option("--admin-name", help="the administrator's name")
@click.option("--password", help="the administrator's; asked for when not given, or made")
@click.option("--replace-demo", is_flag=True, help="start empty where the demo centre is: removes ALL of it")
def command(replace_demo: bool, **given: Any) -> None:
    """Set up a centre: tables, first space, hours, administrator."""
    migrate()
    make_room = _room_for_a_centre(replace_demo)
    new, password = _asked(given)
    if wrong := faults(new):
        raise click.ClickException(_sentences(wrong))
    make_room()
    set_up(new, by=SETUP, now=clock.now())
    _check_guard()
    click.echo(f"{new.name} is set up. Sign in at {current_app.config['BASE_URL']} as {new.admin_email}.")
    if password:
        click.echo(f"Password, shown only now: {password}")


def _room_for_a_centre(replace_demo: bool) -> Callable[[], None]:
    """What makes room, to be called once every answer is known to be good. Refuses where a real centre is."""
    there = house()
    if there is None:
        return lambda: None
    if not there.demo:
        raise click.ClickException("there is a centre already; nothing was changed")
    if not replace_demo:
        _offer_to_start_empty()
    return start_empty


def _offer_to_start_empty() -> None:
    if not sys.stdin.isatty():
        raise click.ClickException("this is the demo centre: --replace-demo removes all of it")
    click.confirm("This is the demo centre. Remove all of it and start empty?", abort=True)


def _asked(given: dict[str, Any]) -> tuple[NewCentre, str]:
    """The centre, and the password where we made it."""
    name = given["name"] or click.prompt("Name of the centre")
    zone = _zone(given["zone"] or click.prompt("Time zone", current_app.config["CENTRE_TIMEZONE"]))
    locales = _locales(given["languages"] or click.prompt("Languages, its own first", _usual_languages()))
    space = _slug(given["space"] or click.prompt("Short name of the first space", "meeting-room"))
    space_name = given["space_name"] or click.prompt("Its name for people", "Meeting room")
    hours = _hours(given["hours"] or click.prompt("Opening hours", "Mon-Fri 09:00-17:30"))
    email = given["admin"] or click.prompt("Mail address of the administrator")
    admin_name = given["admin_name"] or click.prompt("Name of the administrator")
    password, made = _password(given["password"])
    code = given["country_code"]
    new = NewCentre(
        name=name,
        tzid=zone,
        country=country_of(zone) if code is None else code.upper(),
        locales=locales,
        space_slug=space,
        space_name=space_name,
        hours=hours,
        admin_email=email,
        admin_name=admin_name,
        password_hash=hashed(password),
    )
    return new, made


def _usual_languages() -> str:
    return ",".join(dict.fromkeys([current_app.config["DEFAULT_LOCALE"], "en"]))


def _zone(typed: str) -> str:
    if not known(typed):
        raise click.ClickException(f"--zone: {typed} is not a time zone; one is Asia/Tokyo")
    return typed


def _locales(typed: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip().replace("-", "_") for part in typed.split(",") if part.strip()))
    if not wanted or set(wanted) - set(LOCALES):
        raise click.ClickException(f"--languages: {typed} is not of {', '.join(LOCALES)}")
    return wanted


def _slug(typed: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", typed) or len(typed) > 60:
        raise click.ClickException(f"--space: {typed} may have small Latin letters, digits and hyphens only")
    return typed


def _hours(typed: str) -> dict[str, list[list[str]]]:
    try:
        return parsed(typed)
    except ValueError as wrong:
        raise click.ClickException(f"--hours: {wrong}; write Mon-Fri 08:45-17:30, Sat 10:00-12:00") from None


def _password(given: str | None) -> tuple[str, str]:
    """The password, and again where we made it and must show it."""
    if given is None and sys.stdin.isatty():
        asked = "Password of the administrator (empty: one is made)"
        given = click.prompt(asked, "", hide_input=True, show_default=False, confirmation_prompt=True)
    if not given:
        made = secrets.token_urlsafe(12)
        return made, made
    if len(given) < SHORTEST:
        raise click.ClickException(f"--password: at least {SHORTEST} characters")
    return given, ""


def _check_guard() -> None:
    if found := startup_faults(current_app):
        raise click.ClickException("; ".join(fault.text for fault in found))
    click.echo("The database refuses double bookings: tried, and refused.")


def _sentences(wrong: list[BrokenRule]) -> str:
    with force_locale("en"):
        return "; ".join(f"--{rule.field}: {of_rule(rule)}" for rule in wrong)
