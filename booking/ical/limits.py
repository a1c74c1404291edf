"""Sizes of other people's calendar text, looked at before anything of it is read (ICAL C15).

Real messages stay far below them: the largest sample has 5 KB.
"""

from booking.errors import Unreadable

MOST_OCTETS = 256 * 1024
MOST_COMPONENTS, DEEPEST = 200, 5
MOST_ATTENDEES, MOST_DATES = 500, 500  # of one component
LONGEST_LINE = 64 * 1024  # unfolded characters of a line that is read
LONGEST_UID = 255
FIRST_YEAR, LAST_YEAR = 1970, 2199


def octets(text: bytes) -> None:
    if len(text) > MOST_OCTETS:
        raise Unreadable("too_large")


def line(name: str, text: str) -> None:
    if len(text) > LONGEST_LINE:
        raise Unreadable("too_long_line", name=name)


def components(number: int, depth: int) -> None:
    if number > MOST_COMPONENTS:
        raise Unreadable("too_many_components", most=MOST_COMPONENTS)
    if depth > DEEPEST:
        raise Unreadable("too_deep")


def listed(attendees: int, dates: int) -> None:
    """How many of each one component has."""
    if attendees > MOST_ATTENDEES:
        raise Unreadable("too_many_attendees", most=MOST_ATTENDEES)
    if dates > MOST_DATES:
        raise Unreadable("too_many_dates", most=MOST_DATES)
