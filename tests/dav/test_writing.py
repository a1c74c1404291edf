"""What calendar apps put and delete goes through the desk (D39, D40, ICAL D3)."""

import pytest
from sqlalchemy import func, select

from booking.actions.approve import approve
from booking.actions.change import change
from booking.actions.decline import decline
from booking.actions.reply import reply
from booking.extensions import db
from booking.models import Attendee, CalendarObject, Message, Question, Reservation, User
from booking.queries.reservations import reservation
from booking.rules.requests import Edit, Invited
from tests.dav.test_reading import booked, instants, room, texts
from tests.factories import NOW, at, person, span

HALL = "hall"


@pytest.fixture(autouse=True)
def nothing_is_asked(centre):
    db.session.query(Question).delete()
    db.session.commit()


def ics(
    begins="20261202T100000", ends="20261202T110000", uid="one@app", title="Talks", more="", times=""
) -> str:
    times = times or f"DTSTART;TZID=Asia/Tokyo:{begins}\r\nDTEND;TZID=Asia/Tokyo:{ends}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//app//EN", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += ["DTSTAMP:20261201T000000Z", times, f"SUMMARY:{title}", *filter(None, [more])]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


def put(app, text: str, name: str = "one.ics", slug: str = "room", **headers):
    return app.ask("PUT", app.space(slug) + name, text, **headers)


def only() -> Reservation:
    db.session.rollback()
    return reservation(db.session.scalars(select(Reservation.id)).one())


def count(model=Reservation) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_an_event_is_a_booking(sato, kim):
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:x\r\nEND:VALARM\r\nX-APP:kept"
    text = ics(more=f"DESCRIPTION:Bring the plans\r\n{alarm}")
    made = put(sato, text, If_None_Match="*")
    assert made.status_code == 201 and made.data == b""
    found = only()
    assert (found.title, found.description, found.status) == ("Talks", "Bring the plans", "confirmed")
    assert (found.door, found.organised_by, found.uid) == ("caldav", "client", "one@app")
    assert found.person.email == sato.email and found.occurrences[0].interval == span(2, "10:00", "11:00")
    assert [space.slug for space in found.spaces] == ["room"]
    again = sato.ask("GET", sato.space() + "one.ics")
    assert again.data.decode() == text and again.headers["ETag"] == made.headers["ETag"]
    assert sato.names(sato.space()) == [sato.space() + "one.ics"]
    (busy,) = texts(kim.query(kim.space()))
    assert "one@app" not in busy and "Talks" not in busy and kim.names(kim.space())[0] != "one.ics"


@pytest.mark.parametrize("who", ["kim", "sato"])
def test_what_is_taken_is_409(request, sato, who):
    booked()
    app = request.getfixturevalue(who)
    refused = put(app, ics("20261202T103000", "20261202T113000", uid="other@app"))
    assert refused.status_code == 409 and refused.text
    assert count() == 1 and count(CalendarObject) == 0


@pytest.mark.parametrize(
    "times",
    [
        ("20261202T100700", "20261202T110000"),
        ("20261202T030000", "20261202T040000"),
        ("20201202T100000", "20201202T110000"),
    ],
)
def test_what_is_against_the_rules_is_409(sato, times):
    assert put(sato, ics(*times)).status_code == 409
    assert count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "",
        ics().replace("UID:one@app\r\n", ""),
        ics(times="DTSTART:20261202T100000\r\nDTEND:20261202T110000"),
        ics(times="DTSTART:20261202T100000Z\r\nDTEND:20261202T090000Z"),
        ics(more="RRULE:FREQ=SECONDLY"),
        ics(more="RRULE:FREQ=DAILY"),
        ics(more="STATUS:CANCELLED"),
        ics().replace("VERSION:2.0", "METHOD:REQUEST\r\nVERSION:2.0"),
        ics().replace("VEVENT", "VTODO"),
        ics(title="x" * 300_000),
        ics().replace("END:VCALENDAR\r\n", "BEGIN:VEVENT\r\nUID:two\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
    ],
)
def test_what_cannot_be_read_is_403_and_says_which_rule(sato, text):
    refused = put(sato, text)
    assert refused.status_code == 403 and "urn:ietf:params:xml:ns:caldav" in refused.text
    assert count() == 0


