"""Whatever comes in: nothing but Unreadable, in little time and memory."""

import resource
import subprocess
import sys
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from booking.errors import Unreadable
from booking.mailbox.letter import read_letter, the_calendar
from tests.mailbox.bombs import BOMBS
from tests.mailbox.letters import DATA, SERVER, joined, part, sample

NAMES = sorted(file.stem for file in DATA.glob("*.eml"))
# What breaks readers of mail: ends of lines, quotations, brackets, boundaries, charsets, and single bytes.
SPICE = [
    b"\r\n\r\n", b"\n", b"\r", b"\n ", b'"', b"\\", b"(", b")", b"<", b">", b"@", b",", b";", b":", b"=",
    b"--", b"\0", b"\xff", b"\x1b$B", b"=?utf-8?b?", b"?=", b"=?x", b"%", b"*0*=", b"; charset=punycode",
    b"; boundary=", b"base64", b"quoted-printable", b"multipart/digest", b"message/rfc822",
    b"; filename*=utf-7'x'%ff", b"\r\nFrom: a@b.jp", b"\r\nContent-Type: text/calendar",
    b"\r\nAuthentication-Results: mx.rooms.example;",
]  # fmt: skip
NAMED = [
    b"From", b"To", b"Subject", b"Message-ID", b"Content-Type", b"Content-Disposition", b"Content-Language",
    b"Content-Transfer-Encoding", b"Authentication-Results", b"Received", b"Auto-Submitted",
]  # fmt: skip
places, pieces = st.integers(0, 4000), st.sampled_from(SPICE) | st.binary(max_size=8)
changes = st.lists(st.tuples(places, st.integers(0, 40), pieces), max_size=12)
words = st.lists(pieces).map(b"".join)


def attempt(raw: bytes) -> None:
    with suppress(Unreadable):
        letter = read_letter(raw, authserv_id=SERVER, ours=["rooms@rooms.example"])
        assert "\n" not in letter.subject + letter.sender + letter.sender_name + letter.message_id
        assert "\0" not in letter.text
        the_calendar(letter)
    with suppress(Unreadable):
        read_letter(raw, authserv_id="microsoft")


@given(st.sampled_from(NAMES), changes)
def test_mails_with_something_wrong(name, changes):
    raw = sample(name)
    for at, length, instead in changes:
        raw = raw[:at] + instead + raw[at + length :]
    attempt(raw)


@given(st.lists(st.tuples(st.sampled_from(NAMED), words)), words)
def test_heads_of_nothing_sensible(fields, body):
    attempt(b"".join(name + b": " + value + b"\r\n" for name, value in fields) + b"\r\n" + body)


leaves = st.builds(part, st.sampled_from(["text/plain", "text/html", "text/calendar"]), words)
trees = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda parts, name, kind: part(f"multipart/{kind}; boundary={name}", joined(*parts, boundary=name)),
        st.lists(inner, max_size=8),
        st.sampled_from(["a", "ab", "a b", "--", "=_x"]),
        st.sampled_from(["mixed", "alternative", "digest", "signed"]),
    ),
    max_leaves=60,
)


@given(trees)
def test_parts_in_any_shape(mail):
    attempt(b"From: sato@example.jp\r\n" + mail)


def test_bombs():
    """Ten times the processor time that all of them took when they were written, and little memory."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (80, 80))
        resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))

    command = [sys.executable, "-m", "tests.mailbox.bombs"]
    done = subprocess.run(command, preexec_fn=limited, capture_output=True, text=True)
    wanted = [f"{name}: {outcome}" for name, (_, outcome) in BOMBS.items()]
    assert (done.stdout.splitlines(), done.stderr) == (wanted, "")
