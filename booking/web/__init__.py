"""The pages. One blueprint a noun; a module that stands here has a `blueprint`."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from booking.web import assets, flash, frame, headers, language, larger, log, refusals, times, unreadable

BLUEPRINTS = (
    "availability",
    "search",
    "spaces",
    "photos",
    "sessions",
    "reservations",
    "checks",
    "copying",
    "taken_back",
    "changes",
    "proposals",
    "check_in",
    "door",
    "desk",
    "counter",
    "day_sheet",
    "confirmation",
    "admin.index",
    "admin.centre",
    "admin.policies",
    "admin.special_days",
    "admin.blackouts",
    "admin.resources",
    "admin.tablets",
    "admin.equipment",
    "admin.questions",
    "admin.photos",
    "admin.companies",
    "admin.users",
    "admin.refusals",
    "admin.reasons",
    "admin.jobs",
    "admin.outbox",
    "admin.inbound",
    "admin.mail",
    "admin.webhooks",
    "account",
    "calendars",
    "passwords",
    "replies",
    "proposing",
    "reminders",
    "join",
    "confirm",
    "welcome",
    "feeds",
    "health",
    "metrics",
)


def register(app: Flask) -> None:
    for part in (flash, unreadable, language, assets, times, frame, headers, refusals, log, larger):
        part.register(app)
    for name in BLUEPRINTS:
        if find_spec(f"booking.web.{name}"):
            app.register_blueprint(import_module(f"booking.web.{name}").blueprint)
