"""A series of ten Wednesdays, and letters about it and about one of its dates."""

from typing import Any

from booking.mail.letter import Letter
from booking.rules.notices import CANCEL, REQUEST
from tests.mail.letters import CHAIR, FACTS, GUEST, OTHER, letter

ELSEWHERE = FACTS["spaces"][0] | {"slug": OTHER["spaces"][0], "names": OTHER["names"][0]}
MOVED = {
    "recurrence_id": "2026-12-23T10:00:00",
    "starts_at": "2026-12-24T05:00:00+00:00",
    "ends_at": "2026-12-24T06:00:00+00:00",
    "sequence": 3,
    "status": "confirmed",
    "title": None,
    "spaces": [ELSEWHERE],
}
SERIES: dict[str, Any] = FACTS | {
    "sequence": 4,
    "rrule": "FREQ=WEEKLY;COUNT=10;BYDAY=WE",
    "dtstart": "2026-12-02T10:00:00",
    "duration": 3600,
    "recurrence_id": None,
    "exdates": ["2026-12-09T10:00:00", "2026-12-16T10:00:00", "2026-12-30T10:00:00"],
    "rdates": ["2026-12-07T10:00:00"],
    "overrides": [MOVED],
    "dates": [{"starts_at": FACTS["starts_at"], "ends_at": FACTS["ends_at"], "status": "confirmed"}],
    "dates_count": 8,
    "skipped": ["2026-12-09T10:00:00"],
    "waitlisted": [{"starts_at": "2026-12-16T01:00:00+00:00", "ends_at": "2026-12-16T02:00:00+00:00"}],
}
OVER = {"status": "cancelled", "sequence": 5, "dates": [], "dates_count": 0}
ONE = SERIES | {
    "recurrence_id": "2026-12-02T10:00:00",
    "starts_at": "2026-12-02T06:00:00+00:00",
    "ends_at": "2026-12-02T07:00:00+00:00",
}
WEDNESDAYS = {"rrule": "FREQ=WEEKLY;COUNT=10;BYDAY=WE", "dtstart": "2026-12-02T10:00:00", "duration": 3600}
# The same from its fourth date on: on Thursdays, at two o'clock, in the Support Room.
THURSDAYS: dict[str, Any] = {
    "rrule": "FREQ=WEEKLY;COUNT=7;BYDAY=TH",
    "dtstart": "2026-12-24T14:00:00",
    "duration": 5400,
    "starts_at": "2026-12-24T05:00:00+00:00",
    "ends_at": "2026-12-24T06:30:00+00:00",
    "spaces": [ELSEWHERE],
}
ENDS = SERIES | {
    "rrule": "FREQ=WEEKLY;UNTIL=20261222T145959Z;BYDAY=WE",
    "overrides": [],
    "exdates": SERIES["exdates"][:2],
    "dates_count": 2,
    "goes_on": THURSDAYS
    | {
        "last": {name: FACTS[name] for name in ("starts_at", "ends_at")},
        "title": FACTS["title"],
        "invited": [person["email"] for person in FACTS["attendees"]],
    },
}
MOVED_DATES = [
    {
        "starts_at": f"2026-12-{day + 1}T05:00:00+00:00",
        "ends_at": f"2026-12-{day + 1}T06:30:00+00:00",
        "spaces": [{"names": ELSEWHERE["names"]}],
        "was": {
            "starts_at": f"2026-12-{day}T01:00:00+00:00",
            "ends_at": f"2026-12-{day}T02:00:00+00:00",
            "spaces": [{"names": FACTS["spaces"][0]["names"]}],
        },
    }
    for day in (23, 30)
]
GOES_ON = (
    SERIES
    | THURSDAYS
    | {
        "uid": "another@silkroom",
        "exdates": [],
        "rdates": [],
        "overrides": [],
        "skipped": [],
        "waitlisted": [],
        "dates_count": 7,
        "before": WEDNESDAYS | {"spaces": [{"names": FACTS["spaces"][0]["names"]}]},
        "continues": {"since": "2026-12-23T01:00:00+00:00", "asked": False},
        "moved": MOVED_DATES,
        "moved_count": 7,
    }
)
# Name of the file to compare with: kind, method, reader, facts.
LETTERS: dict[str, tuple[str, str | None, int, dict[str, Any]]] = {
    "series-received-chair": ("received", REQUEST, CHAIR, SERIES | {"status": "tentative", "overrides": []}),
    "series-invitation-chair": ("invitation", REQUEST, CHAIR, SERIES),
    "series-invitation-guest": ("invitation", REQUEST, GUEST, SERIES),
    "series-changed-guest": ("changed", REQUEST, GUEST, SERIES | {"was": None}),
    "series-cancelled-guest": ("cancelled", CANCEL, GUEST, SERIES | OVER),
    "date-changed-guest": (
        *("changed", REQUEST, GUEST),
        ONE | {"was": {name: FACTS[name] for name in ("starts_at", "ends_at", "spaces")}},
    ),
    "date-cancelled-guest": ("cancelled", CANCEL, GUEST, ONE | {"status": "cancelled", "sequence": 5}),
    "series-ends-chair": ("changed", REQUEST, CHAIR, ENDS),
    "series-goes-on-chair": ("changed", REQUEST, CHAIR, GOES_ON),
    "series-goes-on-guest": ("changed", REQUEST, GUEST, GOES_ON),
    "date-reminder-guest": ("reminder", None, GUEST, ONE),
}


def series_letter(name: str, locale: str = "en", **changed: Any) -> Letter:
    kind, method, to, facts = LETTERS[name]
    return letter(kind, to, locale, **({"method": method, "facts": facts} | changed))
