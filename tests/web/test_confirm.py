"""The link by which the sender of a held mail says that it is theirs: a look confirms nothing."""

import dataclasses
import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.inbound import purge_inbound
from booking.errors import Forbidden
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.mailbox.turns import handle_due
from booking.models import AuditEntry, InboundMessage, Message, Reservation
from booking.rules.links import CONFIRM, REPLY, signed
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.actions.dates import made
from tests.factories import NOW, span
from tests.mailbox.doors import rows
from tests.mailbox.invitations import DAY, SERVER, invitation, standing_in
from tests.mailbox.test_held import come
from tests.test_hostile import TEXTS
from tests.web.pages import TOKEN, Queries, post, signed_in

KIM, LI = "kim@example.kr", "li@example.tw"
WEEK = timedelta(days=7)
MINE = {"name": "李 <b>", "company": "한빛정보", "phone": "+886 2", "locale": "zh_Hant", "tzid": "taipei"}


@pytest.fixture
def settings_of_app():
    return {
        "INBOUND_DOMAIN": "rooms.example", "AUTHSERV_ID": SERVER, "SECRET_KEY_FALLBACKS": "an older key",
    }  # fmt: skip


@pytest.fixture(autouse=True)
def desk(app):
    factories.house()
    with time_machine.travel(NOW, tick=False), standing_in() as standing:
        yield standing


def ask(app, sender: str = KIM, **more) -> str:
    """The path of the link, as the mail has it that was sent."""
    come(app, invitation(sender, organizer=sender, **more))
    deliver_due(NOW)
    return link_of(sent()[-1])


def sent() -> list[Message]:
    db.session.rollback()
    asked = select(Message).where(Message.kind == "confirm", Message.status == "sent")
    return list(db.session.scalars(asked.order_by(Message.id)))


def text_of(message: Message) -> str:
    written = message_from_bytes(message.content, policy=default)
    return written.get_body(("plain",)).get_content().replace("\r\n", "\n")


def link_of(message: Message) -> str:
    return re.search(r"http://localhost(/confirm/\S+)", text_of(message))[1]


def state() -> tuple[str, str]:
    row = rows()[0]
    return row.status, row.outcome


def handled(app) -> None:
    assert handle_due(app.config, "me") == 1


def test_the_mail_says_what_was_asked_and_by_whom_and_has_no_calendar_part(app):
    ask(app, lines=("RRULE:FREQ=WEEKLY;COUNT=3",))
    (message,) = sent()
    written = message_from_bytes(message.content, policy=default)
    assert written["To"] == KIM and written["Auto-Submitted"] == "auto-generated"
    assert written["Subject"].endswith(" room (2026-12-02 10:00–11:00)"), written["Subject"]
    kinds = [part.get_content_type() for part in written.walk()]
    assert "text/calendar" not in kinds and not message.method
    assert all(one in text_of(message) for one in ("10:00–11:00", "room", KIM))
    assert b"Tea tasting" not in message.content, "a stranger's words go to nobody whom they name"


def test_of_whom_is_proven_the_mail_says_the_title_too(app):
    ask(app, LI, believed=True)
    (message,) = sent()
    written = message_from_bytes(message.content, policy=default)
    assert all(one in written["Subject"] for one in ("Tea tasting", "2026-12-02 10:00–11:00"))
    assert "Tea tasting\n" in text_of(message)


def test_the_page_shows_what_was_asked_and_does_not_confirm(app, client):
    path = ask(app, LI)
    answer = client.get(f"{path}?lang=en")
    for told in ("Tea tasting", "10:00–11:00", "09:00–10:00", "room", LI, "Purpose", "Who are you?"):
        assert told in answer.text
    assert (
        answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
    )
    assert client.head(path).status_code == 200 and state() == ("held", "held_not_proven")
    assert rows()[0].confirmed_at is None


