"""What the staff of the demo centre often say when they decline, return or cancel."""

from booking.demo.languages import five
from booking.models import StandardReason
from booking.rules.reasons import CANCEL, DECLINE, RETURN

DECLINING = (
    five(
        "ご希望の時間帯は、館内設備の点検のためご利用いただけません。",
        "The space cannot be used at this time, because the building's equipment is being inspected.",
        "신청하신 시간대에는 관내 설비 점검으로 이용하실 수 없습니다.",
        "您申请的时间段因馆内设备检修，无法使用。",
        "您申請的時段因館內設備檢修，無法使用。",
    ),
    five(
        "ご希望の時間帯は、すでに他のご予約を優先しております。別の日時をご検討ください。",
        "At this time another booking comes first. Please consider another time.",
        "신청하신 시간대에는 이미 우선 예약이 있습니다. 다른 일시를 검토해 주시기 바랍니다.",
        "该时间段已优先安排其他预约，请考虑其他日期或时间。",
        "該時段已優先安排其他預約，請考慮其他日期或時間。",
    ),
    five(
        "ご申請の利用目的は、本施設の利用条件に合致しないため、承認できません。",
        "The purpose that you named does not fit the terms of use of this centre.",
        "신청하신 이용 목적이 본 시설의 이용 조건에 맞지 않아 승인할 수 없습니다.",
        "您申请的使用目的不符合本设施的使用条件，无法批准。",
        "您申請的使用目的不符合本設施的使用條件，無法核准。",
    ),
)
RETURNING = (
    five(
        "ご利用の目的と、当日の進行予定をお知らせください。",
        "Please tell us the purpose of the meeting and what is planned for the day.",
        "이용 목적과 당일 진행 계획을 알려 주시기 바랍니다.",
        "请告知使用目的及当天的安排。",
        "請告知使用目的及當天的安排。",
    ),
    five(
        "ご来場予定の人数と、お越しになる方のお名前・会社名をお知らせください。",
        "Please tell us how many people will come, with their names and companies.",
        "방문 예정 인원과 방문하시는 분의 성함, 회사명을 알려 주시기 바랍니다.",
        "请告知预计到场人数以及来访人员的姓名和公司名称。",
        "請告知預計到場人數以及來訪人員的姓名與公司名稱。",
    ),
    five(
        "通訳が必要かどうか、必要な場合は言語をお知らせください。",
        "Please tell us whether you need an interpreter, and for which language.",
        "통역이 필요하신지, 필요하시다면 어떤 언어인지 알려 주시기 바랍니다.",
        "请告知是否需要口译；如需要，请注明语种。",
        "請告知是否需要口譯；如需要，請註明語種。",
    ),
)
CANCELLING = (
    five(
        "館内設備の緊急点検のため、やむを得ずご予約を取り消させていただきます。",
        "The building's equipment has to be inspected urgently. We are sorry to have to cancel the booking.",
        "관내 설비 긴급 점검으로 부득이하게 예약을 취소하게 되었습니다.",
        "因馆内设备需紧急检修，不得不取消您的预约，敬请谅解。",
        "因館內設備需緊急檢修，不得不取消您的預約，敬請見諒。",
    ),
    five(
        "悪天候により臨時休館となるため、ご予約を取り消させていただきます。",
        "The centre is closed because of bad weather, so the booking is cancelled.",
        "악천후로 임시 휴관하게 되어 예약을 취소합니다.",
        "因恶劣天气临时闭馆，您的预约已取消。",
        "因惡劣天候臨時休館，您的預約已取消。",
    ),
    five(
        "お申し出により取り消しました。",
        "It was cancelled at your request.",
        "요청에 따라 취소하였습니다.",
        "已应您的要求取消。",
        "已應您的要求取消。",
    ),
)
BY_VERB = {DECLINE: DECLINING, RETURN: RETURNING, CANCEL: CANCELLING}


def standard_reasons() -> list[StandardReason]:
    return [
        StandardReason(verb=verb, texts=texts, position=place)
        for verb, all_texts in BY_VERB.items()
        for place, texts in enumerate(all_texts, 1)
    ]
