"""A week around today. `day` counts open days: 0 is today or the next open one, -1 the last before."""

from dataclasses import dataclass, field

from booking.rules.requests import BookedFor, Invited

BUSINESS, SUPPORT, DAEJEON = "business-communication-space", "support-room", "daejeon-information-corner"
APPROVED, CANCELLED, PENDING, WAITING = "approved", "cancelled", "pending", "waiting"

TAN = Invited("tan@example.sg", "Tan Boon Keng", "en", "Asia/Singapore")
KIMURA = Invited("kimura@example.jp", "木村 直樹", "ja", "Asia/Tokyo")
SATO = Invited("sato@example.jp", "佐藤 健一", "ja", "Asia/Tokyo")
PARK = Invited("park@example.kr", "박지은", "ko", "Asia/Seoul")
YOON = Invited("yoon@example.kr", "윤서준", "ko", "Asia/Seoul")
LIN = Invited("lin@example.tw", "林志豪", "zh_Hant", "Asia/Taipei")


@dataclass(frozen=True, slots=True)
class Planned:
    """`ahead`: so many days before was it asked for; `then`: what became of it, if not confirmed at once.

    A `title` may have a line in a second language after " / ".
    WAITING stands in line for a time that is held already. Of a series, dates that cannot be are left out.
    """

    day: int
    clock: str
    space: str
    by: str
    title: str
    ahead: int
    headcount: int
    purpose: str = ""
    interpreter: str = ""
    equipment: dict[str, int] = field(default_factory=dict)
    attendees: tuple[Invited, ...] = ()
    description: str = ""
    booked_for: BookedFor | None = None
    then: str = ""
    rrule: str = ""


PLAN = (
    Planned(-2, "10:00-11:30", BUSINESS, "sato@example.jp", "組込みソフトウェア検収打合せ", 5, 5,
            "business-talks", equipment={"projector": 1}, attendees=(KIMURA,)),
    Planned(-2, "13:30-15:30", DAEJEON, "park@example.kr", "삿포로 시장 조사 브리핑", 6, 9,
            equipment={"presentation-display": 1}, attendees=(YOON,)),
    Planned(-1, "09:00-12:00", "startup-desk-1", "park@example.kr", "삿포로 사무소 개설 준비", 4, 1),
    Planned(-1, "13:30-15:00", BUSINESS, "park@example.kr", "로봇 감속기 공급 협의", 12, 4,
            "business-talks", "ko-ja", attendees=(SATO, YOON), then=APPROVED),
    Planned(0, "09:30-10:30", BUSINESS, "ito@example.jp", "週次オンライン定例（札幌・シンガポール）", 6, 4,
            "business-talks", equipment={"video-conference-kit": 1}, attendees=(TAN,)),
    Planned(0, "13:00-15:00", SUPPORT, "sato@example.jp", "新人研修：品質管理の基礎", 10, 18,
            equipment={"projector": 1, "microphone-set": 1}),
    Planned(0, "15:30-16:30", BUSINESS, "park@example.kr", "센서 모듈 시연 / センサーモジュール実演", 3, 6,
            "presentation", "ko-ja", {"presentation-display": 1}, (SATO,)),
    Planned(1, "10:00-12:00", BUSINESS, "staff@example.jp", "深圳访问团参观与商务洽谈", 4, 7,
            "visit", "zh-ja", booked_for=BookedFor("刘洋", "深圳微雪电子有限公司", "liu@example.cn",
                                                   "+86 755 5550 0171", "zh_Hans", "Asia/Shanghai",
                                                   "Liu Yang")),
    Planned(1, "13:00-17:00", "startup-desk-2", "ito@example.jp", "起業相談の準備", 2, 1),
    Planned(2, "10:00-11:00", BUSINESS, "sato@example.jp", "新製品発表のリハーサル", 3, 6,
            "presentation", equipment={"projector": 1}),
    Planned(2, "13:30-16:00", DAEJEON, "park@example.kr", "대전 기업 설명회", 6, 15,
            equipment={"microphone-set": 1}, attendees=(SATO, KIMURA, YOON)),
    Planned(3, "09:00-11:00", BUSINESS, "ito@example.jp", "規格確認会議 / 規格確認會議", 3, 5,
            "business-talks", "zh-ja", {"video-conference-kit": 1}, (LIN,)),
    Planned(3, "14:00-15:30", BUSINESS, "lee@example.sg", "Introducing our humidity sensors", 0, 6,
            "presentation", "en-ja", {"projector": 1, "video-conference-kit": 1}, (KIMURA, TAN),
            "Our first visit to Sapporo. We would like to show two prototypes.", then=PENDING),
    Planned(3, "15:45-17:00", BUSINESS, "wang@example.tw", "半導體檢測設備合作洽談", 0, 5,
            "business-talks", "zh-ja", {"projector": 1}, (SATO, LIN),
            "原本希望14:00開始，但該時段已有申請。若能空出，煩請改排至14:00。", then=PENDING),
    Planned(3, "14:00-15:30", BUSINESS, "ito@example.jp", "検査データの共同評価（第2回）", 0, 4,
            "business-talks", then=WAITING),
    Planned(4, "10:00-16:00", SUPPORT, "sato@example.jp", "札幌IoT勉強会", 7, 22,
            equipment={"projector": 1, "microphone-set": 1}, attendees=(KIMURA, PARK)),
    Planned(4, "13:00-14:00", BUSINESS, "ito@example.jp", "採用面談", 5, 3, "other", then=CANCELLED),
    Planned(5, "09:00-10:00", BUSINESS, "park@example.kr", "주간 업무 보고", 5, 3,
            "other", equipment={"video-conference-kit": 1}, attendees=(YOON,), rrule="FREQ=WEEKLY;COUNT=4"),
)  # fmt: skip