def test_octets_that_are_no_text(sato):
    sent = {"Authorization": sato.ask("OPTIONS", "/dav/").request.headers["Authorization"]}
    answer = sato.browser.put(
        sato.space() + "x.ics", data=ics().encode().replace(b"Talks", b"\xff\xfe"), headers=sent
    )
    assert answer.status_code in (201, 403)


def test_a_change_of_time_and_title(sato, kim):
    put(sato, ics())
    etag = sato.ask("HEAD", sato.space() + "one.ics").headers["ETag"]
    token = kim.sync(kim.space())[0]
    text = ics("20261203T140000", "20261203T150000", title="Other")
    changed = put(sato, text, If_Match=etag)
    assert changed.status_code == 204 and changed.headers["ETag"] != etag
    found = only()
    assert (found.title, found.occurrences[0].interval) == ("Other", span(3, "14:00", "15:00"))
    assert sato.ask("GET", sato.space() + "one.ics").data.decode() == text
    assert len(kim.sync(kim.space(), token)[1]) == 1


def test_a_change_to_where_it_is_taken_leaves_all_as_it_was(sato):
    put(sato, ics())
    booked(span(3, "10:00", "11:00"))
    assert put(sato, ics("20261203T100000", "20261203T110000")).status_code == 409
    assert "20261202T100000" in sato.ask("GET", sato.space() + "one.ics").text


def test_preconditions(sato):
    name = sato.space() + "one.ics"
    assert put(sato, ics(), If_Match='"x"').status_code == 412
    assert put(sato, ics(), If_Match="*").status_code == 412
    etag = put(sato, ics(), If_None_Match="*").headers["ETag"]
    assert put(sato, ics(title="Again"), If_None_Match="*").status_code == 412
    assert put(sato, ics(title="Again"), If_Match='"x"').status_code == 412
    assert put(sato, ics(title="Once"), If_Match=etag).status_code == 204
    assert put(sato, ics(title="Twice"), If_Match=etag).status_code == 412
    assert sato.ask("DELETE", name, If_Match=etag).status_code == 412
    assert only().title == "Once" and put(sato, ics(title="Plain")).status_code == 204


def test_an_alarm_alone_is_told_to_the_other_devices(sato):
    etag = put(sato, ics()).headers["ETag"]
    token = sato.sync(sato.space())[0]
    assert put(sato, ics(more="X-APP:other"), If_Match=etag).status_code == 204
    assert sato.sync(sato.space(), token)[1] == {sato.space() + "one.ics"}
    assert put(sato, ics(more="X-APP:third"), If_Match=etag).status_code == 412
    assert "X-APP:other" in sato.ask("GET", sato.space() + "one.ics").text


def test_delete_calls_off(sato, kim):
    put(sato, ics())
    gone = kim.sync(kim.space())[0]
    name = sato.space() + "one.ics"
    etag = sato.ask("HEAD", name).headers["ETag"]
    assert sato.ask("DELETE", name, If_Match=etag).status_code == 204
    assert only().status == "cancelled"
    assert sato.ask("GET", name).status_code == sato.ask("DELETE", name).status_code == 404
    assert len(kim.sync(kim.space(), gone)[2]) == 1
    assert put(sato, ics(uid="two@app"), name="one.ics").status_code == 201, "the name is free again"
    assert (
        put(sato, ics(uid="one@app", begins="20261203T100000", ends="20261203T110000"), "2.ics").status_code
        == 201
    )


def test_other_peoples_events_are_theirs(sato, kim, staff):
    put(sato, ics())
    (name,) = kim.names(kim.space())
    text = kim.ask("GET", name).text
    assert kim.ask("PUT", name, text).status_code == 403
    refused = kim.ask("DELETE", name)
    assert refused.status_code == 403 and "need-privileges" in refused.text
    assert only().status == "confirmed"
    (theirs,) = staff.names(staff.space())
    assert staff.ask("DELETE", theirs).status_code == 204 and only().status == "cancelled"


