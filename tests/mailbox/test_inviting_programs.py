"""Invitations as mail programs write them: whole mails, from the envelope to the room's answer."""

import pytest

from booking.extensions import db
from tests import factories
from tests.actions.dates import times
from tests.mailbox.invites import SETTINGS, Post, came, the_booking
from tests.mailbox.letters import SERVER, sample

TARO, TANAKA, WEISS = "taro.sato@trading.example", "h.tanaka@maker.example", "joerg@weiss.example"
HALL = "hall-a@rooms.example"
PASSED = f"Authentication-Results: {SERVER}; dmarc=pass header.from=weiss.example\r\n".encode()
# What the program wrote, who takes the word of whom, who wrote, the room as invited, and when it is.
WRITTEN = {
    "google": (sample("google"), SERVER, TARO, HALL, "12-02 10:00-11:00"),
    "exchange": (sample("exchange"), "microsoft", TANAKA, "Hall-B@rooms.example", "12-03 14:00-15:00"),
    "thunderbird": (
        PASSED + sample("thunderbird"),
        SERVER,
        WEISS,
        "hall-a@rooms.example",
        "12-02 10:00-11:00",
    ),
}


@pytest.fixture
def settings_of_app():
    return SETTINGS


@pytest.mark.parametrize("program", WRITTEN)
def test_it_is_booked_and_answered(app, program):
    raw, server, sender, room, when = WRITTEN[program]
    app.config["AUTHSERV_ID"] = server
    factories.house()
    db.session.add_all([factories.space("hall-a"), factories.space("hall-b"), factories.user(sender)])
    db.session.commit()
    row = came(app, raw, room.lower())
    assert (row.status, row.outcome) == ("done", "booked"), row.told
    booking = the_booking()
    assert times(booking.id) == [when] and booking.organizer == sender
    (answer,) = Post(app).answers(sender)
    assert answer.partstat == "ACCEPTED" and answer.calendar["ATTENDEE"] == f"mailto:{room}"
    assert answer.calendar["ORGANIZER"].lower() == f"mailto:{sender}"