def test_it_is_in_the_language_of_who_was_asked(app, client):
    come(app, invitation("wu@example.tw", "Content-Language: ko", organizer="wu@example.tw"))
    deliver_due(NOW)
    page = client.get(link_of(sent()[0]), headers={"Accept-Language": "ja"}).text
    assert '<html lang="ko">' in page


def test_a_click_has_it_handled_as_if_its_sender_had_been_believed(app, client, desk):
    path = ask(app)
    page = client.get(f"{path}?lang=en").text
    assert "Who are you?" not in page and "This mail is mine" in page
    answer = post(client, path, page=path, **{"answers-purpose": "talks"})
    assert (answer.status_code, answer.location) == (303, path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert state()[0] == "waiting" and rows()[0].confirmed_at == NOW
    entry = db.session.scalars(select(AuditEntry).filter_by(action="confirm_inbound")).one()
    assert (entry.actor_id, entry.actor_name, entry.door) == (None, KIM, "link")
    assert entry.subject == f"inbound:{rows()[0].id}"
    assert "You have confirmed that this mail is yours." in client.get(path).text
    handled(app)
    booking = db.session.scalars(select(Reservation)).one()
    assert (booking.title, booking.contact_email, booking.answers) == (
        "Tea tasting",
        KIM,
        {"purpose": "talks"},
    )
    assert booking.person.email == KIM and booking.company.name == "한빛정보"
    assert [who.by.role for who in desk.seen] == ["member"]
    assert "You have confirmed that this mail is yours." in client.get(path).text


def test_a_second_click_changes_nothing(app, client):
    path = ask(app)
    post(client, path, page=path, **{"answers-purpose": "talks"})
    again = post(client, f"{path}?lang=en", **{"answers-purpose": "talks"})
    assert again.status_code == 200 and "You have confirmed" in again.text
    handled(app)
    assert (
        post(client, path).status_code == 200 and len(db.session.scalars(select(Reservation.id)).all()) == 1
    )
    assert len(db.session.scalars(select(AuditEntry.id).filter_by(action="confirm_inbound")).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"answers-purpose": "odd"}, "answers-purpose-errors"), ({}, "answers-purpose-errors"),
        ({"answers-purpose": "x" * 2000}, "answers-purpose-errors"),
    ],
)  # fmt: skip
def test_what_a_space_must_know_is_asked(app, client, wrong, told):
    path = ask(app)
    answer = post(client, path, page=path, **wrong)
    assert answer.status_code == 422 and told in answer.text and state()[0] == "held"


def test_a_click_needs_the_csrf_token(app, client):
    path = ask(app)
    assert client.post(path).status_code == 400 and state()[0] == "held"


@pytest.mark.parametrize("ends", [f"DTEND;{DAY}T090000\r\n", ""])
def test_a_meeting_without_any_length_is_shown_without_its_time(app, client, ends):
    raw = invitation(KIM, organizer=KIM).replace(f"DTEND;{DAY}T100000\r\n".encode(), ends.encode())
    number = come(app, raw)
    deliver_due(NOW)
    (message,) = sent()
    assert "10:00–" not in text_of(message) and rows()[0].told["starts_at"] == ""
    path = link_of(message)
    assert "Tea tasting" in client.get(path).text
    assert signed_in(app, "staff@example.jp").get(f"/admin/inbound/{number}").status_code == 200
    assert post(client, path, page=path, **{"answers-purpose": "talks"}).status_code == 303


def test_it_runs_out_with_the_meeting_or_after_a_week(app, client):
    path = ask(app)
    with time_machine.travel(factories.at(2, "10:00"), tick=False):
        assert "can no longer be confirmed" in client.get(f"{path}?lang=en").text
        assert post(client, path).status_code == 409 and state()[0] == "held"
    later = ("RRULE:FREQ=WEEKLY;COUNT=3",)
    series = ask(app, LI, uid="s", lines=later)
    with time_machine.travel(NOW + WEEK - timedelta(seconds=1), tick=False):
        assert "This mail is mine" in client.get(series).text
    with time_machine.travel(NOW + WEEK, tick=False):
        assert "can no longer be confirmed" in client.get(series).text


