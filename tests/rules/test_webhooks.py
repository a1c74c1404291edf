"""Signatures by the specification's own example, and which addresses are of the internet at large."""

import base64

import pytest

from booking.rules.web_address import address_faults, is_public
from booking.rules.webhooks import EVENTS, headers, new_secret, signature
from tests.factories import NOW

# https://github.com/standard-webhooks/standard-webhooks, the example of its libraries
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_specification():
    assert signature(SECRET, ID, AT, BODY) == SIGNED


@pytest.mark.parametrize(
    "other", [(SECRET, ID, AT, BODY + b" "), (SECRET, ID, AT + 1, BODY), (SECRET, f"{ID}x", AT, BODY)]
)
def test_whatever_is_changed_changes_the_signature(other):
    assert signature(*other) != SIGNED


def test_the_headers_tell_when_it_was_tried():
    assert headers(SECRET, ID, NOW, BODY) == {
        "webhook-id": ID,
        "webhook-timestamp": "1796083200",
        "webhook-signature": signature(SECRET, ID, 1796083200, BODY),
    }


def test_a_secret_has_256_bits_and_is_no_other():
    one, other = new_secret(), new_secret()
    assert one != other and one.startswith("whsec_")
    assert len(base64.b64decode(one.removeprefix("whsec_"), validate=True)) == 32


def test_events_are_what_is_told():
    assert {"confirmed", "changed", "cancelled", "requested"} <= set(EVENTS)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"],
)
def test_a_public_address(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fd00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2002:a00:1::",
    ],
)  # fmt: skip
def test_an_address_that_leads_inside(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/a/b?c=d%20e",
        "https://[2606:4700::1]/",
        "HTTPS://A.EXAMPLE/",
    ],
)
def test_an_address_that_can_be_posted_to(url):
    assert list(address_faults(url)) == []


@pytest.mark.parametrize(
    "url, code",
    [
        ("", "missing"),
        ("example.com/hook", "not_a_web_address"),
        ("ftp://example.com", "not_a_web_address"),
        ("file:///etc/passwd", "not_a_web_address"),
        ("https://", "not_a_web_address"),
        ("https:///hook", "not_a_web_address"),
        ("https://u:p@example.com", "not_a_web_address"),
        ("https://example.com:0", "not_a_web_address"),
        ("https://example.com:99999", "not_a_web_address"),
        ("https://[::1", "not_a_web_address"),
        ("https://example.com/a b", "not_a_web_address"),
        ("https://example.com/a\r\nHost: x", "not_a_web_address"),
        ("https://example.com/#part", "not_a_web_address"),
        ("https://例え.jp/", "not_a_web_address"),
        ("https://example.com/" + "a" * 2000, "too_long_text"),
    ],
)
def test_an_address_that_cannot(url, code):
    assert [fault.code for fault in address_faults(url)] == [code]
