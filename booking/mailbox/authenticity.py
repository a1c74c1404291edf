"""Whether a mail is from whom it says, as our own mail server found (D35, D36; RFC 7489, RFC 8601).

That server has to take out what comes in under its own name (RFC 8601 5), as all that write it do.
"""

import re
from collections.abc import Iterator

from booking.mailbox.addresses import senders, uncommented
from booking.mailbox.fields import Fields, values

MICROSOFT = "microsoft"  # AUTHSERV_ID for Exchange Online, which writes no id of its own
_RESULTS, _RECEIVED = "authentication-results", "received"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[=;]|[^\s=;"]+', re.S)
_BY = re.compile(r"\bby\s+([^\s;]+)", re.I)
_MICROSOFTS = (".outlook.com", ".office365.com", ".outlook.cn", ".office365.us")

# Method, result, and its properties: ("dmarc", "pass", [("header.from", "example.jp")])
Result = tuple[str, str, list[tuple[str, str]]]


def believed(fields: Fields, authserv_id: str) -> bool:
    """DMARC passed for the domain of the one address in From, by the topmost word of our own server.
    An empty `authserv_id` believes nobody."""
    named = senders(fields)
    if not authserv_id or len(named) != 1 or not named[0].address:
        return False
    return named[0].address.rpartition("@")[2] in _passed(_ours(fields, authserv_id.lower()))


def _ours(fields: Fields, authserv_id: str) -> list[Result]:
    """Those that stand lower may have come with the mail."""
    if authserv_id == MICROSOFT:
        return _microsofts(fields)
    read = (_read(raw) for raw in values(fields, _RESULTS))
    return next((results for server, results in read if server == authserv_id), [])


def _microsofts(fields: Fields) -> list[Result]:
    """The topmost of all, with no id, below lines of Exchange Online's own and above the one of its gate."""
    trace = [(name, raw) for name, raw in fields if name in (_RESULTS, _RECEIVED)]
    at = next((place for place, (name, _) in enumerate(trace) if name == _RESULTS), 0)
    around = [raw for name, raw in trace[: at + 2] if name == _RECEIVED]
    if not at or len(around) != at + 1 or not all(_by_microsoft(raw) for raw in around):
        return []
    server, results = _read(trace[at][1])
    return [] if server else results


def _by_microsoft(received: str) -> bool:
    by = _BY.findall(uncommented(received) or "")
    return len(by) == 1 and by[0].lower().endswith(_MICROSOFTS)


def _passed(results: list[Result]) -> list[str]:
    """The one domain for which DMARC passed; nothing where it was looked at twice."""
    dmarc = [(result, properties) for method, result, properties in results if method == "dmarc"]
    if len(dmarc) != 1 or dmarc[0][0] != "pass":
        return []
    domains = [domain for name, domain in dmarc[0][1] if name == "header.from"]
    return domains if len(domains) == 1 else []


def _read(raw: str) -> tuple[str, list[Result]]:
    """The server's id (RFC 8601 2.2), empty where none is written, and what it found."""
    first, *rest = _statements(uncommented(raw) or "")
    if first and "=" not in first:
        return first[0], [found for one in rest if (found := _result(one))]
    return "", [found for one in (first, *rest) if (found := _result(one))]


def _statements(plain: str) -> Iterator[list[str]]:
    statement: list[str] = []
    for token in _TOKEN.findall(plain):
        if token == ";":
            yield statement
            statement = []
        else:
            statement.append(token.strip('"').lower())
    yield statement


def _result(statement: list[str]) -> Result | None:
    if len(statement) < 3 or [token == "=" for token in statement[:3]] != [False, True, False]:
        return None
    method, _, result, *properties = statement
    return method.partition("/")[0], result, list(_pairs(properties))


def _pairs(statement: list[str]) -> Iterator[tuple[str, str]]:
    at = 0
    while at + 2 < len(statement):
        name, sign, told = statement[at : at + 3]
        if sign == "=" and "=" not in (name, told):
            yield name, told
        at += 3 if sign == "=" else 1
