"""A centre's first rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, WrongState
from booking.extensions import db
from booking.models import Centre, Policy, Resource, User
from booking.models.resource import SPACE
from booking.permissions import ADMINISTRATOR, Actor
from booking.rules.intake import is_address, wrong_text
from booking.rules.policy import BUSY, EVERYBODY, NEVER
from booking.rules.wall import known

Hours = dict[str, list[list[str]]]


@dataclass(frozen=True, slots=True)
class NewCentre:
    """`locales`: the first is the centre's own. `hours` as in models.Policy. The password is a hash."""

    name: str
    tzid: str
    country: str
    locales: tuple[str, ...]
    space_slug: str
    space_name: str
    hours: Hours
    admin_email: str
    admin_name: str
    password_hash: str


@transaction
def set_up(new: NewCentre, *, by: Actor, now: datetime) -> Centre:
    """Raises Invalid, and WrongState where there is a centre already."""
    if wrong := faults(new):
        raise Invalid(wrong)
    if db.session.get(Centre, 1):
        raise WrongState(wanted="empty")
    centre = Centre(
        id=1,
        names=dict.fromkeys(new.locales, new.name),
        tzid=new.tzid,
        country=new.country,
        locale=new.locales[0],
        locales=list(new.locales),
        policy=first_policy(new.hours),
    )
    db.session.add_all([centre, _space(new), _administrator(new)])
    db.session.flush()
    record("set_up", by, now, subject="centre:1", after={"name": new.name, "space": new.space_slug})
    return centre


def first_policy(hours: Hours, **others: Any) -> Policy:
    """What a centre begins with, `others` above it; staff change it later."""
    values: dict[str, Any] = {
        "opening_hours": hours,
        "closed_on_holidays": True,
        "grid": timedelta(minutes=15),
        "min_duration": timedelta(minutes=15),
        "max_duration": timedelta(hours=9),
        "min_notice": timedelta(0),
        "max_notice": timedelta(days=400),
        "setup_time": timedelta(0),
        "teardown_time": timedelta(0),
        "approval": NEVER,
        "approval_for": EVERYBODY,
        "visibility": BUSY,
        "invite_while_pending": False,
        "answer_within_days": 5,
        "remind_staff_after": timedelta(days=1),
    }
    return Policy(**values | others)


def faults(new: NewCentre) -> list[BrokenRule]:
    """All of them at once; `field` is the option of the setup command."""
    return list(_faults(new))


def _faults(new: NewCentre) -> Iterator[BrokenRule]:
    for field, value in (("name", new.name), ("space-name", new.space_name), ("admin-name", new.admin_name)):
        if not value.strip():
            yield BrokenRule("missing", field)
        yield from wrong_text(field, value, "name")
    if not known(new.tzid):
        yield BrokenRule("unknown_zone", "zone", {"tzid": new.tzid})
    if not is_address(new.admin_email):
        yield BrokenRule("bad_address", "admin", {"address": new.admin_email})


def _space(new: NewCentre) -> Resource:
    names = dict.fromkeys(new.locales, new.space_name)
    return Resource(slug=new.space_slug, kind=SPACE, names=names, tzid=new.tzid, country=new.country)


def _administrator(new: NewCentre) -> User:
    return User(
        email=new.admin_email.strip().lower(),
        name=new.admin_name.strip(),
        role=ADMINISTRATOR,
        locale=new.locales[0],
        tzid=new.tzid,
        password_hash=new.password_hash,
    )
