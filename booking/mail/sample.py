"""A made-up booking, so that staff can look at a kind of mail before there is one."""

from datetime import datetime, timedelta
from typing import Any

from booking.mail.confirm_sample import sample_asked
from booking.mail.digest_sample import sample_digest
from booking.mail.letter import Facts, Letter
from booking.mail.room_answer_sample import sample_answer
from booking.rules.confirming import CONFIRM
from booking.rules.digest import DIGEST
from booking.rules.notices import NOT_READ, NOTICES, PUT_REFUSED, REPLY, ROOM_ANSWER
from booking.rules.welcoming import GOOD_FOR, WELCOME

CHAIR, GUEST, STAFF = 1, 2, None
_METHODS = {notice.kind: notice.method for told in NOTICES.values() for notice in told} | {ROOM_ANSWER: REPLY}
_ROOM = {
    "en": "Meeting room A", "ja": "会議室A", "ko": "회의실 A", "zh_Hans": "会议室A", "zh_Hant": "會議室A",
}  # fmt: skip
_OTHER = {
    "en": "Meeting room B", "ja": "会議室B", "ko": "회의실 B", "zh_Hans": "会议室B", "zh_Hant": "會議室B",
}  # fmt: skip
_CENTRE = {
    "en": "A centre", "ja": "見本センター", "ko": "견본 센터", "zh_Hans": "样本中心", "zh_Hant": "樣本中心",
}  # fmt: skip
_LOST = [{"name": "Lin", "email": "lin@rooms.example", "why": "550 5.1.1 User unknown"}]
_REFUSED = {
    "reservation_id": None,
    "all_day": False,
    "broken": [{"code": "slot_taken", "field": "", "values": {}}],
    "clashing": [],
    "clashing_count": 0,
    "stays": None,
    "alternatives": "other",
}
# To whom, and which facts are unlike those of a confirmed meeting.
KINDS: dict[str, tuple[int | None, dict[str, Any]]] = {
    "received": (CHAIR, {"status": "tentative"}),
    "to_approve": (STAFF, {"status": "tentative"}),
    "invitation": (GUEST, {}),
    "returned": (CHAIR, {"status": "tentative", "question": "Who comes?", "expires_at": "later"}),
    "waiting": (STAFF, {"status": "tentative"}),
    "declined": (CHAIR, {"status": "declined", "reason": "…", "alternatives": "other"}),
    "cancelled": (GUEST, {"status": "cancelled", "reason": "…"}),
    "expired": (CHAIR, {"status": "expired"}),
    "reminder": (GUEST, {}),
    "changed": (GUEST, {"was": "other"}),
    "change_received": (CHAIR, {"wanted": "other"}),
    "change_to_approve": (STAFF, {"wanted": "other"}),
    "change_declined": (CHAIR, {"wanted": "other", "reason": "…"}),
    "waitlisted": (CHAIR, {"status": "waitlisted", "position": 2}),
    "moved_up": (CHAIR, {"status": "waitlisted", "position": 1}),
    "offer": (CHAIR, {"status": "waitlisted", "held_until": "later"}),
    "wait_over": (CHAIR, {"status": "expired", "alternatives": "other"}),
    "candidates": (CHAIR, {"status": "tentative", "candidates": "both", "expires_at": "later"}),
    "choose": (GUEST, {"status": "tentative", "candidates": "both", "expires_at": "later"}),
    "absent": (CHAIR, {}),
    "absent_staff": (STAFF, {}),
    "undelivered": (CHAIR, {"undelivered": _LOST}),
    "undelivered_staff": (STAFF, {"undelivered": _LOST}),
    "proposed": (CHAIR, {"proposed": "proposal"}),
    "proposal_declined": (GUEST, {"proposed": "proposal", "reason": "…"}),
    "still_needed": (CHAIR, {}),
    "released": (CHAIR, {"status": "released"}),
    ROOM_ANSWER: (CHAIR, {}),
    NOT_READ: (CHAIR, {"code": "no_start", "values": {}, "answers_to": "<invitation@rooms.example>"}),
    PUT_REFUSED: (STAFF, _REFUSED),
    DIGEST: (STAFF, {"digest": "morning"}),
    CONFIRM: (STAFF, {"asked": "invitation"}),
    WELCOME: (STAFF, {"welcome": "account"}),
}


def sample_letter(kind: str, locale: str, now: datetime) -> Letter:
    """Tomorrow's meeting, told to a reader in Taipei, or to staff."""
    to, changed = KINDS[kind]
    facts = _facts(now) | (sample_answer(_facts(now)) if kind == ROOM_ANSWER else {})
    people = facts["attendees"]
    reader = next((each for each in people if each["id"] == to), {"email": "staff@rooms.example"})
    return Letter(
        message_id="<sample@rooms.example>",
        kind=kind,
        method=_METHODS.get(kind),
        recipient=reader["email"],
        locale=locale,
        tzid="Asia/Taipei" if to else "Asia/Tokyo",
        attendee_id=to,
        written_at=now,
        facts={**facts, **{name: _value(name, told, now) for name, told in changed.items()}},
    )


def _value(name: str, told: Any, now: datetime) -> Any:
    own, other = _span(now, 1), _span(now, 2)
    if told == "later":
        return (now + timedelta(hours=20)).isoformat()
    if told == "morning":
        return sample_digest(now)
    if told == "proposal":
        return {
            **other,
            "was": own,
            "whole": False,
            "name": "Lin",
            "email": "lin@rooms.example",
            "comment": "…",
        }
    if name == "asked":
        return sample_asked(now)
    if name == "welcome":
        until = (now + GOOD_FOR).isoformat()
        return {"user_id": 0, "generation": 0, "name": "Lin", "forgotten": False, "until": until}
    if told == "both":
        return [own, other]
    if told != "other":
        return told
    if name == "alternatives":
        return [{**other, "spaces": ["room-b"], "names": [_OTHER]}]
    return {**other, "spaces": [_place(_OTHER)]}


def _span(now: datetime, days: int) -> dict[str, str]:
    """From 10 to 11 o'clock in Tokyo."""
    begins = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}


def _place(names: dict[str, str]) -> dict[str, Any]:
    return {"slug": "room", "names": names, "texts": {}, "phone": "+81 11 000 0000", "tzid": "Asia/Tokyo"}


def _person(row_id: int, name: str, role: str, partstat: str) -> dict[str, Any]:
    values = {"id": row_id, "email": f"{name.split()[0].lower()}@rooms.example", "name": name, "role": role}
    return values | {"partstat": partstat, "generation": 0}


def _facts(now: datetime) -> Facts:
    return {
        "centre": {"names": _CENTRE, "address": {}, "phone": "+81 11 000 0000"},
        "reservation_id": 0,
        "has_account": True,
        "uid": "sample@rooms.example",
        "sequence": 1,
        "dtstamp": now.isoformat(),
        "status": "confirmed",
        "title": "Spring fair",
        "description": "",
        **_span(now, 1),
        "tzid": "Asia/Tokyo",
        "created_at": now.isoformat(),
        "spaces": [_place(_ROOM)],
        "equipment": [],
        "contact": {"name": "Sato", "company": "", "email": "sato@rooms.example", "phone": ""},
        "headcount": 6,
        "answers": [],
        "attendees": [
            _person(CHAIR, "Sato", "CHAIR", "ACCEPTED"),
            _person(GUEST, "Lin", "REQ-PARTICIPANT", "NEEDS-ACTION"),
        ],
        "question": "",
        "reason": "",
        "expires_at": None,
        "held_until": None,
        "candidates": [],
        "alternatives": [],
        "rrule": "",
        "recurrence_id": None,
    }
