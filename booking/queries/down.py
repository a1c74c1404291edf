"""Lists that go down by id, page by page."""

from typing import Any

from sqlalchemy import Select


def down(rows: Select[Any], row_id: Any, before: int | None, limit: int) -> Select[Any]:
    """Newest first: those with a `row_id` below `before`, or all."""
    rows = rows.where(row_id < before) if before is not None else rows
    return rows.order_by(row_id.desc()).limit(limit)
