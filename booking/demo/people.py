"""Companies of four countries and their people. All are invented."""

from booking.models import Company, User
from booking.permissions import ADMINISTRATOR, MEMBER, STAFF
from booking.rules.passwords import hashed
from booking.rules.policy import LOCAL, OVERSEAS

PASSWORD = "demo"
SIGN_INS = {
    "staff@example.jp": "staff of the centre",
    "admin@example.jp": "administrator",
    "sato@example.jp": "a company in Sapporo",
    "kim@example.kr": "a company in Daejeon",
    "lee@example.sg": "a company in Singapore",
    "wang@example.tw": "a company in Hsinchu",
}

# key: (name, reading, kind, country, zone, language)
COMPANIES = {
    "sapporo": ("北海データ工房株式会社", "ほっかいデータこうぼう", LOCAL, "JP", "Asia/Tokyo", "ja"),
    "yukiakari": ("株式会社雪あかりシステムズ", "ゆきあかりシステムズ", LOCAL, "JP", "Asia/Tokyo", "ja"),
    "daejeon": ("주식회사 한밭정보기술", "Hanbat Jeongbo Gisul", OVERSEAS, "KR", "Asia/Seoul", "ko"),
    "gapcheon": ("갑천로보틱스 주식회사", "Gapcheon Robotics", OVERSEAS, "KR", "Asia/Seoul", "ko"),
    "singapore": ("Straits Humidity Sensors Pte. Ltd.", "", OVERSEAS, "SG", "Asia/Singapore", "en"),
    "hsinchu": ("竹風精密科技股份有限公司", "Chufeng Precision", OVERSEAS, "TW", "Asia/Taipei", "zh_Hant"),
}

# address: (name, reading, telephone, company or "", role, language or "" for the company's)
PEOPLE = {
    "staff@example.jp": ("山田 恵", "やまだ めぐみ", "+81 11 555 0101", "", STAFF, "ja"),
    "admin@example.jp": ("高橋 誠", "たかはし まこと", "+81 11 555 0102", "", ADMINISTRATOR, "ja"),
    "sato@example.jp": ("佐藤 健一", "さとう けんいち", "+81 11 555 0111", "sapporo", MEMBER, ""),
    "suzuki@example.jp": ("鈴木 遥", "すずき はるか", "+81 11 555 0112", "sapporo", MEMBER, ""),
    "ito@example.jp": ("伊藤 さくら", "いとう さくら", "+81 11 555 0121", "yukiakari", MEMBER, ""),
    "kim@example.kr": ("김민수", "Kim Minsu", "+82 42 555 0131", "daejeon", MEMBER, ""),
    "choi@example.kr": ("최수진", "Choi Sujin", "+82 42 555 0132", "daejeon", MEMBER, ""),
    "park@example.kr": ("박지은", "Park Jieun", "+82 42 555 0141", "gapcheon", MEMBER, ""),
    "lee@example.sg": ("Lee Wei Ling", "", "+65 6555 0151", "singapore", MEMBER, ""),
    "chen@example.sg": ("陈志明", "Chen Zhiming", "+65 6555 0152", "singapore", MEMBER, "zh_Hans"),
    "wang@example.tw": ("王怡君", "Wang Yi-chun", "+886 3 555 0161", "hsinchu", MEMBER, ""),
}


def people() -> list[User]:
    """With their companies. One hash does for all: the password is public."""
    companies = {key: _company(*values) for key, values in COMPANIES.items()}
    password_hash = hashed(PASSWORD)
    return [_person(email, companies, password_hash) for email in PEOPLE]


def _company(name: str, reading: str, kind: str, country: str, tzid: str, locale: str) -> Company:
    return Company(name=name, reading=reading, kind=kind, country=country, tzid=tzid, locale=locale)


def _person(email: str, companies: dict[str, Company], password_hash: str) -> User:
    name, reading, phone, of, role, locale = PEOPLE[email]
    company = companies.get(of)
    return User(
        email=email,
        name=name,
        reading=reading,
        phone=phone,
        role=role,
        company=company,
        locale=locale or (company.locale if company else "ja"),
        tzid=company.tzid if company else "Asia/Tokyo",
        password_hash=password_hash,
    )
