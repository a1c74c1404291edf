"""Every command that writes first brings the tables up to date."""

import logging

import click
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import DBAPIError

from booking.extensions import db
from booking.queries.health import first_line


def migrate() -> None:
    """Raises ClickException when the database does not answer."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    db.session.remove()  # what it has read would lock tables against us
    try:
        upgrade()
    except DBAPIError as error:
        raise click.ClickException(f"DATABASE_URL: {first_line(error)}") from error


def start_empty() -> None:
    """Drops every table with all that is in it, and makes them anew."""
    db.session.remove()
    downgrade(revision="base")
    migrate()
