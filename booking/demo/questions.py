"""What the centre asks of who books the Business Communication Space."""

from booking.demo.languages import five
from booking.models import Question
from booking.rules.questions import CHOICE, TEXT

PURPOSES = {
    "business-talks": five("商談", "Business talks", "사업 상담", "商务洽谈", "商務洽談"),
    "presentation": five(
        "発表・製品紹介", "Presentation", "발표·제품 소개", "发布会、产品介绍", "發表會、產品介紹"
    ),
    "training": five("研修", "Training", "교육·연수", "培训", "培訓"),
    "visit": five("視察・見学", "Visit", "시찰·견학", "考察参观", "考察參觀"),
    "other": five("その他", "Other", "기타", "其他", "其他"),
}


def questions() -> list[Question]:
    return [
        Question(
            slug="purpose",
            kind=CHOICE,
            required=True,
            position=1,
            labels=five("利用目的", "Purpose", "이용 목적", "使用目的", "使用目的"),
            choices=[{"value": value, "labels": labels} for value, labels in PURPOSES.items()],
        ),
        Question(slug="interpreter", kind=TEXT, position=2, labels=_INTERPRETER),
        Question(slug="phone", kind=TEXT, position=3, labels=_PHONE),
    ]


_INTERPRETER = five(
    "通訳（必要な言語）",
    "Interpreter (which languages)",
    "통역 (필요한 언어)",
    "口译（所需语言）",
    "口譯（所需語言）",
)
_PHONE = five(
    "当日の連絡先電話番号",
    "Phone number on the day",
    "당일 연락 가능한 전화번호",
    "当天联系电话",
    "當天聯絡電話",
)