def test_a_colleague_sees_all_and_changes_nothing(app, sato):
    from tests.dav.apps import CalendarApp

    put(sato, ics())
    suzuki = CalendarApp(app, "suzuki@example.jp")
    (name,) = suzuki.names(suzuki.space())
    text = suzuki.ask("GET", name).text
    assert "Talks" in text
    assert suzuki.ask("PUT", name, text.replace("Talks", "Mine")).status_code == 403
    assert suzuki.ask("DELETE", name).status_code == 403


def test_a_collection_that_may_only_be_read(kim):
    room().policy.bookable_by = "local"
    db.session.commit()
    assert put(kim, ics()).status_code == 403 and count() == 0


def test_one_uid_one_event(sato):
    put(sato, ics())
    again = put(sato, ics("20261203T100000", "20261203T110000"), "two.ics")
    assert again.status_code == 409 and "no-uid-conflict" in again.text
    other = put(sato, ics(uid="other@app"))
    assert other.status_code == 409 and "no-uid-conflict" in other.text
    assert count() == 1


def test_the_same_uid_of_two_people_is_two_bookings(sato, kim):
    assert put(sato, ics()).status_code == 201
    assert put(kim, ics("20261203T100000", "20261203T110000")).status_code == 201
    assert count() == 2


def test_put_elsewhere_is_a_change_of_space(sato):
    put(sato, ics())
    here = sato.sync(sato.space())[0]
    assert put(sato, ics(), "moved.ics", HALL).status_code == 201
    found = only()
    assert [space.slug for space in found.spaces] == ["hall"] and found.status == "confirmed"
    assert sato.names(sato.space(HALL)) == [sato.space(HALL) + "moved.ics"]
    assert sato.sync(sato.space(), here)[2] == {sato.space() + "one.ics"}
    assert sato.ask("DELETE", sato.space() + "one.ics").status_code == 404
    assert only().status == "confirmed"


def test_what_needs_approval_is_tentative_and_has_no_etag(sato):
    room().policy.approval = "always"
    db.session.commit()
    made = put(sato, ics(more="X-APP:kept"))
    assert made.status_code == 201 and "ETag" not in made.headers
    token = sato.sync(sato.space())[0]
    text = sato.ask("GET", sato.space() + "one.ics").text
    assert "STATUS:TENTATIVE" in text and "X-APP:kept" in text
    approve(only().id, by=person("staff@example.jp"), now=NOW)
    assert sato.sync(sato.space(), token)[1] == {sato.space() + "one.ics"}
    assert sato.ask("GET", sato.space() + "one.ics").data.decode() == ics(more="X-APP:kept")


def test_what_staff_decline_is_gone_and_told_in_words(sato):
    room().policy.approval = "always"
    db.session.commit()
    put(sato, ics())
    decline(only().id, by=person("staff@example.jp"), now=NOW, reason="Closed for a fair")
    assert sato.names(sato.space()) == []
    told = db.session.execute(select(Message.kind, Message.method, Message.recipient)).all()
    assert ("declined", None, sato.email) in [tuple(row) for row in told]
    assert all(row.method is None for row in told)


def test_a_change_that_waits_leaves_the_old_time_in_force(sato):
    put(sato, ics())
    room().policy.approval = "always"
    db.session.commit()
    waits = put(sato, ics("20261203T100000", "20261203T110000"))
    assert waits.status_code == 204 and "ETag" not in waits.headers
    assert "20261202T100000" in sato.ask("GET", sato.space() + "one.ics").text
    assert only().occurrences[0].pending


def test_what_was_changed_on_pages_is_told_as_it_is_now(sato):
    put(sato, ics(more="X-APP:kept"))
    number = only().id
    change(number, Edit(interval=span(4, "13:00", "14:00")), by=person(sato.email), now=NOW)
    text = sato.ask("GET", sato.space() + "one.ics").text
    assert "20261204T130000" in text and "UID:one@app" in text


