"""What passwords cost where it is served; the tests themselves pay less (conftest.py)."""

import runpy

import pytest
from argon2 import Type, extract_parameters

from booking.rules import passwords


@pytest.fixture(scope="module")
def served() -> dict:
    """The module as a server loads it."""
    return runpy.run_path(passwords.__file__)


def test_argon2id_with_64_mib(served):
    """RFC 9106, 4: the second recommended choice."""
    cost = extract_parameters(served["hashed"]("secret"))
    assert (cost.type, cost.memory_cost, cost.time_cost) == (Type.ID, 65536, 3)
    assert cost.salt_len >= 16 and cost.hash_len >= 32


def test_who_does_not_exist_costs_as_much(served):
    assert extract_parameters(served["_NOBODY"]) == extract_parameters(served["hashed"]("secret"))
    assert not served["verify"](None, "nobody has this password")


def test_two_hashes_of_one_password_differ():
    one, other = passwords.hashed("secret"), passwords.hashed("secret")
    assert one != other and passwords.verify(one, "secret") and passwords.verify(other, "secret")


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$v=19$", "$2b$12$abcdefghijklmnopqrstuv", "\x00"])
def test_what_is_no_hash_fits_no_password(kept):
    assert not passwords.verify(kept, kept) and not passwords.verify(kept, "")
