"""Resources and equipment as staff keep them."""

import pytest
from sqlalchemy import select

from booking.actions.equipment import add_equipment_type, add_unit, edit_equipment_type
from booking.actions.resources import NewSpace, add_space, edit_resource
from booking.errors import Forbidden, Invalid, NotFound
from booking.extensions import db
from booking.models import AuditEntry, Claim, EquipmentType, Resource
from booking.queries.busy import bookable
from tests import factories
from tests.factories import NOW, person, span
from tests.held import held


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def edit(slug, who="staff@example.jp", **values):
    return edit_resource(slug, by=person(who), now=NOW, values=values)


def resource(slug: str) -> Resource:
    db.session.rollback()
    return db.session.scalars(select(Resource).filter_by(slug=slug)).one()


def codes(act, *args, **values) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        act(*args, **values)
    return [(rule.field, rule.code) for rule in refused.value.rules]


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def units(booking: int) -> set[str]:
    rows = select(Resource.slug).join(Claim).where(Claim.active).join(Claim.occurrence)
    return set(db.session.scalars(rows.filter_by(reservation_id=booking).where(Resource.kind == "equipment")))


def test_only_what_is_named_changes():
    edit("room", names={"en": "Red room ", "ja": ""}, capacity=6)
    room = resource("room")
    assert (room.names, room.capacity, room.area_m2, room.active) == ({"en": "Red room"}, 6, None, True)
    assert room.changes == 1
    edit("room", capacity=None, area_m2=24)
    assert (resource("room").capacity, resource("room").area_m2) == (None, 24)
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.before["capacity"], last.after["capacity"]) == (6, None)


def test_what_goes_out_of_service_tells_who_has_booked_it():
    held(span(1, "08:45", "08:55"))
    coming = held(span(2, "10:00", "11:00"), who="kim@example.kr")
    assert edit("room", capacity=6) == []
    told = edit("room", active=False)
    assert [o.reservation_id for o in told] == [coming]
    assert "room" not in {r.slug for r in bookable()}
    assert told[0].status == "confirmed"
    assert edit("room", active=True) == []


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"names": {"en": " "}}, ("names", "missing")),
        ({"names": {"xx": "X"}}, ("names.xx", "unknown_answer")),
        ({"names": {"en": "x" * 121}}, ("names.en", "too_long_text")),
        ({"capacity": 0}, ("capacity", "not_between")),
        ({"area_m2": 10**7}, ("area_m2", "not_between")),
        ({"colour": "red"}, ("colour", "unknown_field")),
        ({"part_of": "hall"}, ("part_of", "only_units")),
    ],
)
def test_what_cannot_be(values, fault):
    assert codes(edit, "room", **values) == [fault]
    assert actions() == []


def test_only_staff_and_only_what_there_is():
    with pytest.raises(Forbidden):
        edit("room", who="sato@example.jp", capacity=1)
    with pytest.raises(NotFound):
        edit("nowhere", capacity=1)
    with pytest.raises(NotFound):
        add_unit("nothing", by=person("staff@example.jp"), now=NOW)


def new(slug="lounge", **values):
    usual = {"names": {"en": "Lounge"}, "tzid": "Asia/Tokyo", "country": "JP", "capacity": 4}
    return add_space(NewSpace(slug, **usual | values), by=person("admin@example.jp"), now=NOW)


def test_a_new_space_can_be_booked():
    assert new() == "lounge"
    assert resource("lounge").kind == "space"
    assert [r.slug for r in bookable()][-1] == "lounge"


@pytest.mark.parametrize(
    ("slug", "values", "fault"),
    [
        ("room", {}, ("slug", "slug_used")),
        ("projector", {}, ("slug", "slug_used")),
        ("Red Room", {}, ("slug", "not_a_slug")),
        ("a--b", {}, ("slug", "not_a_slug")),
        ("x" * 65, {}, ("slug", "not_a_slug")),
        ("lounge", {"tzid": "Asia/Nowhere"}, ("tzid", "unknown_zone")),
        ("lounge", {"country": "Japan"}, ("country", "not_a_country")),
        ("lounge", {"names": {}}, ("names", "missing")),
    ],
)
def test_what_no_space_can_be(slug, values, fault):
    assert codes(new, slug, **values) == [fault]


def test_types_and_their_units():
    staff = person("staff@example.jp")
    add_equipment_type("camera", by=staff, now=NOW, names={"en": "Camera", "ja": "カメラ"}, needs_space=False)
    assert add_unit("camera", by=staff, now=NOW) == "camera-2"
    assert resource("camera-2").names == {"en": "Camera 2", "ja": "カメラ 2"}
    edit_equipment_type("camera", by=staff, now=NOW, names={"en": "Camera kit"}, needs_space=True)
    kind = db.session.scalars(select(EquipmentType).filter_by(slug="camera")).one()
    assert (kind.names, kind.needs_space) == ({"en": "Camera kit"}, True)
    edit("camera-1", active=False)
    assert add_unit("camera", by=staff, now=NOW) == "camera-3"
    assert codes(add_equipment_type, "projector", by=staff, now=NOW, names={"en": "P"}) == [
        ("slug", "slug_used")
    ]


def test_a_unit_that_is_fixed_comes_with_the_bookings_that_are_there():
    coming, other = held(span(2, "10:00", "11:00")), held(span(3, "10:00", "11:00"), at="hall")
    past = held(span(1, "08:45", "08:55"))
    edit("projector-1", part_of="room")
    assert resource("projector-1").part_of_id == resource("room").id
    assert (units(coming), units(other), units(past)) == ({"projector-1"}, set(), set())
    assert actions() == ["fix_unit", "edit_resource"]
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.before["part_of_id"], last.after["part_of_id"]) == (None, resource("room").id)
    edit("projector-1", part_of=None)
    assert resource("projector-1").part_of_id is None and units(coming) == {"projector-1"}


def test_a_unit_that_is_lent_elsewhere_cannot_be_fixed():
    held(span(2, "10:00", "11:00"))
    elsewhere = held(span(2, "10:00", "11:00"), at="hall")
    [claim] = db.session.scalars(select(Claim).join(Claim.occurrence).filter_by(reservation_id=elsewhere))
    times = {"starts_at": claim.starts_at, "ends_at": claim.ends_at}
    unit = resource("projector-1").id
    db.session.add(Claim(occurrence_id=claim.occurrence_id, resource_id=unit, **times))
    db.session.commit()
    assert codes(edit, "projector-1", part_of="room") == [("part_of", "unit_lent")]
    assert codes(edit, "projector-1", part_of="nowhere") == [("part_of", "unknown_space")]
    edit("projector-1", part_of="hall")
    assert units(elsewhere) == {"projector-1"}
