"""The three spaces, the desks of the Start-up Office, and the equipment."""

from datetime import timedelta
from typing import Any

from booking.demo import texts
from booking.demo.centre import COUNTRY, PHONE, TZID
from booking.demo.languages import five
from booking.demo.questions import questions
from booking.models import EquipmentType, Policy, Resource
from booking.models.resource import DESK, EQUIPMENT, SPACE
from booking.rules.policy import FIRST_BOOKING, OVERSEAS

EQUIPMENT_TYPES = (
    ("projector", 2, five("プロジェクター", "Projector", "프로젝터", "投影仪", "投影機")),
    (
        "video-conference-kit",
        2,
        five("テレビ会議セット", "Video conference kit", "화상회의 세트", "视频会议套装", "視訊會議套組"),
    ),
    (
        "presentation-display",
        1,
        five("大型ディスプレイ", "Presentation display", "대형 디스플레이", "大型显示屏", "大型顯示器"),
    ),
    ("microphone-set", 2, five("マイクセット", "Microphone set", "마이크 세트", "麦克风套装", "麥克風套組")),
)


def spaces() -> list[Resource]:
    return [_business(), _support(), _daejeon()]


def _business() -> Resource:
    names = five(
        "ビジネスコミュニケーションスペース",
        "Business Communication Space",
        "비즈니스 커뮤니케이션 스페이스",
        "商务交流空间",
        "商務交流空間",
    )
    policy = Policy(setup_time=timedelta(minutes=15), approval=FIRST_BOOKING, approval_for=OVERSEAS)
    sizes = {"area_m2": 24, "capacity": 8, "position": 1}
    return _space("business-communication-space", names, texts.BUSINESS, **sizes, policy=policy,
                  questions=questions())  # fmt: skip


def _support() -> Resource:
    names = five(
        "海外企業進出サポートルーム",
        "Support Room",
        "해외기업 진출 지원실",
        "海外企业进驻支援室",
        "海外企業進駐支援室",
    )
    sizes = {"area_m2": 72, "capacity": 24, "position": 2}
    desks = [_desk(number) for number in range(1, 5)]
    return _space("support-room", names, texts.SUPPORT, **sizes, parts=desks)


def _desk(number: int) -> Resource:
    words = (
        "スタートアップ・オフィス",
        "Start-up Office, desk",
        "스타트업 오피스",
        "创业办公室",
        "新創辦公室",
    )
    names = five(*(f"{word} {number}" for word in words))
    return _space(f"startup-desk-{number}", names, texts.DESK, kind=DESK, capacity=2, position=10 + number)


def _daejeon() -> Resource:
    names = five(
        "韓国・大田広域市ビジネス情報コーナー",
        "Daejeon Business Information Corner",
        "대전광역시 비즈니스 정보 코너",
        "韩国大田广域市商务信息角",
        "韓國大田廣域市商務資訊角",
    )
    sizes = {"area_m2": 50, "capacity": 16, "position": 3}
    return _space("daejeon-information-corner", names, texts.DAEJEON, **sizes)


def _space(slug: str, names: dict[str, str], contents: dict[str, str], **values: Any) -> Resource:
    usual = {"kind": SPACE, "tzid": TZID, "country": COUNTRY, "phone": PHONE, "texts": texts.of(contents)}
    return Resource(slug=slug, names=names, **usual | values)


def equipment() -> list[Resource]:
    """The units, their types with them."""
    units = []
    for place, (slug, number, names) in enumerate(EQUIPMENT_TYPES, 1):
        kind = EquipmentType(slug=slug, names=names, position=place)
        units += [_unit(kind, n, 20 + place) for n in range(1, number + 1)]
    return units


def _unit(kind: EquipmentType, number: int, position: int) -> Resource:
    return Resource(
        slug=f"{kind.slug}-{number}",
        kind=EQUIPMENT,
        names={locale: f"{name} {number}" for locale, name in kind.names.items()},
        tzid=TZID,
        country=COUNTRY,
        position=position,
        equipment_type=kind,
    )
