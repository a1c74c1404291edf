from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from booking.extensions import db


def insert(model: type[Any]) -> Any:
    """An INSERT that can say ON CONFLICT, which both databases say alike."""
    either = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    return either(model)
