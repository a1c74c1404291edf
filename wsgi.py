"""The application for gunicorn and the flask command. Importing it starts nothing."""

import sys

import click
from sqlalchemy.exc import ArgumentError

from booking.app import create_app
from booking.cli.start import CannotServe, demand_ready
from config import WrongSetting


def serves() -> bool:
    """Not under a command of ours: those that serve ask for themselves."""
    command = click.get_current_context(silent=True)
    return command is None or command.info_name == "run"


try:
    app = create_app()
    if serves():
        demand_ready(app)
except (WrongSetting, CannotServe) as reason:
    sys.exit(str(reason))
except ArgumentError:
    sys.exit("DATABASE_URL: cannot be read as the address of a database")
except OSError as error:
    sys.exit(f"INSTANCE_PATH: {error.filename}: {error.strerror}")
