"""What visitors read about each space."""

from booking.demo.languages import five

ACCESS = five(
    "JR新札幌駅・地下鉄東西線新さっぽろ駅からバスで約15分、「テクノパーク」下車、徒歩3分。"
    "無料駐車場をご利用いただけます。2階受付でお名前をお伝えください。",
    "About 15 minutes by bus from JR Shin-Sapporo Station or the subway's Shin-Sapporo Station (Tozai Line) "
    "to the stop Techno Park, then 3 minutes on foot. Parking is free. Please give your name at the "
    "reception "
    "on the second floor.",
    "JR 신삿포로역 또는 지하철 도자이선 신삿포로역에서 버스로 약 15분, ‘테크노파크’ 정류장에서 내려 도보 "
    "3분입니다. "
    "무료 주차장이 있습니다. 2층 접수처에서 성함을 말씀해 주세요.",
    "从JR新札幌站或地铁东西线新札幌站乘公交车约15分钟，在“科技园”站下车，步行3分钟。"
    "设有免费停车场。请在二楼前台告知您的姓名。",
    "從JR新札幌站或地下鐵東西線新札幌站搭乘公車約15分鐘，於「科技園」站下車，步行3分鐘。"
    "設有免費停車場。請於二樓櫃檯告知您的大名。",
)
RULES = five(
    "お飲み物は、ふた付きの容器に限ります。全館禁煙です。机といすは、終了時刻までに元の位置へお戻しください。"
    "変更や取消の際は、お早めにご連絡ください。",
    "Drinks with a lid only. No smoking in the building. Please put desks and chairs back before your "
    "time ends, "
    "and tell us of changes or cancellations as early as you can.",
    "음료는 뚜껑이 있는 용기만 반입할 수 있습니다. 건물 전체가 금연입니다. 종료 시각까지 책상과 의자를 "
    "원래 위치로 돌려놓아 주세요. 변경이나 취소는 가능한 한 빨리 알려 주시기 바랍니다.",
    "仅限带盖的饮料。全馆禁烟。请在结束时间前将桌椅恢复原位。如需变更或取消，请尽早通知我们。",
    "僅限有蓋的飲料。全館禁菸。請於結束時間前將桌椅復原。如需變更或取消，請儘早通知我們。",
)
BUSINESS = five(
    "24㎡、最大8名。会議机、いす8脚、ホワイトボード、無線LAN、電源。"
    "プロジェクターやテレビ会議セットは予約時にお選びください。"
    "各予約の開始前15分間は、準備のために空けています。",
    "24 m², up to 8 people. Meeting table, 8 chairs, whiteboard, Wi-Fi, power sockets. Choose a projector or "
    "a video conference kit when you book. The 15 minutes before each meeting are kept free for preparation.",
    "24㎡, 최대 8명. 회의 테이블, 의자 8개, 화이트보드, 무선 인터넷, 전원. 프로젝터와 화상회의 세트는 "
    "예약할 때 선택해 "
    "주세요. 각 예약의 시작 전 15분은 준비 시간으로 비워 둡니다.",
    "24平方米，最多8人。配有会议桌、8把椅子、白板、无线网络和电源。投影仪和视频会议套装请在预约时选择。"
    "每次使用前预留15分钟准备时间。",
    "24平方公尺，最多8人。備有會議桌、8張椅子、白板、無線網路及電源。投影機與視訊會議套組請於預約時選擇。"
    "每次使用前保留15分鐘準備時間。",
)
SUPPORT = five(
    "72㎡、最大24名。可動式の机、いす24脚、ホワイトボード2台、無線LAN。"
    "スタートアップ・オフィスの4席を含み、1席ずつでもご利用いただけます。",
    "72 m², up to 24 people. Movable desks, 24 chairs, two whiteboards, Wi-Fi. The four desks of the "
    "Start-up "
    "Office stand here and can be booked one by one.",
    "72㎡, 최대 24명. 이동식 책상, 의자 24개, 화이트보드 2대, 무선 인터넷. 스타트업 오피스 4석이 이 안에 "
    "있으며 한 자리씩 "
    "예약하실 수도 있습니다.",
    "72平方米，最多24人。配有可移动桌、24把椅子、2块白板和无线网络。"
    "创业办公室的4个工位设于此处，也可单独预约。",
    "72平方公尺，最多24人。備有可移動桌、24張椅子、2面白板及無線網路。"
    "新創辦公室的4個座位設於此處，亦可單獨預約。",
)
DAEJEON = five(
    "50㎡、最大16名。大田広域市の企業案内・製品展示、商談用テーブル、大型モニター、無線LAN。",
    "50 m², up to 16 people. Company guides and product displays from Daejeon, tables for talks, a large "
    "screen, "
    "Wi-Fi.",
    "50㎡, 최대 16명. 대전광역시 기업 안내 자료와 제품 전시, 상담 테이블, 대형 모니터, 무선 인터넷이 "
    "있습니다.",
    "50平方米，最多16人。设有大田广域市企业资料与产品展示、洽谈桌、大屏幕和无线网络。",
    "50平方公尺，最多16人。設有大田廣域市企業資料與產品展示、洽談桌、大型螢幕及無線網路。",
)
DESK = five(
    "机1台、いす1脚、電源、無線LAN。海外企業進出サポートルーム内にあります。",
    "One desk with a chair, power and Wi-Fi, in the Support Room.",
    "책상 1개, 의자, 전원, 무선 인터넷. 해외기업 진출 지원실 안에 있습니다.",
    "1张办公桌、椅子、电源和无线网络，位于海外企业进驻支援室内。",
    "1張辦公桌、椅子、電源及無線網路，位於海外企業進駐支援室內。",
)


def of(contents: dict[str, str]) -> dict[str, dict[str, str]]:
    return {"contents": contents, "access": ACCESS, "rules": RULES}
