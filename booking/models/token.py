from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant, one_of
from booking.models.resource import Resource
from booking.models.user import User

API, FEED, DAV, DEVICE = "api", "feed", "dav", "device"
KINDS = (API, FEED, DAV, DEVICE)
MINE, SPACE, COMPANY, ALL = "me", "space", "company", "all"
SUBJECTS = (MINE, SPACE, COMPANY, ALL)


class Token(db.Model):
    """A random secret of which only the SHA-256 is kept (D41, D42). A feed's has a subject and a level; one
    of kind DAV is an app password, one of kind DEVICE a tablet at the door of its space: until it is first
    used, its secret is that of the address to open on the tablet."""

    __tablename__ = "token"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(f"kind <> '{FEED}' OR {one_of('subject', SUBJECTS)}", name="feed_has_subject"),
        CheckConstraint(f"subject <> '{SPACE}' OR space_id IS NOT NULL", name="subject_has_space"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str | None]
    space_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    level: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    user: Mapped[User] = relationship()
    space: Mapped[Resource | None] = relationship()
