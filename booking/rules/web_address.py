"""Addresses that we are asked to post to: how they are written, and which lead into private networks."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import inet_aton
from urllib.parse import urlsplit

from booking.errors import BrokenRule

LONGEST = 2000
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


def address_faults(url: str, field: str = "url") -> Iterator[BrokenRule]:
    if not url:
        yield BrokenRule("missing", field)
    elif len(url) > LONGEST:
        yield BrokenRule("too_long_text", field, {"most": LONGEST})
    elif not _readable(url):
        yield BrokenRule("not_a_web_address", field)


def _readable(url: str) -> bool:
    """Without a password, which belongs into no list that others read, and without a fragment."""
    if not (url.isascii() and url.isprintable()) or set(url) & set(' "<>\\^`{|}#'):
        return False
    try:
        parts = urlsplit(url)
        right_port = parts.port != 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and right_port and "@" not in parts.netloc
    )


def leads_inside(url: str) -> bool:
    """As far as it can be told without asking anybody: a name is looked up when it is posted to."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761 6.3
        return True
    try:
        return not is_public(str(_literal(host)))
    except (ValueError, OSError):
        return False


def _literal(host: str) -> IPv4Address | IPv6Address:
    """Also in the spellings that only programs use: 127.1, 0x7f000001. Raises ValueError, OSError."""
    return ip_address(host) if ":" in host else IPv4Address(inet_aton(host))


def masked(url: str) -> str:
    """Without what may be a secret, which is anything behind the host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/…"


def is_public(address: str) -> bool:
    """Whether it is an address of the internet at large, also where it is hidden in one of another kind."""
    ip = _within(ip_address(address))
    if isinstance(ip, IPv6Address) and ip.is_site_local:  # RFC 3879: gone, but some networks have it still
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _within(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
