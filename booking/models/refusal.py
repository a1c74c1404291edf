from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant


class Refusal(db.Model):
    """What was asked for and not given, and which rules decided: for staff, for as long as mail is kept.

    `rules`: as rules.kept, with "setting" (a field of the policy), "resource" (a slug) and "set_by" (a slug
    or "centre"), each perhaps empty; `request`: what was asked.
    """

    __tablename__ = "refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    door: Mapped[str]
    code: Mapped[str]
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