def test_what_was_booked_on_pages_is_changed_and_keeps_its_people(sato):
    guests = (Invited("li@example.tw", "Li"),)
    number = booked(title="Talks", attendees=guests, equipment={"projector": 1}, second_title="会談")
    li = db.session.scalars(select(Attendee).filter_by(email="li@example.tw")).one()
    reply(li.id, partstat="ACCEPTED", now=NOW)
    (name,) = sato.names(sato.space())
    text = sato.ask("GET", name).text
    assert "SUMMARY:Talks / 会談" in text
    moved = text.replace("20261202T10", "20261203T10").replace("20261202T11", "20261203T11")
    assert sato.ask("PUT", name, moved).status_code == 204
    found = only()
    assert found.id == number and found.occurrences[0].interval == span(3, "10:00", "11:00")
    assert (found.title, found.second_title) == ("Talks", "会談")
    answers = {a.email: a.partstat for a in found.attendees}
    assert answers == {"li@example.tw": "NEEDS-ACTION", sato.email: "ACCEPTED"}
    assert [need.quantity for need in found.equipment] == [1]
    told = db.session.scalars(select(Message.method).where(Message.kind == "changed")).all()
    assert set(told) == {"REQUEST"}


def test_attendees_are_the_clients_to_invite(sato):
    people = f"ORGANIZER:mailto:{sato.email}\r\nATTENDEE;CN=Li:mailto:li@example.tw"
    put(sato, ics(more=people))
    assert [a.email for a in only().attendees] == [sato.email]
    assert db.session.scalars(select(Message).where(Message.method.is_not(None))).all() == []
    assert "li@example.tw" in sato.ask("GET", sato.space() + "one.ics").text


def test_a_series_with_a_date_that_differs(sato):
    rule = "RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;TZID=Asia/Tokyo:20261216T100000"
    override = ics("20261209T140000", "20261209T150000", more="RECURRENCE-ID;TZID=Asia/Tokyo:20261209T100000")
    inner = override[override.index("BEGIN:VEVENT") : override.index("END:VCALENDAR")]
    text = ics(more=rule).replace("END:VCALENDAR", inner + "END:VCALENDAR")
    assert put(sato, text).status_code == 201
    assert [d.starts_at for d in only().occurrences] == [at(2, "10:00"), at(9, "14:00"), at(23, "10:00")]
    assert sato.ask("GET", sato.space() + "one.ics").data.decode() == text
    shorter = text.replace(
        "EXDATE;TZID=Asia/Tokyo:20261216T100000", "EXDATE;TZID=Asia/Tokyo:20261216T100000,20261223T100000"
    )
    assert put(sato, shorter).status_code == 204
    held = [d.starts_at for d in only().occurrences if d.status == "confirmed"]
    assert held == [at(2, "10:00"), at(9, "14:00")]


def test_a_series_is_booked_whole_or_not_at_all(sato):
    booked(span(9, "10:00", "11:00"))
    assert put(sato, ics(more="RRULE:FREQ=WEEKLY;COUNT=3")).status_code == 409
    assert count() == 1


def test_a_whole_day_is_while_it_is_open(sato):
    day = ics(times="DTSTART;VALUE=DATE:20261202\r\nDTEND;VALUE=DATE:20261203")
    assert put(sato, day).status_code == 201
    assert only().occurrences[0].interval == span(2, "08:45", "17:30")
    assert sato.ask("GET", sato.space() + "one.ics").data.decode() == day
    for name, first, last in (("sunday", "20261206", "20261207"), ("days", "20261203", "20261205")):
        times = f"DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{last}"
        assert put(sato, ics(uid=name, times=times), f"{name}.ics").status_code == 409


def test_questions_are_asked_afterwards(sato):
    row = room()
    row.questions = [Question(slug="purpose", kind="text", required=True, labels={"en": "Purpose"})]
    db.session.commit()
    made = put(sato, ics())
    assert made.status_code == 201 and "ETag" not in made.headers
    assert only().occurrences[0].waiting_for == "applicant"
    assert db.session.scalars(select(Message.kind)).all() == ["returned"]


