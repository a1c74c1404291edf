"""What has changed since: counters with tombstones, from which nothing is lost (D37)."""

from threading import Event, Thread

from sqlalchemy import select

from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.counters import raise_counters
from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import Reservation, Resource, ResourceChange
from booking.rules.requests import Edit
from tests.dav.test_reading import booked, sync_body
from tests.factories import NOW, person, span


def test_a_token_tells_what_is_new_changed_and_gone(sato, kim):
    for app in (sato, kim):
        db.session.query(ResourceChange).delete()
        db.session.commit()
        token, all_of_it, gone = app.sync(app.space())
        number = booked(span(2 + (app is kim), "10:00", "11:00"))
        token, new, gone = app.sync(app.space(), token)
        assert len(new) == 1 and not gone and not new & all_of_it
        change(number, Edit(title="Other"), by=person("sato@example.jp"), now=NOW)
        token, changed, gone = app.sync(app.space(), token)
        assert changed == new and not gone
        cancel(number, by=person("sato@example.jp"), now=NOW)
        token, changed, gone = app.sync(app.space(), token)
        assert not changed and gone == new
        assert app.sync(app.space(), token) == (token, set(), set())


def test_a_booking_that_moves_leaves_one_space_and_comes_to_another(sato):
    number = booked(spaces=("room",))
    here, there = sato.sync(sato.space())[0], sato.sync(sato.space("hall"))[0]
    change(number, Edit(spaces=("hall",)), by=person("sato@example.jp"), now=NOW)
    assert len(sato.sync(sato.space(), here)[2]) == 1
    assert len(sato.sync(sato.space("hall"), there)[1]) == 1
    assert len(sato.sync(sato.space("desk-1"), sato.sync(sato.space("desk-1"))[0])[1]) == 0


def test_the_tag_of_a_collection_changes_with_it_alone(sato):
    def tags():
        told = sato.propfind(sato.home, "<S:getctag/><sync-token/>", "1")
        return {path: (p["getctag"].text, p["sync-token"].text) for path, p in told.items() if "getctag" in p}

    before = tags()
    booked()
    after = tags()
    assert [path for path in before if before[path] != after[path]] == [sato.space()]


def test_a_token_of_ours_and_no_other(sato, kim):
    booked()
    mine = sato.sync(sato.space())[0]
    ahead = mine.rpartition("-")[0] + "-999"
    for wrong in ("nonsense", mine + "x", mine[:-1] + "²", ahead, kim.sync(kim.space())[0]):
        refused = sato.ask("REPORT", sato.space(), sync_body(wrong))
        assert refused.status_code == 403 and "valid-sync-token" in refused.text


def test_another_name_of_the_space_is_another_sight(sato):
    booked()
    token = sato.sync(sato.space())[0]
    db.session.scalars(select(Resource).filter_by(slug="room")).one().names = {"en": "New name"}
    db.session.commit()
    assert sato.ask("REPORT", sato.space(), sync_body(token)).status_code == 403


def test_a_change_that_commits_late_is_not_lost(app, sato):
    """Who begins first, of another company in another space, commits last. SQLite has one writer: there
    nobody can overtake."""
    late = booked(email="kim@example.kr", spaces=("hall",), answers={})
    if db.engine.dialect.name == "sqlite":
        return
    tokens = {slug: sato.sync(sato.space(slug))[0] for slug in ("room", "hall")}
    begun, go_on = Event(), Event()

    @transaction
    def slowly():
        raise_counters(db.session.get_one(Reservation, late), [])
        begun.set()
        go_on.wait(20)

    def run():
        with app.app_context():
            slowly()

    thread = Thread(target=run)
    thread.start()
    assert begun.wait(20)
    booked(span(3, "10:00", "11:00"))
    seen = {slug: sato.sync(sato.space(slug), token) for slug, token in tokens.items()}
    assert (len(seen["room"][1]), len(seen["hall"][1])) == (1, 0)
    go_on.set()
    thread.join()
    assert len(sato.sync(sato.space("hall"), seen["hall"][0])[1]) == 1
    assert sato.sync(sato.space(), seen["room"][0])[1] == set()


def test_an_etag_is_another_where_another_space_of_the_booking_is_called_otherwise(sato):
    booked(spaces=("room", "hall"))
    name = sato.names(sato.space())[0]
    before = sato.ask("GET", name)
    db.session.scalars(select(Resource).filter_by(slug="hall")).one().names = {"en": "Auditorium"}
    db.session.commit()
    after = sato.ask("GET", name)
    assert "Auditorium" in after.text and "Auditorium" not in before.text
    assert after.headers["ETag"] != before.headers["ETag"]
