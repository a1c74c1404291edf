"""The administration: what staff set there, what they are told before, and who may not."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from booking.actions.book import book
from booking.errors import OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Blackout, Centre, Resource, SpecialDay
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.held import held
from tests.web.pages import Queries, post, signed_in

STAFF, SATO = "staff@example.jp", "sato@example.jp"
ROOM, CENTRE = "/admin/policies/of/room", "/admin/policies/centre"
PAGES = (
    "/admin", "/admin/policies", CENTRE, ROOM, "/admin/holidays", "/admin/closed-times", "/admin/resources",
    "/admin/resources/new", "/admin/resources/of/room", "/admin/resources/of/projector-1",
    "/admin/equipment/new", "/admin/equipment/of/projector", "/admin/refusals",
)  # fmt: skip


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


def resource(slug: str) -> Resource:
    db.session.rollback()
    return db.session.scalars(select(Resource).filter_by(slug=slug)).one()


def sent(browser, page: str, **data):
    answer = post(browser, page, page=f"{page}?lang=en", **data)
    return browser.get(answer.location) if answer.status_code == 303 else answer


@pytest.mark.parametrize("page", PAGES)
def test_only_staff_see_it(app, staff, page):
    assert staff.get(f"{page}?lang=en").status_code == 200
    assert signed_in(app, SATO).get(page).status_code == 403
    assert app.test_client().get(page).status_code == 303


@pytest.mark.parametrize(
    "page",
    [
        f"{ROOM}x",
        "/admin/resources/of/nothing",
        "/admin/equipment/of/nothing",
        "/admin/closed-times/hit?id=9",
    ],
)
def test_what_is_not_there(staff, page):
    assert staff.get(page).status_code == 404


def test_only_staff_may_send(app):
    sato = signed_in(app, SATO)
    for path in (
        CENTRE, ROOM, "/admin/holidays", "/admin/holidays/1/removal", "/admin/closed-times",
        "/admin/closed-times/1/removal", "/admin/resources/new", "/admin/resources/of/room",
        "/admin/equipment/new", "/admin/equipment/of/projector", "/admin/equipment/of/projector/units",
    ):  # fmt: skip
        assert post(sato, path).status_code == 403, path


def test_the_navigation_leads_staff_there(app, staff):
    assert "/admin" in staff.get("/desk?lang=en").text
    assert 'href="/admin"' not in signed_in(app, SATO).get("/account").text


def test_a_change_is_shown_before_it_is_saved(staff):
    held(span(2, "10:00", "12:00"), who="kim@example.kr", title="Spring fair")
    told = sent(staff, ROOM, max_duration="60", step="check").text
    assert "1 booking to come would be refused" in told and "Spring fair" in told
    assert "The longest booking is 1 hour." in told and "kim@example.kr" in told
    assert "You change:" in told and resource("room").policy.max_duration is None
    assert "The policy is saved." in sent(staff, ROOM, max_duration="60", step="save").text
    assert resource("room").policy.max_duration == timedelta(hours=1)


def test_what_is_left_empty_falls_through(staff):
    page = staff.get(f"{ROOM}?lang=en").text
    assert 'id="setup_time"' in page and 'value="15"' in page and 'placeholder="08:45-17:30"' in page
    assert "As the centre: Yes" in page
    sent(staff, ROOM, setup_time="", step="save")
    own = resource("room").policy
    assert (own.setup_time, own.approval, own.quotas) == (None, None, None)


def test_hours_seasons_quotas_and_companies_are_read(staff):
    kim = person("kim@example.kr").company_id
    sent(
        staff, ROOM, step="save", **{
            "opening_hours-1": "9:00-12:00, 13:00–17:30", "opening_hours-6": "10:00-12:00",
            "seasons-0-first": "12-01", "seasons-0-last": "03-31", "seasons-0-day_1": "10:00-16:00",
            "whose_quotas": "own", "quotas-0-whose": "company", "quotas-0-most": "6",
            "quotas-0-measure": "hours", "quotas-0-per": "week", "quotas-1-most": "",
            "whose_companies": "named", "bookable_companies": [str(kim)],
            "min_notice": "1.5", "max_notice": "60", "recurring": "no", "approval": "out_of_policy",
        },
    )  # fmt: skip
    own = resource("room").policy
    assert own.opening_hours == {
        "1": [["09:00", "12:00"], ["13:00", "17:30"]],
        "6": [["10:00", "12:00"]],
        "seasons": [{"first": "12-01", "last": "03-31", "week": {"1": [["10:00", "16:00"]]}}],
    }
    assert own.quotas == [{"whose": "company", "most": 6, "measure": "hours", "per": "week"}]
    assert own.bookable_companies == [kim]
    assert (own.min_notice, own.max_notice) == (timedelta(minutes=90), timedelta(days=60))
    assert (own.recurring, own.approval) == (False, "out_of_policy")
    page = staff.get(f"{ROOM}?lang=en").text
    assert 'value="1.5"' in page and 'value="10:00-16:00"' in page and "Season 1" in page
    assert "Dec 1–Mar 31" in staff.get("/spaces/room?lang=en").text


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of it unchanged, but for boxes to tick."""
    from html.parser import HTMLParser

    class Form(HTMLParser):
        def __init__(self):
            super().__init__()
            self.data, self.select = {}, ""

        def handle_starttag(self, tag, attributes):
            a = dict(attributes)
            if tag == "input" and a.get("type") not in ("checkbox", "submit"):
                self.data[a["name"]] = a.get("value", "")
            if tag == "select":
                self.select = a["name"]
            if tag == "option" and (self.select not in self.data or "selected" in a):
                self.data[self.select] = a["value"]

    form = Form()
    form.feed(page)
    return {name: value for name, value in form.data.items() if name != "csrf_token"}


