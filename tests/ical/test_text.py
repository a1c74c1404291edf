"""Whatever people type comes back as they typed it, and never as anything else."""

from dataclasses import replace

import icalendar
import pytest
from hypothesis import given

from booking.ical.itip import request
from booking.ical.vevent import Attendee, CalendarUser, Event, serialise
from tests.ical.examples import DESK, event, events, kept, kept_in_name, names, texts, unless_blank


def read(written: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(written)
    assert not [component.errors for component in calendar.walk() if component.errors]
    [found] = calendar.walk("VEVENT")
    assert isinstance(found, icalendar.Event)
    return found


@given(summary=texts, description=texts, location=texts)
def test_texts_come_back(summary: str, description: str, location: str) -> None:
    found = read(request(event(summary=summary, description=description, location=location)))
    assert str(found["SUMMARY"]) == kept(summary)
    assert str(found.get("DESCRIPTION", "")) == unless_blank(description)
    assert str(found.get("LOCATION", "")) == unless_blank(location)


@given(name=texts, organizer=texts)
def test_names_come_back(name: str, organizer: str) -> None:
    found = read(
        request(
            event(
                organizer=CalendarUser("desk@x.example", organizer),
                attendees=(Attendee("a@x.example", name),),
            )
        )
    )
    assert found["ATTENDEE"].params.get("CN", "") == kept_in_name(name)
    assert found["ORGANIZER"].params.get("CN", "") == kept_in_name(organizer)
    assert (str(found["ATTENDEE"]), str(found["ORGANIZER"])) == (
        "mailto:a@x.example",
        "mailto:desk@x.example",
    )


@given(events)
def test_no_text_adds_a_property(given: Event) -> None:
    plain = replace(
        given,
        summary="x",
        description=unless_blank(given.description) and "x",
        location=unless_blank(given.location) and "x",
        conference=given.conference and "x",
        organizer=DESK,
        attendees=tuple(replace(one, name="x") for one in given.attendees),
    )
    assert names(serialise(given)) == names(serialise(plain))


@given(events)
def test_lines_are_folded_between_characters(given: Event) -> None:
    _well_folded(request(given))


@pytest.mark.parametrize("character", ["a", "é", "漢", "👩", ",", "\\", "\n"])
@pytest.mark.parametrize("length", range(50, 80))
def test_lines_are_folded_at_the_edge(character: str, length: int) -> None:
    summary = "a" * length + character * 80
    written = request(event(summary=summary))
    _well_folded(written)
    assert str(read(written)["SUMMARY"]) == summary


def _well_folded(written: bytes) -> None:
    assert written.endswith(b"END:VCALENDAR\r\n")
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        assert not set(line.decode()) & {"\r", "\n"}


def test_a_windows_path_keeps_its_folder() -> None:
    """The library alone would read `\\N` as a line break."""
    assert str(read(request(event(summary="C:\\New\\notes")))["SUMMARY"]) == "C:\\New\\notes"


@pytest.mark.parametrize("space", ["\u3000", "\u00a0"])
def test_the_wide_space_in_a_name_stays(space: str) -> None:
    found = read(request(event(attendees=(Attendee("a@x.example", f"山田{space}太郎"),))))
    assert found["ATTENDEE"].params["CN"] == f"山田{space}太郎"


def test_an_address_is_not_rewritten() -> None:
    found = read(request(event(attendees=(Attendee("Taro.O'Hara+x_y@Sub-1.x.example"),))))
    assert str(found["ATTENDEE"]) == "mailto:Taro.O'Hara+x_y@Sub-1.x.example"


def test_a_link_is_not_rewritten_but_what_no_link_may_hold() -> None:
    link = "https://x.example:8443/j/a%20b?c=d&e=f,g;h#~i"
    assert str(read(request(event(conference=link)))["CONFERENCE"]) == link
    assert (
        str(read(request(event(conference="https://x.example/a b\\")))["CONFERENCE"])
        == "https://x.example/a%20b%5C"
    )


@pytest.mark.parametrize("blank", ["\t", " \n", "\x00", "\u202e"])
def test_a_blank_text_is_left_out(blank: str) -> None:
    found = names(serialise(event(description=blank, location=blank)))
    assert "DESCRIPTION" not in found and "LOCATION" not in found
