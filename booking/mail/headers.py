"""Headers that the standard library would spoil or is slow with, and those by which a mail program stops
reminders."""

from email.headerregistry import (
    HeaderRegistry,
    UniqueAddressHeader,
    UniqueUnstructuredHeader,
    UnstructuredHeader,
)
from email.policy import EmailPolicy, Policy
from functools import lru_cache
from typing import Any

from booking.mail.folded import folded, is_plain
from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.mail.ways_back import reminders_url


class Addresses(UnstructuredHeader):
    """A long address stays one word: no program that looks for it reads RFC 2047's encoded words there."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Text(UniqueUnstructuredHeader):
    """One line, as it is: what looks like an encoded word in it is none."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"], kwds["parse_tree"] = value, None

    def fold(self, *, policy: Policy) -> str:
        return folded(self.name, str(self), linesep=policy.linesep)


class Person(UniqueAddressHeader):
    """One address and the name before it."""

    def fold(self, *, policy: Policy) -> str:
        (one,) = self.addresses
        if not one.display_name or not one.addr_spec.isascii():
            return str(super().fold(policy=policy))
        address = f"<{one.addr_spec}>"
        quoted = str(one).removesuffix(f" {address}")
        name = quoted if is_plain(quoted) else one.display_name
        return folded(self.name, name, address, policy.linesep)


# To take these apart and fold them is half of what a mail costs, and each mail has the same few.
_ALIKE = frozenset(
    ("mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-language",
     "auto-submitted", "list-unsubscribe-post")
)  # fmt: skip
_MOST = 500


class Registry(HeaderRegistry):
    """Headers that are alike are made once; nothing changes one that is made."""

    def __call__(self, name: str, value: Any) -> Any:
        return _made(name, value) if _is_alike(name, value) else super().__call__(name, value)


HEADERS = Registry()
HEADERS.map_to_type("list-unsubscribe", Addresses)
HEADERS.map_to_type("subject", Text)
HEADERS.map_to_type("from", Person)
HEADERS.map_to_type("to", Person)


class Remembering(EmailPolicy):
    """And they are folded once."""

    def fold_binary(self, name: str, value: str) -> bytes:
        alike = _is_alike(name, value)
        return _folded(name, value, self.linesep) if alike else super().fold_binary(name, value)


def _is_alike(name: str, value: Any) -> bool:
    """A boundary is each mail's own."""
    return name.lower() in _ALIKE and isinstance(value, str) and "boundary" not in value


@lru_cache(_MOST)
def _made(name: str, value: str) -> Any:
    return HeaderRegistry.__call__(HEADERS, name, value)


@lru_cache(_MOST)
def _folded(name: str, value: str, linesep: str) -> bytes:
    return EmailPolicy(linesep=linesep, cte_type="7bit", header_factory=HEADERS).fold_binary(name, value)


def unsubscribing(letter: Letter, sender: Sender) -> dict[str, str]:
    """RFC 2369, and with one click RFC 8058."""
    page = reminders_url(letter, sender)
    if not page:
        return {}
    return {
        "List-Unsubscribe": f"<{page}/one-click>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
