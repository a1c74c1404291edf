"""What one reader hears of one UID, mail after mail (RFC 5546 2.1.4, 3.2.2.1, 3.2.5; ICAL A13 to A18)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from booking.models import Message
from tests.mail.imip import Event, addresses, calendar, events, mail, value

# Where these differ the event is another one, and needs a higher SEQUENCE (RFC 5546 2.1.4).
SIGNIFICANT = ("DTSTART", "DTEND", "RRULE", "RDATE", "EXDATE", "STATUS")


def complaints(sent: Sequence[Message]) -> list[str]:
    """`sent`: in the order in which they went out."""
    by_reader = defaultdict(list)
    for row in sent:
        by_reader[row.recipient, row.reservation_id].append(row)
    return [f"to {to}: {fault}" for (to, _), rows in by_reader.items() for fault in _of_one(rows)]


def _of_one(rows: list[Message]) -> Iterator[str]:
    before: dict[str, Event] = {}
    for row in rows:
        written = events(calendar(mail(row.content)))
        if len({value(event, "UID") for event in written}) != 1:
            yield "several UIDs"
        for event in written:
            date = value(event, "RECURRENCE-ID")
            if date in before:
                yield from (f"{row.kind} {date}: {fault}" for fault in _later(before[date], row, event, date))
            before[date] = event
        yield from _as_the_series(before, written)
        if row.method == "CANCEL" and not value(written[0], "RECURRENCE-ID"):
            before = {"": before[""]}


def _later(last: Event, row: Message, event: Event, date: str) -> Iterator[str]:
    old, new = int(value(last, "SEQUENCE")), int(value(event, "SEQUENCE"))
    if new < old or (row.method == "CANCEL" and new == old):
        yield f"SEQUENCE went from {old} to {new}"
    if value(event, "DTSTAMP") <= value(last, "DTSTAMP"):
        yield "DTSTAMP is not newer"
    other = [name for name in SIGNIFICANT if last.get(name) != event.get(name)]
    if other and new == old:
        yield f"another {', '.join(other)} with the same SEQUENCE {new}"
    if value(last, "STATUS") == "CANCELLED" and not date and row.method == "REQUEST":
        yield "the UID lives again"
    yield from _answers(last, event) if row.method == "REQUEST" else _called_off(last, event)


def _answers(last: Event, event: Event) -> Iterator[str]:
    """Who has to come at another time is asked again."""
    if any(last.get(name) != event.get(name) for name in ("DTSTART", "DTEND")):
        for _, parameters, address in event["ATTENDEE"]:
            if "ROLE=REQ-PARTICIPANT" in parameters and "PARTSTAT=NEEDS-ACTION" not in parameters:
                yield f"{address} has not answered for the new time"


def _called_off(last: Event, event: Event) -> Iterator[str]:
    if event["ORGANIZER"] != last["ORGANIZER"]:
        yield "another ORGANIZER"
    if not addresses(event) <= addresses(last):
        yield "it is called off for who was not invited"
    whole = addresses(event) == addresses(last)
    if ("STATUS" in event) != whole:
        yield "STATUS says that it is called off for all" if not whole else "no STATUS"


def _as_the_series(before: dict[str, Event], written: list[Event]) -> Iterator[str]:
    """A17, A18: a date that is sent alone is named as the series has its starts."""
    if "" not in before or "RRULE" not in before[""]:
        return
    start = before[""]["DTSTART"][0]
    for event in (event for event in written if "RECURRENCE-ID" in event):
        if event["RECURRENCE-ID"][0][1] != start[1]:
            yield "RECURRENCE-ID is of another type than the start of the series"
    if len(written) > 1 and not any("RECURRENCE-ID" not in event for event in written):
        yield "several dates without their series"
