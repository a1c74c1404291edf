"""Mails without calendar entries, for those who want none."""

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.calendar_parts import choose_calendar_parts
from booking.actions.cancel import cancel
from booking.jobs.sending import deliver_due
from booking.rules.requests import Invited
from tests.factories import NOW, person, wish

KIM, SATO, LI = "kim@example.kr", "sato@example.jp", "li@example.tw"


def entries(server) -> dict[str, set[str]]:
    """By reader, the kinds of the parts that calendar programs read in the mails sent since last asked."""
    deliver_due(NOW)
    found: dict[str, set[str]] = {}
    for mail in server.mails():
        kinds = {part.get_content_type() for part in mail.walk()}
        found.setdefault(mail["To"].addresses[0].addr_spec, set()).update(
            kinds & {"text/calendar", "application/ics"}
        )
    server.taken.clear()
    return found


BOTH = {"text/calendar", "application/ics"}


def test_who_wants_none_gets_words_alone_and_the_others_as_before(server):
    choose_calendar_parts(False, by=person(SATO), now=NOW)
    guests = (Invited(SATO, "Sato", "en", "Asia/Tokyo"), Invited(LI, "Li", "en", "Asia/Taipei"))
    number = book(wish(attendees=guests), by=person(KIM), now=NOW, answer=lambda made: made.id)
    assert entries(server)[KIM] == BOTH
    approve(number, by=person("staff@example.jp"), now=NOW)
    assert entries(server) == {KIM: BOTH, SATO: set(), LI: BOTH}
    cancel(number, by=person(KIM), now=NOW)
    assert entries(server) == {KIM: BOTH, SATO: set(), LI: BOTH}


def test_the_choice_is_that_of_the_moment_of_sending(server):
    number = book(wish(), by=person(KIM), now=NOW, answer=lambda made: made.id)
    choose_calendar_parts(False, by=person(KIM), now=NOW)
    assert entries(server)[KIM] == set()
    choose_calendar_parts(True, by=person(KIM), now=NOW)
    approve(number, by=person("staff@example.jp"), now=NOW)
    assert entries(server)[KIM] == BOTH
