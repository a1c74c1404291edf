"""Secrets that people type."""

import re

from booking.rules import secrets


def test_an_app_password_has_128_bits_in_groups_that_can_be_typed():
    made = {secrets.new_app_password() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        assert re.fullmatch(r"([a-z2-7]{5}-){5}[a-z2-7]", one)


def test_it_is_read_however_it_is_typed():
    one = secrets.new_app_password()
    assert secrets.typed(one) == one
    assert secrets.typed(one.upper().replace("-", " ")) == secrets.typed(f" {one.replace('-', '')}\n") == one
