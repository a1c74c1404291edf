"""The house: Sapporo Electronics Center in Techno Park. Its telephone number is made up."""

from datetime import date, timedelta

from booking.actions.setup import first_policy
from booking.demo.languages import five
from booking.models import Blackout, Centre
from booking.rules.wall import day_end, day_start

TZID, COUNTRY, PHONE = "Asia/Tokyo", "JP", "+81 11 555 0100"
WEEKDAYS = {str(day): [["08:45", "17:30"]] for day in range(1, 6)}

NAMES = five(
    "札幌市エレクトロニクスセンター",
    "Sapporo Electronics Center",
    "삿포로시 일렉트로닉스 센터",
    "札幌市电子中心",
    "札幌市電子中心",
)
ADDRESS = five(
    "札幌市厚別区下野幌テクノパーク1丁目（札幌テクノパーク内）",
    "Sapporo Techno Park, 1-chome Shimonopporo Techno Park, Atsubetsu-ku, Sapporo, Japan",
    "일본 삿포로시 아쓰베쓰구 시모놋포로 테크노파크 1초메 (삿포로 테크노파크 내)",
    "日本札幌市厚别区下野幌科技园1丁目（札幌科技园内）",
    "日本札幌市厚別區下野幌科技園1丁目（札幌科技園內）",
)
NEW_YEAR = five(
    "年末年始休館（12月29日～1月3日）",
    "Closed for the New Year holidays (29 December to 3 January)",
    "연말연시 휴관 (12월 29일~1월 3일)",
    "年末年初闭馆（12月29日至1月3日）",
    "年末年初休館（12月29日至1月3日）",
)


def centre() -> Centre:
    return Centre(
        id=1,
        names=NAMES,
        address=ADDRESS,
        phone=PHONE,
        tzid=TZID,
        country=COUNTRY,
        locale="ja",
        locales=list(NAMES),
        demo=True,
        policy=first_policy(WEEKDAYS),
    )


def closures(today: date) -> list[Blackout]:
    """The turn of the year that lies behind, this one and the next two."""
    return [_turn_of(year) for year in range(today.year - 1, today.year + 3)]


def _turn_of(year: int) -> Blackout:
    first, last = date(year, 12, 29), date(year, 12, 29) + timedelta(days=5)
    return Blackout(starts_at=day_start(first, TZID), ends_at=day_end(last, TZID), reason=NEW_YEAR)
