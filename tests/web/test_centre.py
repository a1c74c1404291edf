"""The page of what the centre is called and which languages it speaks."""

import pytest
import time_machine
from sqlalchemy import select

from booking.extensions import db
from booking.models import AuditEntry, Centre, Resource
from tests import factories
from tests.factories import NOW
from tests.web.pages import post, signed_in

STAFF, SATO, PAGE = "staff@example.jp", "sato@example.jp", "/admin/centre"
TEXTS = {"names-en": "Silk House", "names-ja": "絹の家", "address-ja": "札幌市", "phone": "+81 11 1"}
SPOKEN = {"locale": "ja", "locales": ["ja", "ko"]}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


def test_name_address_and_languages_stand_on_every_page(app, staff):
    before = db.session.scalars(select(Resource.changes).order_by(Resource.id)).all()
    assert post(staff, PAGE, page=PAGE, **TEXTS, **SPOKEN).status_code == 303
    db.session.rollback()
    row = db.session.get_one(Centre, 1)
    assert (row.names, row.address) == ({"en": "Silk House", "ja": "絹の家"}, {"ja": "札幌市"})
    assert (row.locale, row.locales, row.phone) == ("ja", ["ja", "ko"], "+81 11 1")
    shown = signed_in(app, None).get("/?lang=ja").text
    assert "絹の家" in shown and "lang=ko" in shown and "lang=zh_Hant" not in shown
    after = db.session.scalars(select(Resource.changes).order_by(Resource.id)).all()
    assert all(now > then for now, then in zip(after, before, strict=True))
    assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "edit_centre"


@pytest.mark.parametrize(
    "wrong",
    [
        {"names-en": "", "names-ja": " "},
        {"locale": "en"},
        {"locales": []},
        {"locales": ["ja", "xx"]},
        {"phone": "1" * 41},
    ],
)
def test_what_cannot_be_is_refused(staff, wrong):
    assert post(staff, PAGE, page=PAGE, **TEXTS | SPOKEN | wrong).status_code == 422
    db.session.rollback()
    assert db.session.get_one(Centre, 1).names == {"en": "Centre"}


def test_members_see_none_of_it(app):
    assert signed_in(app, SATO).get(PAGE).status_code == 403
