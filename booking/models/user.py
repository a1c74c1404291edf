from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant, one_of
from booking.models.company import Company
from booking.permissions import MEMBER, ROLES


class User(db.Model):
    """A person who can sign in. `email` is kept in lower case; no password hash: no password sign-in.

    `digest`: whether they, as staff, get the mail of the morning; `calendar_parts`: whether mails to them
    carry what calendar programs read, or words alone; `own_calendar`: whether calendar apps show their
    bookings once more in a calendar of their own (D40). `generation` is that of the link by which a password
    is chosen, and `welcomed_at` when it was sent last: it is good once, and for some days.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    reading: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default=MEMBER)
    active: Mapped[bool] = mapped_column(default=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), index=True)
    locale: Mapped[str]
    tzid: Mapped[str]
    password_hash: Mapped[str | None]
    changes: Mapped[int] = mapped_column(default=0)
    digest: Mapped[bool] = mapped_column(default=True, server_default=true())
    calendar_parts: Mapped[bool] = mapped_column(default=True, server_default=true())
    own_calendar: Mapped[bool] = mapped_column(default=False, server_default=false())
    generation: Mapped[int] = mapped_column(default=0, server_default="0")
    welcomed_at: Mapped[datetime | None] = mapped_column(Instant)
    company: Mapped[Company | None] = relationship()


class SignIn(db.Model):
    """A browser that is signed in; its cookie carries the random text of which this holds the SHA-256."""

    __tablename__ = "sign_in"

    hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    user: Mapped[User] = relationship()


class SignInTry(db.Model):
    """A sign-in that was tried, counted by `subject`: an account's address or a network address."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index(None, "subject", "tried_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    tried_at: Mapped[datetime] = mapped_column(Instant, index=True)
