import pytest

from booking.mailbox.letter import read_letter
from booking.mailbox.rooms import addressed
from tests.mailbox.letters import mail

DOMAIN = "Rooms.Example"
SLUGS = {"hall-a": "hall-a", "hall-b": "hall-b", "old-hall": "hall-b"}  # hall-b was called otherwise before


def rooms(envelope: list[str], *fields: str) -> tuple[str, ...]:
    return addressed(read_letter(mail(*fields), envelope), DOMAIN, SLUGS)


@pytest.mark.parametrize(
    "recipient, slugs",
    [
        ("hall-a@rooms.example", ("hall-a",)),
        ("<Hall-A@ROOMS.Example>", ("hall-a",)),
        ("hall-a+2026@rooms.example", ("hall-a",)),
        ("rooms+hall-a@rooms.example", ("hall-a",)),
        ("hall-b+hall-a@rooms.example", ("hall-b",)),
        ("old-hall@rooms.example", ("hall-b",)),
        ("hall-a@example.jp", ()),
        ("hall-a@x.rooms.example", ()),
        ("hall-a@xrooms.example", ()),
        ("hall-c@rooms.example", ()),
        ("rooms@rooms.example", ()),
        ("@rooms.example", ()),
        ("", ()),
    ],
)
def test_a_recipient(recipient, slugs):
    assert rooms([recipient]) == slugs


def test_each_once():
    assert rooms(["old-hall@rooms.example", "hall-a@rooms.example", "hall-b@rooms.example"]) == (
        "hall-b",
        "hall-a",
    )


def test_the_envelope_goes_before_the_head():
    to = "To: hall-b@rooms.example, boss@example.jp"
    assert rooms(["hall-a@rooms.example"], to) == ("hall-a",)
    assert rooms(["rooms@rooms.example"], to, "Cc: Hall A <hall-a@rooms.example>") == ("hall-b", "hall-a")
    assert rooms([], "Delivered-To: hall-a@rooms.example", to) == ("hall-a",)


def test_without_a_domain_there_is_no_room():
    assert addressed(read_letter(mail(), ["hall-a@", "hall-a"]), "", SLUGS) == ()
