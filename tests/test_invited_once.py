"""By every door each person who is invited is sent one REQUEST, and one mail with it (D33)."""

from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask

from booking.actions.approve import approve
from booking.actions.tokens import make_api_token
from booking.jobs.sending import send_mails
from tests import factories
from tests.actions.dates import KIM, SATO, STAFF, ruled
from tests.api.conftest import body
from tests.factories import NOW, person
from tests.mail import imip
from tests.web.booking_posts import submit, the_booking, typed, weekly
from tests.web.pages import signed_in

LI = "li@example.tw"
EVERYBODY = {SATO: 1, LI: 1, KIM: 1}
TIMES = 3


def by_page(app: Flask, series: bool) -> None:
    people = {"attendees__1__email": KIM}
    fields = weekly(TIMES, **people) if series else typed(**people)
    assert submit(signed_in(app, SATO), fields).status_code == 303


def by_json(app: Flask, series: bool) -> None:
    headers = {"Authorization": f"Bearer {make_api_token(by=person(SATO, 'cli'), now=NOW)}"}
    rule = {"rrule": f"FREQ=WEEKLY;COUNT={TIMES}"} if series else {}
    wished = body(attendees=[{"email": LI}, {"email": KIM}], **rule)
    assert app.test_client().post("/api/v1/reservations", json=wished, headers=headers).status_code == 201


# The doors by which we invite: each books the second of December for SATO, with LI and KIM. Whoever books by
# mail invites those people too (D33): such a way is to be held against nobody instead of EVERYBODY.
DOORS: dict[str, Callable[[Flask, bool], None]] = {"page": by_page, "JSON": by_json}


@pytest.fixture(params=DOORS)
def door(app, request) -> Callable[[Flask, bool], None]:
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield DOORS[request.param]


def sent(app: Flask) -> list[EmailMessage]:
    """What went out now that calendars read; without a mail server each mail is a file."""
    folder = app.config["INSTANCE_PATH"] / "mail"
    known = set(folder.glob("*.eml"))
    send_mails(NOW)
    new = sorted(set(folder.glob("*.eml")) - known)
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in new]
    return [mail for mail in mails if imip.calendar(mail)]


def requests(mails: list[EmailMessage]) -> Counter[str]:
    """By whom they are for: each is written to one person, who is among the attendees."""
    found = Counter[str]()
    for mail in mails:
        assert imip.complaints(mail.as_bytes(), "REQUEST") == []
        [to] = mail["To"].addresses
        found[to.addr_spec] += 1
    return found


@pytest.mark.parametrize("series", [False, True], ids=["single", "series"])
def test_each_is_invited_once(app, door, series):
    door(app, series)
    mails = sent(app)
    assert requests(mails) == EVERYBODY and sent(app) == []
    assert {len(imip.events(imip.calendar(mail))) for mail in mails} == {1}


@pytest.mark.parametrize("series", [False, True], ids=["single", "series"])
def test_while_staff_decide_only_the_booker_has_an_entry(app, door, series):
    ruled("room", approval="always")
    door(app, series)
    assert requests(sent(app)) == {SATO: 1}
    approve(the_booking().id, by=person(STAFF), now=NOW)
    assert requests(sent(app)) == EVERYBODY
