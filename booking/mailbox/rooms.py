"""Which rooms a mail was sent to (D43)."""

from collections.abc import Iterable, Iterator, Mapping

from booking.mailbox.letter import Letter


def addressed(letter: Letter, domain: str, slugs: Mapping[str, str]) -> tuple[str, ...]:
    """Slugs, each once. `slugs` leads from every name that a room has or had to its slug today.

    What the mail server says counts; where that names the mailbox alone, To and Cc count.
    """
    named = _rooms(letter.envelope, domain.lower(), slugs)
    return named or _rooms((*letter.to, *letter.cc), domain.lower(), slugs)


def _rooms(addresses: Iterable[str], domain: str, slugs: Mapping[str, str]) -> tuple[str, ...]:
    mine = (one.removesuffix(f"@{domain}") for one in map(_plain, addresses) if one.endswith(f"@{domain}"))
    found = (next((slugs[name] for name in _names(local) if name in slugs), "") for local in mine)
    return tuple(dict.fromkeys(slug for slug in found if slug)) if domain else ()


def _plain(address: str) -> str:
    return address.strip(" <>").lower()


def _names(local: str) -> Iterator[str]:
    """`hall-a`, `hall-a+anything`, and `rooms+hall-a` of a mailbox for all."""
    base, _, detail = local.partition("+")
    yield from (local, base, detail)