def test_other_links_open_nothing(app, client):
    ask(app)
    number = rows()[0].id
    for wrong in (
        signed("another key", CONFIRM, number), signed("tests", REPLY, number), f"{number}-", "x",
        signed("tests", CONFIRM, number + 1), signed("tests", CONFIRM, 2**40), "",
    ):  # fmt: skip
        assert client.get(f"/confirm/{wrong}").status_code == 404
    assert client.get(f"/confirm/{signed('an older key', CONFIRM, number)}").status_code == 200


def test_the_one_link_of_a_day_leads_to_the_others_of_the_same_sender(app, client):
    path = ask(app)
    come(app, invitation(KIM, organizer=KIM, uid="second"))
    come(app, invitation(LI, organizer=LI, uid="third"))
    page = client.get(f"{path}?lang=en").text
    assert "REQUEST second" in page and "REQUEST third" not in page
    other = re.search(r'href="(/confirm/[^"]+)"', page)[1]
    assert "REQUEST second" not in client.get(other).text or other != path
    assert post(client, other, page=other, **{"answers-purpose": "talks"}).status_code == 303
    assert [row.status for row in rows()] == ["held", "waiting", "held"]


def test_the_page_costs_no_more_for_many(app, client):
    path = ask(app)
    with Queries() as one:
        client.get(path)
    for number in range(9):
        come(app, invitation(KIM, organizer=KIM, uid=f"n{number}"))
    with Queries() as many:
        assert client.get(path).text.count("REQUEST n") == 9
    assert one.count == many.count


@pytest.mark.parametrize(
    ("change", "now", "ended"),
    [({"confirmed_at": NOW}, NOW, "dropped"), ({}, NOW + timedelta(days=2), "missed")],
)
def test_the_mail_is_not_sent_when_there_is_nothing_to_confirm_any_more(app, change, now, ended):
    come(app, invitation())
    if change:
        db.session.execute(update(InboundMessage).values(**change))
        db.session.commit()
    deliver_due(now)
    db.session.rollback()
    assert db.session.scalars(select(Message.status)).all() == [ended]


def test_a_calling_off_shows_what_it_says_and_asks_no_questions(app, client):
    path = ask(app, method="CANCEL")
    page = client.get(f"{path}?lang=en").text
    assert "calls this meeting off" in page and "Purpose" not in page and "Tea tasting" in page


