"""Which rooms a mail was sent to (D43)."""

from collections.abc import Iterable, Iterator, Mapping

from booking.mailbox.letter import Letter


def addressed(letter: Letter, domain: str, slugs: Mapping[str, str]) -> tuple[str, ...]:
    """Slugs, each once. `slugs` leads from every name that a room has or had to its slug today.

    What the mail server says counts; where that names the mailbox alone, To and Cc count.
    """
    named = _rooms(letter.envelope, domain.lower(), slugs)
    return named or _rooms((*letter.to, *letter.cc), domain.lower(), slugs)


def slug_of(address: str, domain: str, slugs: Mapping[str, str]) -> str:
    """Empty where it is no room's; `domain` is in lower case."""
    return slugs.get(name_in(address, domain, slugs), "")


def name_in(address: str, domain: str, slugs: Mapping[str, str]) -> str:
    """The one in `slugs`, whatever is written beside it around a plus; empty where it is no room's."""
    local, at, where = _plain(address).rpartition("@")
    if not domain or not at or where != domain:
        return ""
    return next((name for name in _names(local) if name in slugs), "")


def is_room(address: str, domain: str, slugs: Mapping[str, str]) -> bool:
    return bool(slug_of(address, domain.lower(), slugs))


def _rooms(addresses: Iterable[str], domain: str, slugs: Mapping[str, str]) -> tuple[str, ...]:
    found = (slug_of(address, domain, slugs) for address in addresses)
    return tuple(dict.fromkeys(slug for slug in found if slug))


def _plain(address: str) -> str:
    return address.strip(" <>").lower()


def _names(local: str) -> Iterator[str]:
    """`hall-a`, `hall-a+anything`, and `rooms+hall-a` of a mailbox for all."""
    base, _, detail = local.partition("+")
    yield from (local, base, detail)