def test_names_of_any_kind(sato):
    for n, name in enumerate(["a b.ics", "會議.ics", "no-suffix", "x" * 200 + ".ics", "a'b@c.ics"]):
        text = ics(f"202612{n + 2:02}T150000", f"202612{n + 2:02}T160000", uid=f"{n}@app")
        if n < 3:
            assert put(sato, text, name).status_code == 201, name
            assert sato.ask("GET", sato.space() + name).data.decode() == text
        else:
            assert put(sato, text, name).status_code < 500
    assert put(sato, ics(uid="long@app"), "x" * 300 + ".ics").status_code in (400, 403)


def test_in_collections_of_homes_that_are_not_there(sato):
    for path in (sato.space("nowhere") + "x.ics", sato.home + "x.ics", "/dav/x.ics", sato.space()):
        assert sato.ask("PUT", path, ics()).status_code in (403, 404), path
        assert sato.ask("DELETE", path).status_code in (403, 404), path


@pytest.mark.parametrize("more", ["no colon here", "EXDATE:nonsense", "X-A;B:c", "RDATE:", "GEO:x", "DUE:y"])
def test_nothing_that_is_kept_spoils_the_whole_calendar(sato, more):
    """Our own reader is more lenient than Radicale's, which reads all texts to search and expand them."""
    assert put(sato, ics(more=more)).status_code in (201, 403, 409)
    expand = '<C:expand start="20261201T000000Z" end="20270101T000000Z"/>'
    props = f"<prop><C:calendar-data>{expand}</C:calendar-data></prop>"
    assert len(sato.query(sato.space(), expand.replace("expand", "time-range"), props)) == count()
    word = '<C:prop-filter name="SUMMARY"><C:text-match>Talks</C:text-match></C:prop-filter>'
    assert len(sato.query(sato.space(), word)) == count()


def test_a_series_that_has_begun_is_never_split(sato, now):
    """What is over stays as it was; the app keeps its one event (D33)."""
    rule = "RRULE:FREQ=WEEKLY;COUNT=4"
    assert put(sato, ics(more=rule)).status_code == 201
    now.at = at(10, "09:00")
    renamed = put(sato, ics(more=rule, title="Renamed"))
    assert renamed.status_code == 204 and renamed.headers["ETag"]
    assert only().title == "Renamed" and len(only().occurrences) == 4
    shorter = ics(more="RRULE:FREQ=WEEKLY;COUNT=3", title="Renamed")
    assert put(sato, shorter).status_code == 204
    held = [d.starts_at for d in only().occurrences if d.status == "confirmed"]
    assert held == [at(2, "10:00"), at(9, "10:00"), at(16, "10:00")]
    moved = ics("20261202T140000", "20261202T150000", more="RRULE:FREQ=WEEKLY;COUNT=3", title="Renamed")
    answer = put(sato, moved)
    assert answer.status_code == 204
    held = [d.starts_at for d in only().occurrences if d.status == "confirmed"]
    assert held == [at(2, "10:00"), at(9, "10:00"), at(16, "14:00")]
    served = sato.ask("GET", sato.space() + "one.ics").text
    assert "ETag" not in answer.headers or served == moved
    assert sorted(start for start, _ in instants(served)) == held
    assert sato.ask("DELETE", sato.space() + "one.ics").status_code == 204
    assert [d.status for d in only().occurrences].count("confirmed") == 2


def test_who_has_lost_the_right_reads_no_more_than_others_even_of_what_they_put(sato, staff):
    put(sato, ics(title="Secret plans"))
    (name,) = staff.names(staff.space())
    assert staff.ask("PUT", name, staff.ask("GET", name).text.replace("plans", "plan")).status_code == 204
    assert "Secret plan" in staff.ask("GET", name).text
    db.session.scalars(select(User).filter_by(email=staff.email)).one().role = "member"
    db.session.commit()
    assert "Secret" not in staff.ask("GET", name).text and "SUMMARY:Busy" in staff.ask("GET", name).text