@pytest.mark.parametrize(
    ("method", "thanks"),
    [
        ("REPLY", "Your answer to the invitation is noted"),
        ("COUNTER", "decides on the time that you propose"),
        ("REFRESH", "is sent to you once more"), ("CANCEL", "you get no further mail"),
    ],
)  # fmt: skip
def test_who_does_not_ask_for_a_space_need_not_say_who_they_are(app, client, method, thanks):
    number = made(span(3, "10:00", "11:00"), attendees=(Invited(LI),))
    uid = db.session.get_one(Reservation, number).uid
    if method == "CANCEL":
        db.session.execute(update(Reservation).values(organised_by="client", organizer=LI))
        db.session.commit()
    row_id = come(
        app, invitation(LI, method=method, uid=uid, lines=(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LI}",))
    )
    assert state() == ("held", "held_not_proven")
    path = f"/confirm/{signed('tests', CONFIRM, row_id)}?lang=en"
    assert "Who are you?" not in client.get(path).text
    assert post(client, path, page=path).status_code == 303
    page = client.get(path).text
    assert thanks in page and "The answer comes by mail." not in page


def test_who_is_believed_but_not_known_says_who_they_are(app, client, desk):
    path = ask(app, LI, believed=True)
    assert state() == ("held", "held_unknown")
    page = client.get(f"{path}?lang=en").text
    assert 'value="Asia/Taipei"' in page and "Who are you?" in page
    answer = post(client, path, page=path, **MINE, **{"answers-purpose": "talks"})
    assert answer.status_code == 303
    handled(app)
    (booking,) = db.session.scalars(select(Reservation))
    assert (booking.contact_name, booking.contact_company, booking.contact_email) == (
        "李 <b>",
        "한빛정보",
        LI,
    )
    assert (booking.contact_phone, booking.person_id) == ("+886 2", None)
    assert booking.company_id is None, "anybody can write the name of a company"
    (chair,) = booking.attendees
    assert (chair.email, chair.locale, chair.tzid) == (LI, "zh_Hant", "Asia/Taipei")
    (who,) = desk.seen
    assert (who.by.role, who.by.door, who.by.id) == ("applicant", "mail", None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"), ({"name": "x" * 200}, "name"), ({"tzid": "Mars"}, "tzid"),
        ({"locale": "xx"}, "locale"), ({"phone": "1" * 99}, "phone"), ({"company": "a\x07"}, "company"),
        ({"reading": "x" * 200}, "reading"), ({"answers-purpose": ""}, "answers-purpose"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field(app, client, wrong, field):
    path = ask(app, LI, believed=True)
    answer = post(client, path, page=path, **(MINE | {"answers-purpose": "talks"} | wrong))
    assert answer.status_code == 422 and f'id="{field}-errors"' in answer.text and state()[0] == "held"
    assert "李 &lt;b&gt;" in answer.text or "name" in wrong


def test_whose_booking_came_by_a_proven_mail_changes_and_cancels_it_so_too(app, client, desk):
    path = ask(app, LI, believed=True)
    post(client, path, page=path, **MINE, **{"answers-purpose": "talks"})
    handled(app)
    number, (li,) = db.session.scalars(select(Reservation.id)).one(), desk.seen
    wu = dataclasses.replace(li.by, email="wu@example.tw")
    with pytest.raises(Forbidden):
        cancel(number, by=wu, now=NOW)
    change(number, Edit(title="Coffee"), by=li.by, now=NOW)
    cancel(number, by=li.by, now=NOW)
    booking = db.session.scalars(select(Reservation)).one()
    assert (booking.title, booking.status) == ("Coffee", "cancelled")


def test_who_said_once_who_they_are_is_not_asked_again(app, client, desk):
    path = ask(app, LI, believed=True)
    post(client, path, page=path, **MINE, **{"answers-purpose": "talks"})
    handled(app)
    third = invitation(LI, believed=True, uid="again").replace(b"20261202T", b"20261203T")
    come(app, third)
    assert [who.booked_for.phone for who in desk.seen] == ["+886 2"] * 2
    come(app, third.replace(b"dmarc=pass", b"dmarc=fail"))
    assert rows()[-1].outcome == "held_not_proven" and len(desk.seen) == 2
    page = client.get(f"/confirm/{signed('tests', CONFIRM, rows()[-1].id)}?lang=en").text
    assert 'value="+886 2"' in page


def test_what_can_be_confirmed_is_not_forgotten(app, client):
    path, day = ask(app, LI, lines=("RRULE:FREQ=WEEKLY;COUNT=3",)), timedelta(days=1)
    purge_inbound(now=NOW + 6 * day, keep_raw=day, keep_rows=400 * day)
    with time_machine.travel(NOW + 6 * day, tick=False):
        done = post(client, path, page=path, **MINE, **{"answers-purpose": "talks"})
    assert done.status_code == 303
    come(app, invitation(LI, uid="2", lines=("RRULE:FREQ=WEEKLY;COUNT=3",)))
    assert purge_inbound(now=NOW + 8 * day, keep_raw=day, keep_rows=400 * day) == 1


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_whatever_is_typed_is_taken_or_refused(app, client, text):
    path = ask(app, LI, believed=True)
    for name in (*MINE, "answers-purpose"):
        sent = f"{name}={text}&csrf_token={TOKEN.search(client.get(path).text)[1]}"
        answer = client.post(path, data=sent, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (400, 422), (name, answer.status_code)
    assert state()[0] == "held"
