"""Alembic's environment: the application's own engine, and its metadata."""

from alembic import context
from flask import current_app

import booking.models  # noqa: F401  (knows all tables)


def run() -> None:
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        context.configure(connection, target_metadata=database.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