@pytest.mark.parametrize("page", [ROOM, CENTRE])
def test_what_is_sent_back_as_it_was_changes_nothing(staff, page):
    as_it_is = form_of(staff.get(f"{page}?lang=en").text)
    assert len(as_it_is) > 30
    assert "Nothing is changed." in sent(staff, page, **as_it_is | {"step": "check"}).text


def test_whoever_saves_last_is_told_what_another_saved_meanwhile(staff):
    mine = form_of(staff.get(f"{ROOM}?lang=en").text)
    sent(staff, ROOM, step="save", max_duration="60", **{"opening_hours-1": "9:00-12:00"})
    mine |= {"max_duration": "90", "step": "save"}
    told = sent(staff, ROOM, **mine)
    assert told.status_code == 412 and "Somebody else has changed this policy" in told.text
    assert 'value="90"' in told.text and told.text.count("By now this says: 60") == 2
    assert told.text.count("By now this says: 09:00-12:00") == 2 and told.text.count("By now") == 4
    assert resource("room").policy.max_duration == timedelta(hours=1)
    db.session.rollback()
    again = form_of(told.text)
    assert again["max_duration"] == "90" and again["seen"] != mine["seen"]
    assert sent(staff, ROOM, **again | {"step": "save"}).status_code == 200
    assert resource("room").policy.max_duration == timedelta(minutes=90)


def test_of_what_both_left_alone_nothing_is_told(staff):
    mine = form_of(staff.get(f"{CENTRE}?lang=en").text)
    sent(staff, CENTRE, **mine | {"grid": "30", "step": "save"})
    told = sent(staff, CENTRE, **mine | {"max_duration": "300", "step": "check"}).text
    assert told.count("By now this says:") == 4 and told.count("By now this says: 30") == 2


def test_what_cannot_be_read_and_what_cannot_be_are_told_together(staff):
    as_it_is = form_of(staff.get(f"{ROOM}?lang=en").text)
    wrong = {"max_duration": "long", "min_notice": "48", "max_notice": "1", "max_skipped_percent": "200"}
    told = sent(staff, ROOM, **as_it_is | wrong | {"step": "save"}).text
    for name in ("max_duration", "max_notice", "max_skipped_percent"):
        assert f'href="#{name}"' in told, name
    assert 'href="#min_duration"' not in told


