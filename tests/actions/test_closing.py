"""Blackouts and special days: who may, what they change, whom they hit."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.actions.blackouts import Closing, add_blackout, remove_blackout
from booking.actions.book import book
from booking.actions.closing import removed
from booking.actions.special_days import add_special_day, remove_special_day
from booking.actions.transaction import transaction
from booking.errors import Forbidden, Invalid, NotFound, OutOfPolicy
from booking.extensions import db
from booking.models import AuditEntry, Blackout, Claim, Resource, SpecialDay
from booking.queries.hits import hit_by
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.held import held

REASON = {"en": "Cleaning", "ja": "清掃"}
NOON = span(2, "12:00", "13:00")


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def close(slug, interval=NOON, who="staff@example.jp", **more):
    reason = more.pop("reason", REASON)
    closing = Closing(slug, interval, reason, more.pop("with_parts", False))
    return add_blackout(closing, by=person(who), now=NOW, **more)


def special(slug, on=date(2026, 12, 3), who="staff@example.jp", open=False, reason=REASON, **more):
    return add_special_day(slug, by=person(who), now=NOW, on=on, open=open, reason=reason, **more).id


def changes() -> dict[str, int]:
    db.session.rollback()
    return dict(db.session.execute(select(Resource.slug, Resource.changes)).all())


def entries() -> list[tuple]:
    return [
        (e.action, e.before, e.after) for e in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    ]


def ids(*slugs: str) -> set[int]:
    return set(db.session.scalars(select(Resource.id).where(Resource.slug.in_(slugs))))


def hit(*times, at: str = "room", **more) -> int:
    return held(*times, at=at, **more)


def test_a_blackout_tells_whom_it_hits_and_leaves_them_alone():
    touching = hit(span(2, "11:30", "12:30"), who="kim@example.kr")
    hit(span(2, "11:00", "11:30"))
    hit(span(2, "13:00", "14:00"))
    hit(span(2, "12:00", "13:00"), at="hall")
    hit(span(2, "12:30", "13:00"), status="cancelled")
    before = db.session.scalars(select(Claim.active)).all()
    db.session.rollback()
    added = close("room")
    assert [(o.reservation_id, o.reservation.contact_email) for o in added.hits] == [
        (touching, "kim@example.kr")
    ]
    assert db.session.scalars(select(Claim.active)).all() == before
    [row] = db.session.scalars(select(Blackout))
    assert (row.id, row.resource_id, row.reason) == (added.ids[0], *ids("room"), REASON)


def test_a_preview_only_tells():
    hit(span(2, "12:00", "12:30"))
    assert len(close("room", preview=True).hits) == 1
    assert (db.session.scalars(select(Blackout)).all(), entries()) == ([], [])


def test_a_whole_closes_with_its_parts_if_so_asked():
    hit(span(2, "12:00", "12:30"), at="desk-1")
    assert close("hall", preview=True).hits == []
    added = close("hall", with_parts=True)
    assert len(added.hits) == 1
    closed = set(db.session.scalars(select(Blackout.resource_id)))
    assert closed == ids("hall", "desk-1", "desk-2")


def test_the_centre_closes_with_all_that_is_in_it():
    hit(span(2, "12:00", "12:30"), at="desk-1")
    hit(span(2, "12:00", "12:30"))
    before = changes()
    assert len(close(None).hits) == 2
    [row] = db.session.scalars(select(Blackout))
    assert row.resource_id is None
    assert changes() == {slug: n + 1 for slug, n in before.items()}


def test_what_is_over_is_not_hit():
    hit(span(1, "08:30", "08:50"))
    assert close(None, span(1, "08:00", "08:55")).hits == []
    assert close(None, span(1, "08:00", "12:00")).hits == []


def test_a_unit_of_equipment_is_where_it_was_lent():
    booked = hit(span(2, "12:00", "12:30"))
    claim = db.session.scalars(select(Claim)).one()
    db.session.add(
        Claim(
            occurrence_id=claim.occurrence_id,
            resource_id=next(iter(ids("projector-1"))),
            starts_at=claim.starts_at,
            ends_at=claim.ends_at,
        )
    )
    db.session.commit()
    assert [o.reservation_id for o in hit_by(ids("projector-1"), NOON)] == [booked]
    assert hit_by(ids("projector-2"), NOON) == []


def test_a_blackout_is_taken_back():
    [made] = close("room").ids
    before = changes()
    remove_blackout(made, by=person("admin@example.jp"), now=NOW)
    assert db.session.scalars(select(Blackout)).all() == []
    assert changes() == before | {"room": before["room"] + 1}
    (added, _, picture), (removed, same, _) = entries()
    assert (added, removed, picture) == ("add_blackout", "remove_blackout", same)
    with pytest.raises(NotFound):
        remove_blackout(made, by=person("admin@example.jp"), now=NOW)


def test_a_special_day_is_added_and_taken_back():
    before = changes()
    made = special("room")
    assert changes() == before | {"room": before["room"] + 1}
    [row] = db.session.scalars(select(SpecialDay))
    assert (row.on, row.open, row.reason) == (date(2026, 12, 3), False, REASON)
    remove_special_day(made, by=person("staff@example.jp"), now=NOW)
    assert db.session.scalars(select(SpecialDay)).all() == []
    assert [action for action, *_ in entries()] == ["add_special_day", "remove_special_day"]


def test_one_word_for_each_day_and_resource():
    special("room"), special("hall"), special(None)
    for slug in ("room", None):
        with pytest.raises(Invalid) as refused:
            special(slug, open=True)
        assert [(rule.code, rule.field) for rule in refused.value.rules] == [("twice", "on")]


@pytest.mark.parametrize(
    ("reason", "code"), [({"xx": "?"}, "unknown_answer"), ({"en": "x" * 1001}, "too_long_text")]
)
def test_a_reason_has_its_limits(reason, code):
    for act in (close, special):
        with pytest.raises(Invalid) as refused:
            act("room", reason=reason)
        assert [rule.code for rule in refused.value.rules] == [code]


def test_only_the_staff_and_only_what_there_is():
    for act in (close, special):
        with pytest.raises(Forbidden):
            act("room", who="sato@example.jp")
        with pytest.raises(NotFound):
            act("nowhere")
    for act in (remove_blackout, remove_special_day):
        with pytest.raises(Forbidden):
            act(1, by=person("sato@example.jp"), now=NOW)


def test_nobody_closes_for_years():
    for interval in (
        span(2, "12:00", "13:00").widened(factories.timedelta(0), factories.timedelta(days=367)),
        NOON.moved_to(NOON.starts_at.replace(year=2300)),
    ):
        with pytest.raises(Invalid):
            close("room", interval)
    with pytest.raises(Invalid):
        special("room", on=date(2300, 1, 1))


def test_a_whole_cannot_be_had_while_a_part_is_closed():
    close("desk-1")
    with pytest.raises(OutOfPolicy) as refused:
        book(wish(NOON, spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)
    assert [(rule.code, rule.values["reason"]) for rule in refused.value.rules] == [("closed", REASON)]
    book(wish(NOON, spaces=("desk-2",), answers={}), by=person("sato@example.jp"), now=NOW)


def test_nor_on_a_day_on_which_a_part_is_closed():
    """Though the whole itself says that it opens (D7)."""
    special("desk-1"), special("hall", open=True, reason={"en": "Fair"})
    meeting = span(3, "12:00", "13:00")
    with pytest.raises(OutOfPolicy) as refused:
        book(wish(meeting, spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)
    assert [(rule.code, rule.values["reason"]) for rule in refused.value.rules] == [("closed", REASON)]
    book(wish(meeting, spaces=("desk-2",), answers={}), by=person("sato@example.jp"), now=NOW)


def test_a_part_that_opens_on_a_holiday_does_not_open_its_whole():
    holiday = span(11, "12:00", "13:00").moved_to(factories.at(11, "12:00", 2).replace(year=2027))
    special("desk-1", on=date(2027, 2, 11), open=True)
    book(wish(holiday, spaces=("desk-1",), answers={}), by=person("sato@example.jp"), now=NOW)
    with pytest.raises(OutOfPolicy):
        book(wish(holiday, spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)


def test_a_whole_that_closes_with_its_parts_says_so_once():
    close("hall", with_parts=True)
    with pytest.raises(OutOfPolicy) as refused:
        book(wish(NOON, spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)
    assert [rule.code for rule in refused.value.rules] == ["closed"]


def test_a_unit_that_is_fixed_does_not_close_its_space():
    db.session.scalars(select(Resource).filter_by(slug="projector-1")).one().part_of_id = next(
        iter(ids("room"))
    )
    db.session.commit()
    close("projector-1")
    book(wish(NOON), by=person("sato@example.jp"), now=NOW)


@pytest.mark.parametrize("which", [0, 1])
def test_a_blackout_with_its_parts_is_taken_back_as_one(which):
    """Whichever of them is named."""
    made = close("hall", with_parts=True).ids
    other = close("desk-1", reason={"en": "Paint"}).ids
    remove_blackout(made[which], by=person("staff@example.jp"), now=NOW)
    assert list(db.session.scalars(select(Blackout.id))) == other
    (_, _, together), _, (removed, same, _) = entries()
    assert removed == "remove_blackout" and same == together
    assert [together["id"], *(part["id"] for part in together["parts"])] == made


def test_two_parts_that_close_alike_but_not_with_their_whole_stand_by_themselves():
    first, second = close("desk-1").ids + close("desk-2").ids
    remove_blackout(first, by=person("staff@example.jp"), now=NOW)
    assert list(db.session.scalars(select(Blackout.id))) == [second]


def test_who_was_quicker_leaves_nothing_to_take_back():
    """It is read again once the rows are locked."""
    close("room")
    asked = []

    def read():
        asked.append(True)
        if len(asked) > 1:
            raise NotFound()
        return list(db.session.scalars(select(Blackout)))

    with pytest.raises(NotFound):
        transaction(removed)(read, person("staff@example.jp"), NOW)
    assert [action for action, *_ in entries()] == ["add_blackout"]


SATURDAY = date(2026, 12, 5)


def test_a_saturday_that_opens_has_the_usual_hours_or_its_own():
    meeting = span(5, "16:00", "17:00")
    with pytest.raises(OutOfPolicy):
        book(wish(meeting), by=person("sato@example.jp"), now=NOW)
    special(None, SATURDAY, open=True)
    book(wish(meeting), by=person("sato@example.jp"), now=NOW)
    special("room", SATURDAY, open=True, hours=[["09:00", "12:00"]])
    with pytest.raises(OutOfPolicy) as refused:
        book(wish(span(5, "13:00", "14:00")), by=person("sato@example.jp"), now=NOW)
    assert [(rule.code, rule.values["hours"]) for rule in refused.value.rules] == [
        ("outside_opening_hours", ((540, 720),))
    ]
    book(wish(span(5, "11:00", "12:00")), by=person("sato@example.jp"), now=NOW)


@pytest.mark.parametrize(
    ("open", "hours", "codes"),
    [
        (False, [["09:00", "12:00"]], ["hours_of_closed"]),
        (True, [["12:00", "09:00"]], ["not_hours"]),
        (True, [["09:00", "12:00"], ["11:00", "13:00"]], ["hours_overlap"]),
    ],
)
def test_the_hours_of_a_day_have_their_limits(open, hours, codes):
    with pytest.raises(Invalid) as refused:
        special("room", SATURDAY, open=open, hours=hours)
    assert [rule.code for rule in refused.value.rules] == codes
