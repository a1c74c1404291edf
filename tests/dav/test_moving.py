"""MOVE: an event dragged into another space's calendar takes place there."""

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.models import Message, Policy, Resource
from tests.dav.test_private import PRIVATE
from tests.dav.test_reading import booked
from tests.dav.test_series import held, series, served
from tests.dav.test_writing import HALL, ics, nothing_is_asked, only, put  # noqa: F401
from tests.factories import span


def move(app, to: str, name: str = "one.ics", **headers):
    return app.ask("MOVE", app.space() + name, Destination=to, **headers)


def spaces() -> list[list[str]]:
    return [[space.slug for space in date.spaces] for date in only().occurrences]


def test_it_takes_place_there_with_all_that_the_app_knows_of_it(sato, kim):
    text = ics(more=PRIVATE)
    etag = put(sato, text).headers["ETag"]
    tokens = [sato.sync(sato.space(slug))[0] for slug in ("room", HALL)]
    there = f"http://localhost{sato.space(HALL)}moved.ics"
    assert move(sato, there, If_Match='"old"').status_code == 412
    assert move(sato, there, If_Match=etag).status_code == 201
    assert spaces() == [["hall"]] and served(sato, "moved.ics", HALL) == text
    assert sato.sync(sato.space(), tokens[0])[2] == {sato.space() + "one.ics"}
    assert sato.sync(sato.space(HALL), tokens[1])[1] == {sato.space(HALL) + "moved.ics"}
    assert move(sato, there).status_code == 404
    kinds = db.session.scalars(select(Message.kind)).all()
    assert "cancelled" not in kinds and "put_refused" not in kinds


def test_a_series_moves_as_a_whole(sato):
    put(sato, series())
    assert move(sato, sato.space(HALL) + "one.ics").status_code == 201
    assert spaces() == [["hall"]] * 4 and len(held()) == 4 and served(sato, slug=HALL) == series()


def test_what_is_taken_there_stays_and_is_told(sato):
    put(sato, ics())
    booked(span(2, "10:00", "11:00"), "kim@example.kr", spaces=(HALL,))
    assert move(sato, sato.space(HALL) + "one.ics").status_code == 409
    assert served(sato) == ics() and sato.ask("GET", sato.space(HALL) + "one.ics").status_code == 404
    told = db.session.scalars(select(Message).filter_by(kind="put_refused")).one()
    assert told.snapshot.facts["spaces"][0]["slug"] == HALL and told.reservation_id


def test_nothing_is_written_over(sato):
    put(sato, ics())
    put(sato, ics("20261203T100000", "20261203T110000", uid="two@app"), slug=HALL)
    for overwrite in ("T", "F"):
        assert move(sato, sato.space(HALL) + "one.ics", Overwrite=overwrite).status_code == 412
    assert served(sato) == ics() and "two@app" in served(sato, slug=HALL)


@pytest.mark.parametrize(
    "to",
    ["", "nonsense", "http://[", "http://elsewhere.example/dav/sato@example.jp/hall/x.ics", "/dav/", "/x.ics",
     "/dav/kim@example.kr/hall/x.ics", "/dav/sato@example.jp/hall/", "/dav/sato@example.jp/room/two.ics",
     "/dav/sato@example.jp/nowhere/x.ics", "/dav/sato@example.jp/hall/%00.ics",
     "/dav/sato@example.jp/hall/a/b.ics"],
)  # fmt: skip
def test_into_what_is_no_calendar_of_theirs(sato, to):
    put(sato, ics())
    assert move(sato, to).status_code == 403 and spaces() == [["room"]]


def test_only_ones_own(sato, kim, staff):
    put(sato, ics())
    (name,) = kim.names(kim.space())
    assert kim.ask("MOVE", name, Destination=kim.space(HALL) + "x.ics").status_code == 403
    (name,) = staff.names(staff.space())
    assert staff.ask("MOVE", name, Destination=staff.space(HALL) + "x.ics").status_code == 201
    assert spaces() == [["hall"]] and len(staff.names(staff.space(HALL))) == 1


def test_what_needs_approval_there_stays_until_then(sato):
    put(sato, ics())
    hall = db.session.scalars(select(Resource).filter_by(slug=HALL)).one()
    hall.policy = Policy(approval="always")
    db.session.commit()
    assert move(sato, sato.space(HALL) + "one.ics").status_code == 201
    assert spaces() == [["room"]] and "BEGIN:VEVENT" in served(sato)