def test_mistakes_stand_beside_their_fields(staff):
    as_it_is = form_of(staff.get(f"{ROOM}?lang=en").text) | {"step": "save"}
    unread = {"max_duration": "long", "opening_hours-2": "9 to 5"}
    told = sent(staff, ROOM, **as_it_is | unread)
    assert told.status_code == 422
    assert 'href="#max_duration"' in told.text and 'href="#opening_hours-2"' in told.text
    wrong = {"seasons-0-first": "13-01", "seasons-0-last": "03-31"}
    wrong |= {"whose_quotas": "own", "quotas-1-most": "none"}
    told = sent(staff, ROOM, **as_it_is | wrong)
    assert 'href="#seasons-0-first"' in told.text and 'href="#quotas-1-most"' in told.text
    assert told.text.count("Must be from 1 to 10000.") == 2  # at the top and beside its field
    assert resource("room").policy.quotas is None


@pytest.mark.parametrize("typed", ["1e999", "NaN", "9" * 12, "-5", "１", "1e5", "Infinity", "0x10"])
def test_odd_numbers_are_refused_or_read_and_never_break(staff, typed):
    assert sent(staff, ROOM, step="check", max_duration=typed, max_skipped=typed).status_code == 422


def test_the_centres_own_needs_its_values(staff):
    as_it_is = form_of(staff.get(f"{CENTRE}?lang=en").text)
    assert sent(staff, CENTRE, **as_it_is | {"grid": "", "step": "save"}).status_code == 422
    assert sent(staff, CENTRE, **as_it_is | {"grid": "30", "step": "save"}).status_code == 200
    db.session.rollback()
    assert db.session.get(Centre, 1).policy.grid == timedelta(minutes=30)


def test_the_number_of_queries_does_not_grow_with_bookings(staff):
    data = form_of(staff.get(f"{ROOM}?lang=en").text) | {"max_duration": "60", "step": "check"}
    token = post(staff, ROOM, page=ROOM, **data)
    assert token.status_code == 200

    def cost() -> int:
        with Queries() as queries:
            sent(staff, ROOM, **data)
        return queries.count

    held(span(2, "10:00", "12:00"))
    one = cost()
    for day in (3, 4, 7, 8):
        held(span(day, "10:00", "12:00"), who="kim@example.kr")
    assert cost() == one


def test_a_holiday_that_opens_and_a_day_that_closes(staff):
    assert "Culture Day" in staff.get("/admin/holidays?lang=en").text
    assert "Culture Day (文化の日)" in staff.get("/admin/holidays?lang=ko").text
    opened = sent(staff, "/admin/holidays", on="2026-11-03", open="open", resource="")
    assert "The day is saved." in opened.text and "it opens" in opened.text
    sent(staff, "/admin/holidays", on="2026-12-24", open="closed", resource="room", **{"reason-en": "Party"})
    db.session.rollback()
    rows = db.session.scalars(select(SpecialDay).order_by(SpecialDay.on)).all()
    assert [(row.open, row.resource_id is None, row.reason) for row in rows] == [
        (True, True, {}), (False, False, {"en": "Party"}),
    ]  # fmt: skip
    page = staff.get("/admin/holidays?year=2026&lang=en").text
    assert "Party" in page and "it is closed" in page
    assert sent(staff, "/admin/holidays", on="2026-12-24", open="closed", resource="room").status_code == 422
    assert sent(staff, "/admin/holidays", on="someday", open="closed").status_code == 422
    ids = [row.id for row in rows]
    db.session.rollback()
    for one in ids:
        assert post(staff, f"/admin/holidays/{one}/removal").status_code == 303
    assert db.session.scalars(select(SpecialDay)).all() == []


