"""What opens a personal link, and what does not (D42)."""

import pytest

from booking.rules import links
from booking.rules.links import REPLY, disguised, genuine, id_of, signed, unveiled, veiled

NOW_KEY, OLD_KEY, LOST_KEY = "the key of today", "the key of last year", "a key that was given up"
KEYS = [NOW_KEY, OLD_KEY]
TOKEN = signed(NOW_KEY, REPLY, 7, 0)
BITS = 128


def opens(token: str, purpose: str = REPLY, attendee_id: int = 7, generation: int = 0) -> bool:
    return genuine(token, KEYS, purpose, attendee_id, generation)


def test_a_link_opens_under_the_present_key_and_an_older_one():
    assert opens(TOKEN) and opens(signed(OLD_KEY, REPLY, 7, 0))
    assert not opens(signed(LOST_KEY, REPLY, 7, 0))
    assert not genuine(TOKEN, [], REPLY, 7, 0)


def test_every_mail_carries_the_same_link():
    assert signed(NOW_KEY, REPLY, 7, 0) == TOKEN
    assert id_of(TOKEN) == 7


def test_a_new_generation_revokes_and_a_resend_does_not():
    newer = signed(NOW_KEY, REPLY, 7, 1)
    assert newer != TOKEN and opens(newer, generation=1)
    assert not opens(TOKEN, generation=1) and not opens(newer, generation=0)


def test_a_link_is_for_one_purpose_and_one_person():
    assert not opens(TOKEN, purpose="join") and not opens(signed(NOW_KEY, "join", 7, 0))
    assert not opens(TOKEN, attendee_id=8)
    assert not opens("8-" + TOKEN.partition("-")[2], attendee_id=8)


def test_no_two_subjects_are_signed_by_the_same_bytes():
    """7 and generation 10 are not 71 and generation 0, however they are joined."""
    subjects = [(7, 10), (71, 0), (7, 1), (1, 7), (71, 10), (710, 1)]
    marks = {
        signed(NOW_KEY, purpose, *pair).partition("-")[2] for pair in subjects for purpose in (REPLY, "join")
    }
    assert len(marks) == 2 * len(subjects)


@pytest.mark.parametrize(
    "garbage",
    ["", "-", "7", "7-", TOKEN[:-1], TOKEN + "=", TOKEN + "A", TOKEN.swapcase(), " " + TOKEN, "7-\x00",
     "7-\n",      "7-" + "A" * 100_000, "٧" + TOKEN[1:], "7-é", "０7-x", "07" + TOKEN[1:]],
)  # fmt: skip
def test_garbage_opens_nothing(garbage):
    assert not opens(garbage)


@pytest.mark.parametrize("position", range(len(TOKEN)))
def test_each_letter_counts(position):
    other = "B" if TOKEN[position] != "B" else "C"
    assert not opens(TOKEN[:position] + other + TOKEN[position + 1 :])


@pytest.mark.parametrize(
    "text", ["", "-", "x-y", "-7-x", "+7-x", "7.0-x", "²-x", "٧-x", "9" * 16 + "-x", "\ud800"]
)
def test_whose_link_it_is_can_only_be_a_plain_number(text):
    assert id_of(text) is None


def test_it_cannot_be_guessed():
    alphabet = 64
    assert len(TOKEN.partition("-")[2]) * (alphabet.bit_length() - 1) >= BITS
    assert links._LENGTH * 6 >= BITS


def test_it_fits_a_path():
    for n in range(50):
        mark = signed(NOW_KEY, REPLY, n, 0)
        assert mark.isascii() and mark.replace("-", "").replace("_", "").isalnum()


def test_a_disguised_uid_tells_nothing_and_joins_no_two_feeds():
    one, other = disguised("feed 1", "uid-1@centre"), disguised("feed 2", "uid-1@centre")
    assert one == disguised("feed 1", "uid-1@centre") and one != other
    assert one != disguised("feed 1", "uid-2@centre")
    assert "uid" not in one and "centre" not in one and len(one) * 6 >= BITS


@pytest.mark.parametrize("number", [1, 2, 7, 123456, 2**31 - 1])
def test_a_veiled_number_is_read_back_with_its_key_alone(number):
    name = veiled("key", number)
    assert len(name) == 13
    assert unveiled("key", name) == number
    assert unveiled("another", name) is None


def test_veiled_numbers_tell_no_order_and_cannot_be_made_up():
    names = [veiled("key", number) for number in range(1000)]
    assert len(set(names)) == 1000 and names != sorted(names)
    made_up = ("", "r5", "a" * 13, "A" * 13, "8" * 13, "é" * 13, names[5].upper(), names[5] + "a")
    assert [unveiled("key", name) for name in made_up] == [None] * len(made_up)
