"""Delivery status notices as servers write them (RFC 3464)."""

from pathlib import Path

import pytest

from booking.mail.returned import returned
from booking.rules.links import envelope, message_of

POSTFIX = (Path(__file__).parents[1] / "data" / "dsn_postfix.eml").read_bytes()
UNKNOWN = "550 5.1.1 <li@example.tw>: Recipient address rejected: User unknown in virtual mailbox table"


def status(*blocks: str, kind: str = "multipart/report; report-type=delivery-status") -> bytes:
    lines = ["Reporting-MTA: dns;mx.example", "", *(f"{block}\n" for block in blocks)]
    return (
        f'From: <>\nTo: bounce@rooms.example\nContent-Type: {kind}; boundary="b"\n\n--b\n\nsorry\n'
        "--b\nContent-Type: message/delivery-status\n\n" + "\n".join(lines) + "\n--b--\n"
    ).encode()


def test_postfix():
    assert returned(POSTFIX).why == UNKNOWN


def test_exchange_says_its_status_where_it_has_no_diagnosis():
    assert returned(status("Final-Recipient: rfc822;a@b.jp\nAction: failed\nStatus: 5.1.10")).why == "5.1.10"
    assert returned(status("Action: Failed")).why == "undeliverable"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_late_or_arrived_is_not_lost(action):
    assert returned(status(f"Final-Recipient: rfc822;a@b.jp\nAction: {action}\nStatus: 4.4.1")) is None


def test_one_of_several_recipients():
    blocks = (
        "Action: delayed\nStatus: 4.0.0",
        "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp;552 full",
    )
    assert returned(status(*blocks)).why == "552 full"


def test_a_notice_that_was_passed_on_is_somebody_elses():
    head = b'To: bounce@rooms.example\nContent-Type: multipart/mixed; boundary="m"\n\n--m\n'
    assert returned(head + b"Content-Type: message/rfc822\n\n" + POSTFIX + b"\n--m--\n") is None
    assert returned(status("Action: failed", kind="multipart/mixed")) is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"Subject: I am away until Monday\nAuto-Submitted: auto-replied\n\nback soon\n",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts\n",
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n',
    ],
)  # fmt: skip
def test_what_is_no_notice(content):
    assert returned(content) is None


def test_a_reason_is_one_line_of_some_length():
    said = returned(status("Action: failed\nDiagnostic-Code: smtp;550 " + "no " * 400)).why
    assert said.startswith("550 no no") and len(said) <= 300 and "\n" not in said


def test_an_envelope_is_ours_alone():
    token = envelope("key", 77)
    assert token.startswith("77-") and len(token) == 35 and token == token.lower()
    assert message_of(token, ["new", "key"]) == 77 and message_of(token.upper(), ["key"]) == 77
    assert message_of(token, ["new"]) is None and message_of("78" + token[2:], ["key"]) is None
    for wrong in ("", "77", "77-", "x-" + token[3:], "-", "7" * 40 + "-a", "77-é"):
        assert message_of(wrong, ["key"]) is None