def test_a_day_that_closes_tells_whose_bookings_stand_on_it(staff):
    held(span(2, "10:00", "11:00"), title="Spring fair")
    held(span(2, "10:00", "11:00"), title="Fair talks", at="hall")
    told = sent(staff, "/admin/holidays", on="2026-12-02", open="closed", resource="room").text
    assert "The day is saved." in told and "1 booking to come lies in this time" in told
    assert "Spring fair" in told and "Fair talks" not in told
    page = staff.get("/admin/holidays?year=2026&lang=en").text
    db.session.rollback()
    one = db.session.scalars(select(SpecialDay.id)).one()
    assert f'href="/admin/holidays/{one}/hit"' in page
    assert "No booking" not in staff.get(f"/admin/holidays/{one}/hit?lang=en").text
    sent(staff, "/admin/holidays", on="2026-12-02", open="open", resource="hall")
    told = sent(staff, "/admin/holidays", on="2026-12-02", open="closed", resource="").text
    assert "1 booking to come" in told and "Spring fair" in told and "Fair talks" not in told
    free = sent(staff, "/admin/holidays", on="2026-12-03", open="closed", resource="room").text
    assert "The day is saved." in free and "Whom it hits</h1>" not in free
    assert staff.get("/admin/holidays/99/hit").status_code == 404


def test_a_closed_time_tells_whom_it_hits_before_and_after(staff):
    held(span(2, "10:00", "11:00"), title="Spring fair")
    dark = {"resource": "room", "starts_on": "2026-12-02", "ends_on": "2026-12-03", "reason-en": "Paint"}
    told = sent(staff, "/admin/closed-times", **dark, step="check").text
    assert "1 booking to come lies in this time" in told and "Spring fair" in told
    assert db.session.scalars(select(Blackout)).all() == []
    db.session.rollback()
    after = sent(staff, "/admin/closed-times", **dark, step="save").text
    assert "The closed time is saved." in after and "Spring fair" in after
    db.session.rollback()
    [row] = db.session.scalars(select(Blackout)).all()
    times = (row.starts_at, row.ends_at, row.reason)
    assert times == (factories.at(2, "00:00"), factories.at(4, "00:00"), {"en": "Paint"})
    number = row.id
    db.session.rollback()
    assert "Paint" in staff.get("/admin/closed-times?lang=en").text
    assert post(staff, f"/admin/closed-times/{number}/removal").status_code == 303
    assert db.session.scalars(select(Blackout)).all() == []


def test_a_whole_and_its_parts_stand_in_one_row_and_go_together(staff):
    dark = {"resource": "hall", "with_parts": "y", "starts_on": "2026-12-02", "ends_on": "2026-12-02"}
    sent(staff, "/admin/closed-times", **dark, step="save")
    sent(
        staff,
        "/admin/closed-times",
        resource="desk-1",
        starts_on="2026-12-02",
        ends_on="2026-12-03",
        step="save",
    )
    page = staff.get("/admin/closed-times?lang=en").text
    assert page.count("/removal") == 2 and "desk-1, desk-2" in page
    [whole, *_] = sorted(db.session.scalars(select(Blackout.id)))
    db.session.rollback()
    assert post(staff, f"/admin/closed-times/{whole}/removal").status_code == 303
    [left] = db.session.scalars(select(Blackout.resource_id))
    assert left == resource("desk-1").id


def test_a_saturday_that_opens_is_given_hours(staff):
    saturday = {"on": "2026-12-05", "resource": "", "open": "open"}
    wrong = sent(staff, "/admin/holidays", **saturday, hours="nine")
    assert wrong.status_code == 422 and 'href="#hours"' in wrong.text
    assert "09:00–12:00" in sent(staff, "/admin/holidays", **saturday, hours="9:00-12:00").text
    closed = sent(staff, "/admin/holidays", on="2026-12-06", open="closed", hours="9:00-12:00")
    assert closed.status_code == 422 and "A day that is closed has no hours." in closed.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"ends_on": "2026-12-01"}, "ends_on"),
        ({"begins": "noon"}, "begins"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"resource": "nowhere"}, ""),
    ],
)
def test_a_time_that_is_none(staff, wrong, field):
    dark = {"resource": "room", "starts_on": "2026-12-02", "ends_on": "2026-12-03", "step": "save"}
    told = sent(staff, "/admin/closed-times", **dark | wrong)
    assert told.status_code in (404, 422) and (not field or f'href="#{field}"' in told.text)
    assert db.session.scalars(select(Blackout)).all() == []


