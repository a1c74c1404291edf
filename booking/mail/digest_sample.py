"""A made-up morning, so that staff can look at the mail before there is one."""

from datetime import datetime, timedelta

from booking.mail.letter import Facts
from booking.rules.wall import local

_TZID = "Asia/Tokyo"
_ROOM = {
    "en": "Meeting room A", "ja": "会議室A", "ko": "회의실 A", "zh_Hans": "会议室A", "zh_Hant": "會議室A",
}  # fmt: skip
_PROJECTOR = {
    "en": "Projector", "ja": "プロジェクター", "ko": "프로젝터", "zh_Hans": "投影仪", "zh_Hant": "投影機",
}  # fmt: skip


def sample_digest(now: datetime) -> Facts:
    today = local(now, _TZID).date()
    booked = _meeting(now, 0) | {"on": today.isoformat()}
    later = _meeting(now, 2) | {"on": (today + timedelta(days=2)).isoformat(), "equipment": []}
    asked = _meeting(now, 3) | {"dates": 1, "waited": 90_000, "late": True, "changes": False}
    return {
        "on": today.isoformat(),
        "tzid": _TZID,
        "made_at": now.isoformat(),
        "until": now.isoformat(),
        "meetings": [booked, later],
        "waiting": [asked],
        "failed": [{"kind": "invitation", "recipient": "lin@rooms.example"}],
        "failures": 1,
    }


def _meeting(now: datetime, days: int) -> Facts:
    begins = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return {
        "reservation_id": 0,
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(hours=1)).isoformat(),
        "tzid": _TZID,
        "spaces": [_ROOM],
        "title": "Spring fair",
        "second_title": "春の見本市",
        "status": "confirmed",
        "waiting_for": None,
        "name": "佐藤 健一",
        "reading": "さとう けんいち",
        "company": "한밭정보기술",
        "company_reading": "Hanbat Jeongbo Gisul",
        "phone": "+81 11 000 0000",
        "headcount": 6,
        "visitors": ["Lin"],
        "equipment": [{"names": _PROJECTOR, "unit": {"en": "No. 1", "ja": "1号機"}}],
        "answers": [],
        "description": "",
    }
