"""A made-up answer of a room, so that staff can look at one before there is any."""

from typing import Any

from booking.mail.letter import Facts


def sample_answer(facts: Facts) -> dict[str, Any]:
    """Beside those of a meeting; the room that was invited is booked."""
    event = {name: facts[name] for name in ("sequence", "tzid", "dtstamp", "starts_at", "ends_at")}
    of_no_date = {"recurrence_is_day": False, "recurrence_in": "", "recurrence_at": None}
    return {
        "room": {"address": "room-a@rooms.example", "name": ""},
        "organizer": [facts["contact"]["email"], facts["contact"]["name"], ""],
        "event": {**event, **of_no_date, "all_day": False, "summary": facts["title"]},
        "partstat": "ACCEPTED",
        "said": "booked",
        "answers_to": "<invitation@rooms.example>",
        "stays": None,
        "dates": [],
        "dates_count": 0,
        "broken": [],
        "made_way": False,
        "proposes": False,
        "reason_locale": None,
        "reason_texts": None,
    }
