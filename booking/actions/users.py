"""Accounts of people, as staff keep them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.actions.unique import flush_unless_used
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import Company, SignIn, Token, User
from booking.models.token import DEVICE
from booking.outbox.readers import tell_in
from booking.permissions import ADMINISTRATOR, MEMBER, ROLES, Actor, demand
from booking.queries.people import by_email
from booking.rules.people_faults import person_faults

TEXTS = ("email", "name", "reading", "phone", "role", "locale", "tzid")
Values = Mapping[str, Any]


@transaction
def add_user(values: Values, *, by: Actor, now: datetime) -> int:
    """Their id. `values` has TEXTS and `company_id`. They have no password yet.

    Only an administrator gives a role above a member's. Raises Forbidden, Invalid.
    """
    _allow(by, values["role"])
    _vet(values, None)
    made = User(**values, password_hash=None)
    db.session.add(made)
    flush_unless_used("address_used", "email")
    record("add_user", by, now, subject=f"user:{made.id}", after=_picture(made))
    return made.id


@transaction
def edit_user(user_id: int, values: Values, *, by: Actor, now: datetime) -> None:
    """`values` as for `add_user`, and `active`. Who is switched off is signed out everywhere, also their
    programs and calendars. The last administrator stays one. Raises Forbidden, Invalid, NotFound."""
    demand(by, "edit_people")
    user = _locked(user_id)
    _allow(by, values["role"], user.role)
    _vet(values, user)
    _keep_an_administrator(user, values)
    before = _picture(user)
    if user.email != values["email"]:  # a link that went to the old address is good no more
        user.generation += 1
    for name, value in values.items():
        setattr(user, name, value)
    user.changes += 1
    flush_unless_used("address_used", "email")
    if not user.active:
        _shut_out(user, now)
    tell_in(user.email, user.locale, user.tzid, now)
    record("edit_user", by, now, subject=f"user:{user.id}", before=before, after=_picture(user))


def _allow(by: Actor, *roles: str) -> None:
    demand(by, "edit_people")
    if any(role != MEMBER for role in roles):
        demand(by, "edit_roles")


def _locked(user_id: int) -> User:
    """With every administrator: two at once cannot each leave it to the other. Raises NotFound."""
    some = select(User).where(or_(User.id == user_id, User.role == ADMINISTRATOR)).order_by(User.id)
    found = db.session.scalars(some.with_for_update(key_share=True)).all()
    user = next((one for one in found if one.id == user_id), None)
    if user is None:
        raise NotFound()
    return user


def _vet(values: Values, itself: User | None) -> None:
    wrong = list(person_faults(values))
    if values["role"] not in ROLES:
        wrong.append(BrokenRule("unknown_answer", "role"))
    same = by_email(values["email"])
    if same and same is not itself:
        wrong.append(BrokenRule("address_used", "email"))
    company_id = values["company_id"]
    if company_id is not None and db.session.get(Company, company_id) is None:
        wrong.append(BrokenRule("unknown_answer", "company_id"))
    if wrong:
        raise Invalid(wrong)


def _keep_an_administrator(user: User, values: Values) -> None:
    stays = values["active"] and values["role"] == ADMINISTRATOR
    if user.role != ADMINISTRATOR or not user.active or stays:
        return
    others = (User.role == ADMINISTRATOR, User.active, User.id != user.id)
    if not db.session.scalar(select(exists().where(*others))):
        raise Invalid([BrokenRule("last_administrator", "role")])


def _shut_out(user: User, now: datetime) -> None:
    """A tablet that they hung at a door is no program of theirs."""
    db.session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    theirs = (Token.user_id == user.id, Token.revoked_at.is_(None), Token.kind != DEVICE)
    db.session.execute(update(Token).where(*theirs).values(revoked_at=now))


def _picture(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in (*TEXTS, "company_id", "active")}
