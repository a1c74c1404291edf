"""Letters of every kind with the same facts, as the desk would snapshot them."""

from datetime import UTC, datetime
from typing import Any

from booking.mail.confirm_sample import sample_asked
from booking.mail.digest_sample import sample_digest
from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.rules.notices import CANCEL, DECLINECOUNTER, REPLY, REQUEST

SENDER = Sender(
    base_url="https://rooms.example",
    mail_from="rooms@rooms.example",
    organizer="rooms@rooms.example",
    rooms_domain="",
    answers_read=False,
    secret_key="a key for tests",
)
READ = Sender(
    "https://rooms.example", "a@rooms.example", "calendar@rooms.example", "in.rooms.example", True, "key"
)
AT = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
CHAIR, GUEST, STAFF = 11, 12, None


def _person(person_id: int, email: str, name: str, role: str, partstat: str) -> dict[str, Any]:
    values = {"id": person_id, "email": email, "name": name, "role": role, "partstat": partstat}
    return values | {"generation": 0}


FACTS: dict[str, Any] = {
    "centre": {
        "names": {"en": "Electronics Center", "ja": "エレクトロニクスセンター", "ko": "일렉트로닉스 센터"},
        "address": {"en": "1-2 Shimonopporo, Sapporo", "ja": "札幌市厚別区下野幌1-2"},
        "phone": "+81 11 000 0000",
    },
    "reservation_id": 7,
    "has_account": True,
    "uid": "5d0c1c3e-7b0a-4a4e-9a62-0d6a1f0b7a11@silkroom",
    "sequence": 1,
    "dtstamp": AT.isoformat(),
    "status": "confirmed",
    "title": "사업 협의, 札幌 & Söhne; <b>",
    "description": "First line\nSecond line",
    "starts_at": "2026-12-02T01:00:00+00:00",
    "ends_at": "2026-12-02T02:00:00+00:00",
    "tzid": "Asia/Tokyo",
    "created_at": "2026-11-30T05:00:00+00:00",
    "spaces": [
        {
            "slug": "business-communication-space",
            "names": {"en": "Business Communication Space", "ja": "ビジネスコミュニケーションスペース"},
            "texts": {
                "access": {"en": "Second floor.", "ja": "2階です。"},
                "rules": {"ja": "飲食はご遠慮ください。"},
            },
            "phone": "+81 11 111 1111",
            "tzid": "Asia/Tokyo",
        }
    ],
    "equipment": [{"names": {"en": "Projector", "ja": "プロジェクター"}, "quantity": 2}],
    "contact": {"name": "김민수", "company": "한빛정보", "email": "kim@example.kr", "phone": "+82 42 000"},
    "headcount": 6,
    "answers": [
        {
            "labels": {"en": "Purpose", "ja": "目的"},
            "answer": "talks",
            "choice": {"en": "Talks", "ja": "商談"},
        }
    ],
    "attendees": [
        _person(CHAIR, "kim@example.kr", "김민수", "CHAIR", "ACCEPTED"),
        _person(GUEST, "rao@example.in", 'Rao, "R"', "REQ-PARTICIPANT", "NEEDS-ACTION"),
    ],
    "question": "",
    "reason": "",
    "expires_at": None,
    "alternatives": [],
}
OTHER = {
    "spaces": ["support-room"],
    "names": [{"en": "Support Room", "ja": "海外企業進出サポートルーム"}],
    "starts_at": "2026-12-02T01:00:00+00:00",
    "ends_at": "2026-12-02T02:00:00+00:00",
}
LATER = {"starts_at": "2026-12-03T05:00:00+00:00", "ends_at": "2026-12-03T06:30:00+00:00"}
CANDIDATES = [{name: FACTS[name] for name in ("starts_at", "ends_at")}, LATER]
LOST = [{"name": 'Rao, "R"', "email": "rao@example.in", "why": "550 5.1.1 User unknown"}]
_PRESENT = {name: FACTS[name] for name in ("starts_at", "ends_at")}
PROPOSED = {
    **LATER,
    "was": _PRESENT,
    "whole": False,
    "name": 'Rao, "R"',
    "email": "rao@example.in",
    "comment": "After lunch, please",
}
WAITING = {"status": "waitlisted", "sequence": 0, "position": 2}
TENTATIVE = {"status": "tentative", "sequence": 0}
MORNING = sample_digest(datetime(2026, 12, 2, tzinfo=UTC))
MORNING["meetings"] = [meeting | {"title": FACTS["title"]} for meeting in MORNING["meetings"]]
ASKED = sample_asked(AT) | {"inbound_id": 5, "title": FACTS["title"], "rrule": "FREQ=WEEKLY;COUNT=4"}
ASKED["dtstart"] = "2026-12-02T09:00:00"
ANSWERED = {
    "room": {"address": "Room@rooms.example", "name": "Our room"},
    "organizer": ["Kim@example.kr", "김민수", ""],
    "event": {
        "sequence": 3,
        "tzid": "Asia/Seoul",
        "all_day": False,
        "summary": FACTS["title"],
        "recurrence_is_day": False,
        "recurrence_in": "",
        "recurrence_at": None,
        "dtstamp": "2026-11-30T05:00:00+00:00",
        "starts_at": FACTS["starts_at"],
        "ends_at": FACTS["ends_at"],
    },
    "partstat": "DECLINED",
    "said": "refused",
    "answers_to": "<invitation@example.kr>",
    "stays": {**LATER, "spaces": [{"names": OTHER["names"][0]}]},
    "dates": [
        {
            "starts_at": "2026-12-09T01:00:00+00:00",
            "ends_at": "2026-12-09T02:00:00+00:00",
            "said": "not_free",
            "broken": [{"code": "slot_taken", "field": "", "values": {}}],
            "expires_at": None,
        }
    ],
    "dates_count": 1,
    "broken": [{"code": "slot_taken", "field": "", "values": {}}],
    "alternatives": [OTHER],
    "made_way": False,
    "reason_locale": None,
    "reason_texts": None,
}
WELCOMED = {
    "user_id": 5,
    "generation": 1,
    "name": "김민수",
    "forgotten": False,
    "until": "2026-12-08T00:00:00+00:00",
}
KINDS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "received": (REQUEST, TENTATIVE),
    "to_approve": (None, TENTATIVE),
    "invitation": (REQUEST, {}),
    "returned": (None, TENTATIVE | {"question": "Who comes?", "expires_at": "2026-12-01T15:00:00+00:00"}),
    "waiting": (None, TENTATIVE),
    "declined": (CANCEL, {"status": "declined", "reason": "Works in the house", "alternatives": [OTHER]}),
    "cancelled": (CANCEL, {"status": "cancelled", "sequence": 2, "reason": "Snow"}),
    "expired": (CANCEL, {"status": "expired", "sequence": 2}),
    "reminder": (None, {}),
    "changed": (REQUEST, {"sequence": 2, "was": {**LATER, "spaces": [{"names": OTHER["names"][0]}]}}),
    "change_received": (None, {"wanted": {**LATER, "spaces": FACTS["spaces"]}}),
    "change_to_approve": (None, {"wanted": {**LATER, "spaces": FACTS["spaces"]}}),
    "change_declined": (None, {"reason": "Cleaning", "wanted": {**LATER, "spaces": FACTS["spaces"]}}),
    "waitlisted": (None, WAITING),
    "moved_up": (None, WAITING | {"position": 1}),
    "offer": (None, WAITING | {"held_until": "2026-12-01T03:00:00+00:00"}),
    "wait_over": (None, WAITING | {"status": "expired", "alternatives": [OTHER]}),
    "candidates": (None, TENTATIVE | {"candidates": CANDIDATES, "expires_at": "2026-12-01T15:00:00+00:00"}),
    "choose": (None, TENTATIVE | {"candidates": CANDIDATES, "expires_at": "2026-12-01T15:00:00+00:00"}),
    "absent": (None, {}),
    "absent_staff": (None, {}),
    "undelivered": (None, {"undelivered": LOST}),
    "undelivered_staff": (None, {"undelivered": LOST}),
    "proposed": (None, {"proposed": PROPOSED}),
    "proposal_declined": (DECLINECOUNTER, {"proposed": PROPOSED, "reason": "The room is taken then"}),
    "still_needed": (None, {}),
    "released": (CANCEL, {"status": "released", "sequence": 2}),
    "room_answer": (REPLY, ANSWERED),
    "not_read": (None, {"code": "unknown_zone", "values": {"tzid": "Mars"}, "answers_to": "<a@b.example>"}),
    "put_refused": (
        None,
        {
            "reservation_id": None,
            "all_day": False,
            "broken": [{"code": "slot_taken", "field": "", "values": {}}],
            "clashing": [],
            "clashing_count": 0,
            "stays": None,
            "alternatives": [OTHER],
        },
    ),
    "digest": (None, {"digest": MORNING}),
    "confirm": (None, {"asked": ASKED}),
    "welcome": (None, {"welcome": WELCOMED}),
}


def letter(
    kind: str, to: int | None = CHAIR, locale: str = "en", tzid: str = "Asia/Kolkata", **changed: Any
) -> Letter:
    method, facts = KINDS[kind]
    reader = next((a for a in FACTS["attendees"] if a["id"] == to), {"email": "staff@example.jp"})
    values = {
        "message_id": "<message-1-abc@rooms.example>",
        "kind": kind,
        "method": method,
        "recipient": reader["email"],
        "locale": locale,
        "tzid": tzid,
        "attendee_id": to,
        "written_at": AT,
        "facts": FACTS | facts,
    }
    return Letter(**values | changed)
