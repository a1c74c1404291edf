import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.models import Resource
from tests import factories
from tests.web.browsing import give_password, signed_in, token


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    room = db.session.scalars(select(Resource).filter_by(slug="room")).one()
    room.names = {"en": "Room", "ja": "会議室"}
    room.phone, room.area_m2 = "+81 11 807 6000", 24
    room.texts = {"access": {"ja": "札幌駅から地下鉄で"}}
    db.session.commit()
    give_password("staff@example.jp", "sato@example.jp")


def texts():
    db.session.rollback()
    return db.session.scalars(select(Resource).filter_by(slug="room")).one().texts


def test_what_a_space_is_like(client):
    page = client.get("/spaces/room?lang=en").text
    assert "24 m²" in page and "8 people" in page and 'href="tel:+81118076000"' in page
    assert "Mon–Fri: 8:45–17:30" in page and "Projector" in page
    assert '<p class="written" lang="ja">札幌駅から地下鉄で</p>' in page
    assert "Edit the texts" not in page


@pytest.mark.parametrize("slug", ["none", "projector-1"])
def test_only_spaces_have_a_page(client, slug):
    assert client.get(f"/spaces/{slug}").status_code == 404


def test_staff_write_the_texts(app):
    staff = signed_in(app, "staff@example.jp")
    assert "Edit the texts" in staff.get("/spaces/room?lang=en").text
    form = {
        "csrf_token": token(staff, "/spaces/room/texts"),
        "access__ja": "",
        "rules__ko": "금연<script>\r\n정숙",
        "phone": "+81 1",
    }
    assert staff.post("/spaces/room/texts", data=form).location == "/spaces/room"
    assert texts() == {"contents": {}, "access": {}, "rules": {"ko": "금연<script>\n정숙"}}
    page = staff.get("/spaces/room").text
    assert "금연&lt;script&gt;" in page and "The texts are saved." in page


def test_the_form_holds_what_is_written_now(app):
    page = signed_in(app, "staff@example.jp").get("/spaces/room/texts").text
    assert "札幌駅から地下鉄で" in page and 'value="+81 11 807 6000"' in page


def test_faults_are_told_at_their_fields_and_nothing_is_lost(app):
    staff = signed_in(app, "staff@example.jp")
    form = {"csrf_token": token(staff, "/spaces/room/texts"), "rules__en": "x" * 4001, "phone": "a\x07"}
    answer = staff.post("/spaces/room/texts?lang=en", data=form)
    assert answer.status_code == 422
    assert 'id="rules__en-errors"' in answer.text and 'id="phone-errors"' in answer.text
    assert "x" * 4001 in answer.text
    assert texts() == {"access": {"ja": "札幌駅から地下鉄で"}}


def test_nobody_else_may(app, client):
    member = signed_in(app, "sato@example.jp")
    assert member.get("/spaces/room/texts").status_code == 403
    form = {"csrf_token": token(member, "/sign-out"), "phone": "1"}
    assert member.post("/spaces/room/texts", data=form).status_code == 403
    assert client.get("/spaces/room/texts").status_code == 303
    assert texts() == {"access": {"ja": "札幌駅から地下鉄で"}}
