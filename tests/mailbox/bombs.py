"""Mails of five megabytes made to keep a reader busy, each with what is to become of it."""

from booking.errors import Unreadable
from booking.mailbox.letter import read_letter
from booking.mailbox.parts import LARGEST, LARGEST_HEAD

HEAD = LARGEST_HEAD - 200
MIXED = "Content-Type: multipart/mixed; boundary=b"
CALENDAR = "Content-Type: text/calendar"


def filled(head: str, one: str) -> bytes:
    """As much of `one` as fits."""
    begins = f"From: sato@example.jp\n{head}\n\n".encode()
    return begins + one.encode() * ((LARGEST - len(begins)) // len(one.encode()))


def field(name: str, one: str) -> bytes:
    return f"{name}: {one * (HEAD // len(one))}\n\n".encode()


BOMBS = {
    "empty lines": (lambda: filled(MIXED + "\n\n--b\n", "\n"), "read"),
    "no boundaries": (lambda: filled(MIXED, "\n--bx"), "read"),
    "boundaries": (lambda: filled(MIXED, "--b\n"), "too_many_parts"),
    "parts without parts": (lambda: filled(MIXED, f"--b\n{MIXED}c\n\n"), "too_many_parts"),
    "parts in parts": (lambda: filled(MIXED, f"--b\n{MIXED}b\n\n--bb\n{MIXED}\n\n"), "too_many_parts"),
    "long types": (lambda: filled(MIXED, f'--b\n{CALENDAR}; x="{";" * HEAD}\n\n\n\n' * 2), "too_many_parts"),
    "base64": (lambda: filled(f"{CALENDAR}\nContent-Transfer-Encoding: base64", "é\n"), "read"),
    "quoted": (lambda: filled(f"{CALENDAR}\nContent-Transfer-Encoding: quoted-printable", "=0"), "read"),
    "charset": (lambda: filled(f"{CALENDAR}; charset=punycode", "ab-"), "read"),
    "html tags": (lambda: filled("Content-Type: text/html", "<p>\n \n"), "read"),
    "html comments": (lambda: filled("Content-Type: text/html", "<!--"), "read"),
    "html brackets": (lambda: filled("Content-Type: text/html", "<"), "read"),
    "comments": (lambda: field("From", "("), "read"),
    "quotations": (lambda: field("From", '"\\'), "read"),
    "addresses": (lambda: field("To", "a@b,"), "read"),
    "encoded words": (lambda: field("Subject", "=?punycode?q?a-?="), "read"),
    "results": (lambda: field("From: sato@example.jp\nAuthentication-Results", ";a=b"), "read"),
}


def outcome(name: str) -> str:
    try:
        read_letter(BOMBS[name][0](), authserv_id="a")
    except Unreadable as refused:
        return refused.code
    return "read"


if __name__ == "__main__":
    for name in BOMBS:
        print(f"{name}: {outcome(name)}")
