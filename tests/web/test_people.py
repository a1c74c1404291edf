"""The pages on which staff keep companies and people's accounts."""

import pytest
import time_machine
from sqlalchemy import select

from booking.extensions import db
from booking.models import AuditEntry, Company, SignIn, Token, User
from booking.permissions import ADMINISTRATOR, MEMBER
from tests import factories
from tests.factories import NOW
from tests.web.pages import Queries, post, signed_in

STAFF, ADMIN, SATO = "staff@example.jp", "admin@example.jp", "sato@example.jp"
NEW, COMPANIES = "/admin/people/new", "/admin/companies"
LIN = {
    "name": "林 怡",
    "reading": "Lin Yi",
    "email": "Lin@Example.TW",
    "phone": "+886 3 555 0001",
    "company_id": "",
    "role": MEMBER,
    "locale": "zh_Hant",
    "tzid": "Asia/Taipei",
}
COMPANY = {
    "name": "松風株式会社",
    "reading": "まつかぜ",
    "kind": "local",
    "country": "jp",
    "locale": "ja",
    "tzid": "Asia/Tokyo",
}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


@pytest.fixture
def admin(app):
    return signed_in(app, ADMIN)


def found(email):
    db.session.rollback()
    return db.session.scalar(select(User).where(User.email == email))


def page_of(email):
    return f"/admin/people/{found(email).id}"


def form_of(email, **changed):
    user = found(email)
    names = ("name", "reading", "email", "phone", "role", "locale", "tzid")
    values = {name: getattr(user, name) for name in names} | {"company_id": str(user.company_id or "")}
    return values | ({"active": "y"} if user.active else {}) | changed


def test_a_person_is_added_found_by_reading_and_changed(staff):
    assert post(staff, NEW, page=NEW, **LIN).status_code == 303
    lin = found("lin@example.tw")
    assert (lin.name, lin.role, lin.tzid, lin.password_hash) == ("林 怡", MEMBER, "Asia/Taipei", None)
    shown = staff.get("/admin/people?q=lin+y&lang=en").text
    assert "林 怡" in shown and SATO not in shown
    page = page_of("lin@example.tw")
    assert post(staff, page, page=page, **form_of("lin@example.tw", phone="+886 1")).status_code == 303
    assert found("lin@example.tw").phone == "+886 1"
    told = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"user:{lin.id}")).all()
    assert told == ["add_user", "edit_user"]


def test_an_address_that_somebody_has_is_refused_and_nothing_typed_is_lost(staff):
    refused = post(staff, NEW, page=f"{NEW}?lang=en", **LIN | {"email": SATO})
    assert refused.status_code == 422
    assert "already" in refused.text and "林 怡" in refused.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"email": "x"},
        {"tzid": "Nowhere"},
        {"locale": "xx"},
        {"company_id": "999"},
        {"company_id": "x"},
    ],
)
def test_what_cannot_be_is_refused(staff, wrong):
    assert post(staff, NEW, page=NEW, **LIN | wrong).status_code == 422


def test_only_an_administrator_gives_a_role(staff, admin):
    assert post(staff, NEW, page=NEW, **LIN | {"role": "staff"}).status_code == 403
    page = page_of(ADMIN)
    assert post(staff, page, page=page, **form_of(ADMIN, phone="1")).status_code == 403
    assert post(admin, NEW, page=NEW, **LIN | {"role": "staff"}).status_code == 303
    assert found("lin@example.tw").role == "staff"


def test_who_is_switched_off_is_out_at_once(app, staff):
    sato = signed_in(app, SATO)
    whose = found(SATO).id
    for kind in ("api", "device"):
        db.session.add(Token(kind=kind, hash=kind, user_id=whose, created_at=NOW))
    db.session.commit()
    page, values = page_of(SATO), form_of(SATO)
    values.pop("active")
    assert post(staff, page, page=page, **values).status_code == 303
    db.session.rollback()
    assert not db.session.scalars(select(SignIn).where(SignIn.user_id == found(SATO).id)).all()
    revoked = {row.kind: row.revoked_at for row in db.session.execute(select(Token.kind, Token.revoked_at))}
    assert revoked == {"api": NOW, "device": None}, "a tablet at a door is no program of theirs"
    assert sato.get("/reservations").status_code == 303


def test_the_last_administrator_stays_one(admin):
    page = page_of(ADMIN)
    refused = post(admin, page, page=f"{page}?lang=en", **form_of(ADMIN, role=MEMBER))
    assert refused.status_code == 422 and "only administrator" in refused.text
    assert found(ADMIN).role == ADMINISTRATOR


def test_members_see_none_of_it(app):
    sato = signed_in(app, SATO)
    for path in ("/admin/people", NEW, COMPANIES, f"{COMPANIES}/new"):
        assert sato.get(path).status_code == 403


def test_a_company_is_added_found_by_reading_and_changed(staff):
    new = f"{COMPANIES}/new"
    made = post(staff, new, page=new, **COMPANY)
    assert made.status_code == 303
    assert "松風" in staff.get(f"{COMPANIES}?q=まつか").text
    page = made.location
    assert post(staff, page, page=page, **COMPANY | {"kind": "overseas"}).status_code == 303
    db.session.rollback()
    row = db.session.scalar(select(Company).where(Company.name == COMPANY["name"]))
    assert (row.kind, row.country, row.changes) == ("overseas", "JP", 1)
    twice = post(staff, new, page=f"{new}?lang=en", **COMPANY)
    assert twice.status_code == 422 and "already" in twice.text


def test_a_new_person_of_a_company_reads_its_language(staff):
    made = post(staff, f"{COMPANIES}/new", page=f"{COMPANIES}/new", **COMPANY)
    shown = staff.get(f"{NEW}?company={made.location.rsplit('/', 1)[1]}").text
    assert '<option selected value="ja">' in shown and COMPANY["name"] in shown


@pytest.mark.parametrize("path", ["/admin/people", COMPANIES])
def test_a_long_list_asks_no_more_than_a_short_one(app, staff, path):
    with Queries() as few:
        assert staff.get(path).status_code == 200
    for n in range(60):
        company = Company(name=f"c{n}", kind="local", country="JP", tzid="UTC", locale="en")
        db.session.add(User(email=f"p{n}@example.jp", name=f"p{n}", locale="en", tzid="UTC", company=company))
    db.session.commit()
    with Queries() as many:
        shown = staff.get(path)
    assert many.count == few.count
    assert "after=50" in shown.text
