"""Other times that a mail offers, each with a link to the form filled in with it."""

from collections.abc import Iterator

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.sender import Sender
from booking.mail.times import for_reader
from booking.wording import listed, noted, shorter, translated


def offered(letter: Letter, sender: Sender) -> Iterator[Facts]:
    for other in letter.facts["alternatives"]:
        interval = interval_of(other)
        minutes = str(int(interval.duration.total_seconds() // 60))
        query = {"space": other["spaces"], "starts_at": other["starts_at"], "duration": minutes}
        less, times = shorter(letter.interval.duration, interval.duration), for_reader(interval, letter)
        yield {
            "times": noted(times, less) if less else times,
            "spaces": listed(map(translated, other["names"])),
            "url": sender.url("reservations/new", **query),
        }