def test_resources_are_renamed_and_go_out_of_service(staff):
    held(span(2, "10:00", "11:00"), title="Spring fair")
    page = "/admin/resources/of/room"
    told = sent(staff, page, **{"names-en": "Red room", "capacity": "6", "area_m2": ""})
    assert "1 booking is still to come" in told.text and "Spring fair" in told.text
    room = resource("room")
    assert (room.names, room.capacity, room.active) == ({"en": "Red room"}, 6, False)
    db.session.rollback()
    sent(staff, page, **{"names-en": "Red room", "capacity": "6", "active": "y"})
    assert resource("room").active
    wrong = sent(staff, page, **{"names-en": "", "capacity": "many", "active": "y"})
    assert wrong.status_code == 422 and 'href="#capacity"' in wrong.text


def test_a_new_space_and_more_equipment(staff):
    new = {"names-en": "Lounge", "slug": "lounge", "tzid": "Asia/Tokyo", "country": "JP", "capacity": "4"}
    assert "Lounge" in sent(staff, "/admin/resources/new", **new).text
    assert resource("lounge").capacity == 4
    again = sent(staff, "/admin/resources/new", **new)
    assert again.status_code == 422 and 'href="#slug"' in again.text
    camera = {"names-en": "Camera", "slug": "camera", "needs_space": "y"}
    assert "Camera 1" in sent(staff, "/admin/equipment/new", **camera).text
    assert post(staff, "/admin/equipment/of/camera/units").status_code == 303
    assert resource("camera-2").equipment_type.needs_space
    sent(staff, "/admin/equipment/of/camera", **{"names-en": "Camera kit"})
    assert not resource("camera-2").equipment_type.needs_space
    fixed = {"names-en": "Camera 2", "active": "y", "part_of": "room"}
    sent(staff, "/admin/resources/of/camera-2", **fixed)
    assert resource("camera-2").part_of_id == resource("room").id
    assert "Fixed in" in staff.get("/admin/resources?lang=en").text


def test_a_refusal_tells_its_series_in_words_and_a_whole_once(staff):
    held(span(2, "10:00", "12:00"), at="desk-1")
    held(span(9, "10:00", "12:00"), at="desk-2")
    fair = wish(span(2, "10:00", "12:00"), spaces=("hall",), answers={}, rrule="FREQ=WEEKLY;COUNT=2")
    with pytest.raises(SlotTaken):
        book(fair, by=person("kim@example.kr"), now=NOW)
    page = staff.get("/admin/refusals?lang=en").text
    assert "FREQ=" not in page and "Every week on Wednesday, 2 times" in page
    told = page[page.index("This time has just been taken") :]
    assert "This time has just been taken" not in told[10:] and "hall<br>desk-1, desk-2" in told


def test_a_refusal_says_which_rule_decided_and_where_it_is_set(staff):
    sent(staff, ROOM, max_duration="60", step="save")
    with pytest.raises(OutOfPolicy):
        book(wish(span(2, "10:00", "12:00"), title="<b>Long</b>"), by=person("kim@example.kr"), now=NOW)
    with pytest.raises(OutOfPolicy):
        book(wish(span(5, "10:00", "11:00")), by=person(SATO), now=NOW)
    page = staff.get("/admin/refusals?lang=en").text
    assert "The longest booking is 1 hour." in page and f'href="{ROOM}#max_duration"' in page
    assert f'href="{CENTRE}#hours"' in page and "&lt;b&gt;Long" in page and "한빛정보" in page
