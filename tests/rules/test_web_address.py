"""What can be told of an address without asking anybody."""

import pytest

from booking.rules.web_address import leads_inside, masked


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "[fd00::1]", "[::ffff:10.0.0.1]",
     "localhost", "LOCALHOST.", "a.localhost", "127.1", "0x7f000001", "2130706433", "0.0.0.0"],
)  # fmt: skip
def test_inside(host):
    assert leads_inside(f"https://{host}:8443/hook")


@pytest.mark.parametrize(
    "host", ["example.com", "8.8.8.8", "[2001:4860:4860::8888]", "localhost.example", "1.2.3.4.5"]
)
def test_outside_or_not_known_yet(host):
    assert not leads_inside(f"https://{host}/hook")


def test_what_may_be_secret_is_left_out():
    assert masked("https://hooks.example:8443/T0/secret?token=secret") == "https://hooks.example:8443/…"
