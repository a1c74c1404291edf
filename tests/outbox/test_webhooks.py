"""What happens is posted once, in order, signed, and again until it is answered; to whom may see it."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select, update

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.messages import give_up_message, retry_message
from booking.actions.tokens import make_api_token
from booking.actions.webhooks import make_webhook, post_again, remove_webhook, switch_webhook, try_webhook
from booking.errors import NotFound, WrongState
from booking.extensions import db
from booking.jobs.sending import deliver_due, post_webhooks, send_mails
from booking.models import AuditEntry, Company, Message, User, Webhook
from booking.queries.desk import desk
from booking.queries.digest import digest_facts
from booking.queries.outbox import Among, counts, how_many_failed
from booking.queries.webhooks import failures_of
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.listener import DROP, HANG, Listener, listener, verified

STAFF, KIM, SATO, SUZUKI = "staff@example.jp", "kim@example.kr", "sato@example.jp", "suzuki@example.jp"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def there(app):
    factories.house(approval="always")
    with listener() as running:
        yield running


def hook(there: Listener, email: str = STAFF, path: str = "", events=()) -> Webhook:
    return make_webhook(by=person(email), now=NOW, url=there.url + path, events=events, private=True)


def asked(email: str = KIM, day: int = 2, **more) -> int:
    slot = span(day, "10:00", "11:00")
    return book(wish(slot, **more), by=person(email), now=NOW, answer=lambda made: made.id)


def approved(booking: int, minutes: int = 1) -> None:
    approve(booking, by=person(STAFF), now=NOW + minutes * MINUTE)


def state(**wanted):
    columns = (Message.status, Message.tries, Message.error)
    found = db.session.execute(
        select(*columns).filter_by(kind="webhook", **wanted).order_by(Message.id)
    ).all()
    db.session.rollback()
    return [tuple(row) for row in found]


def test_what_happens_is_posted_in_order_and_signed(there):
    made = hook(there)
    secret, number = made.secret, made.id
    booking = asked()
    approved(booking)
    cancel(booking, by=person(KIM), now=NOW + 2 * MINUTE)
    deliver_due(NOW + 3 * MINUTE)
    deliver_due(NOW + 3 * MINUTE)
    assert there.events() == ["requested", "confirmed", "cancelled"]
    told = [posted.json for posted in there.posted]
    assert [one["reservation"]["status"] for one in told] == ["tentative", "confirmed", "cancelled"]
    assert [one["at"] for one in told] == [f"2026-12-01T00:0{minute}:00Z" for minute in (0, 1, 2)]
    assert [one["id"] for one in told] == [posted.headers["webhook-id"] for posted in there.posted]
    assert told[1]["id"] == f"webhook:{number}:{booking}:-:2:confirmed"
    assert all(verified(secret, posted) for posted in there.posted)
    assert not verified("whsec_" + "A" * 44, there.posted[0])
    assert state() == [("sent", 1, "")] * 3


def test_the_reservation_is_told_as_the_api_gives_it(there, client):
    hook(there)
    bearer = {"Authorization": f"Bearer {make_api_token(by=person(STAFF), now=NOW)}"}
    guests = (Invited("li@example.tw", "李", "zh_Hant", "Asia/Taipei"),)
    weekly = asked(attendees=guests, equipment={"projector": 1}, rrule="FREQ=WEEKLY;COUNT=3")

    def told():
        deliver_due(NOW + MINUTE)
        found = client.get(f"/api/v1/reservations/{weekly}", headers=bearer)
        posted = there.posted[-1].json
        assert posted["reservation"] == found.json
        return posted["event"], posted["recurrence_id"]

    assert told() == ("requested", None)
    approve(weekly, by=person(STAFF), now=NOW)
    assert told() == ("confirmed", None)
    change(weekly, Edit(title="Other talks"), by=person(STAFF), now=NOW)
    assert told() == ("changed", None)
    cancel(weekly, by=person(STAFF), now=NOW, scope="one", recurrence_id="2026-12-09T10:00:00")
    assert told() == ("cancelled", "2026-12-09T10:00:00")


def test_a_place_in_line_is_told(there, client):
    hook(there)
    asked()
    asked(SATO, on_conflict="waitlist")
    deliver_due(NOW)
    (date,) = there.posted[-1].json["reservation"]["occurrences"]
    assert (there.events()[-1], date["status"], date["position"]) == ("waitlisted", "waitlisted", 1)


def test_without_a_webhook_there_is_nothing(there):
    asked()
    assert state() == []


def test_nothing_is_told_of_a_preview(there):
    hook(there)
    book(wish(), by=person(KIM), now=NOW, preview=True)
    assert state() == []


def test_what_fails_is_posted_again_as_it_was_and_what_follows_waits(there):
    hook(there)
    there.answers = [500, DROP]
    booking = asked()
    approved(booking)
    deliver_due(NOW + MINUTE)
    assert there.events() == ["requested"]
    ((status, tries, error), later) = state()
    assert (status, tries, error[:4]) == ("waiting", 1, "500 ") and later == ("waiting", 0, "")
    deliver_due(NOW + 3 * MINUTE)
    deliver_due(NOW + 30 * MINUTE)
    deliver_due(NOW + 30 * MINUTE)
    assert there.events() == ["requested"] * 3 + ["confirmed"]
    first, second, third, _ = there.posted
    assert first.body == second.body == third.body
    assert len({posted.headers["webhook-id"] for posted in (first, second, third)}) == 1


def test_of_another_booking_nothing_waits(there):
    hook(there)
    there.answers = [503]
    asked()
    asked(day=3)
    deliver_due(NOW)
    assert [posted.json["reservation"]["id"] for posted in there.posted] == [1, 2]


def dead() -> int:
    """A webhook where nobody listens."""
    return make_webhook(by=person(STAFF), now=NOW, url="http://127.0.0.1:1/", events=(), private=True).id


def test_mails_do_not_wait_for_webhooks_nor_these_for_mails(there):
    hook(there)
    there.answers = [HANG]
    asked()
    assert send_mails(NOW) == {"sent": 3} and there.posted == []
    there.answers = []
    asked(day=3)
    assert post_webhooks(NOW) == {"sent": 2} and there.events() == ["requested"] * 2
    assert send_mails(NOW) == {"sent": 3}


def test_one_that_does_not_answer_is_tried_once_for_all_and_others_go_on(there):
    number = dead()
    hook(there)
    for day in (2, 3, 4):
        asked(day=day)
    done = post_webhooks(NOW)
    assert done == {"sent": 3, "retried": 3, "unreachable": 1} and len(there.posted) == 3
    resting = state(webhook_id=number)
    assert {(status, tries) for status, tries, _ in resting} == {("waiting", 0)}, "no try is used up"
    assert {error.split(":")[0] for *_, error in resting} == {"ConnectionRefusedError"}
    asked(day=7)
    assert post_webhooks(NOW + 0.5 * MINUTE) == {"sent": 1}, "while it rests it is not asked again"
    assert post_webhooks(NOW + 1.5 * MINUTE) == {"retried": 4, "unreachable": 1}


def test_the_longer_it_does_not_answer_the_longer_it_rests(there):
    number = dead()
    asked()
    tried = [minute for minute in range(12 * 60) if post_webhooks(NOW + minute * MINUTE).get("unreachable")]
    assert len(tried) < 14 and tried[-1] - tried[-2] > 60
    assert state(webhook_id=number)[0][:2] == ("waiting", 0)


def test_after_three_days_it_is_given_up(there):
    number = dead()
    asked()
    asked(day=3)
    post_webhooks(NOW)
    assert post_webhooks(NOW + 72 * 60 * MINUTE - MINUTE)["unreachable"] == 1
    asked(day=4)
    db.session.execute(update(Message).where(Message.webhook_id == number).values(lease_until_at=None))
    db.session.commit()
    post_webhooks(NOW + 72 * 60 * MINUTE)
    assert [status for status, *_ in state(webhook_id=number)] == ["failed"] * 3


@pytest.mark.parametrize("act", [try_webhook, "again", "switch"])
def test_a_person_wakes_what_rests(there, act):
    number, by = hook(there).id, person(STAFF)
    there.answers = [DROP]
    asked()
    assert post_webhooks(NOW)["unreachable"] == 1 and post_webhooks(NOW) == {}
    if act == "again":
        post_again(number, db.session.scalar(select(Message.id).filter_by(webhook_id=number)), by=by, now=NOW)
    elif act == "switch":
        switch_webhook(number, active=False, by=by, now=NOW)
        switch_webhook(number, active=True, by=by, now=NOW)
    else:
        act(number, by=by, now=NOW)
    assert post_webhooks(NOW)["sent"] == (2 if act == try_webhook else 1)


@pytest.mark.parametrize("status", [429, 503])
def test_it_says_itself_how_long_to_wait(there, status):
    number = hook(there).id
    there.answers, there.retry_after = [status], "3600"
    asked()
    assert post_webhooks(NOW) == {"retried": 1, "unreachable": 1}
    ((state_, tries, error),) = state(webhook_id=number)
    assert (state_, tries, error[:3]) == ("waiting", 0, str(status))
    asked(day=3)
    assert post_webhooks(NOW + 59 * MINUTE) == {}
    assert post_webhooks(NOW + 61 * MINUTE) == {"sent": 2}


def test_its_address_does_not_get_into_the_history(there):
    number = hook(there, path="/T0/s3cret?token=s3cret").id
    there.answers = [404]
    asked()
    post_webhooks(NOW)
    row = db.session.scalar(select(Message.id).filter_by(webhook_id=number))
    retry_message(row, by=person(STAFF), now=NOW)
    give_up_message(row, by=person(STAFF), now=NOW)
    entries = db.session.scalars(select(AuditEntry)).all()
    assert not any("s3cret" in f"{entry.before} {entry.after}" for entry in entries)
    (retried,) = (entry for entry in entries if entry.action == "retry_message")
    assert retried.before["recipient"] == there.url.removesuffix("/hook") + "/…"
    assert {"make_webhook", "retry_message", "give_up_message"} <= {entry.action for entry in entries}


def test_what_it_did_not_take_needs_nobody_at_the_desk(there):
    made = hook(there)
    number = made.id
    there.answers = [404, 404]
    asked()
    asked(day=3)
    assert post_webhooks(NOW) == {"failed": 2}
    assert counts()[0] == 0 and desk(NOW).failures == 0 and list(desk(NOW).failed) == []
    assert digest_facts(NOW, time(7, 30))["digest"]["failures"] == 0
    assert failures_of([db.session.get_one(Webhook, number)]) == {number: 2}
    assert how_many_failed(Among(kind="webhook", recipient="HTTP://127")) == 2


def test_gone_switches_it_off(there):
    number = hook(there).id
    there.answers = [410]
    asked()
    asked(day=3)
    deliver_due(NOW)
    assert not db.session.get(Webhook, number).active and len(there.posted) == 1
    assert [status for status, *_ in state()] == ["failed", "dropped"]
    entry = db.session.scalars(select(AuditEntry).filter_by(action="switch_webhook")).one()
    assert (entry.actor_name, entry.subject) == ("clock", f"webhook:{number}")
    asked(day=4)
    assert len(state()) == 2


@pytest.mark.parametrize(
    "answer, status", [(404, "failed"), (302, "failed"), (429, "waiting"), (408, "waiting")]
)
def test_what_an_answer_means(there, answer, status):
    hook(there)
    there.answers, there.location = [answer], "/elsewhere"
    asked()
    deliver_due(NOW)
    assert state()[0][:2] == (status, 1) and len(there.posted) == 1


def test_who_hears_of_what(there):
    """Kim's booking: whom the table of permissions lets see it, and nobody else."""
    for email in (STAFF, KIM, SATO, SUZUKI):
        hook(there, email, f"/{email}")
    asked(KIM, attendees=(Invited(SUZUKI, "s"),))
    asked(SATO, day=3)
    deliver_due(NOW)
    heard = {(posted.path.split("/")[-1], posted.json["reservation"]["id"]) for posted in there.posted}
    assert heard == {(STAFF, 1), (KIM, 1), (SUZUKI, 1), (STAFF, 2), (SATO, 2), (SUZUKI, 2)}


def test_only_events_that_were_asked_for(there):
    hook(there, events=["confirmed"])
    approved(asked())
    deliver_due(NOW + MINUTE)
    assert there.events() == ["confirmed"]


@pytest.mark.parametrize("lost", [{"role": "member"}, {"active": False}])
def test_a_lost_right_is_lost_at_once(there, lost):
    hook(there)
    booking = asked()
    db.session.execute(update(User).where(User.email == STAFF).values(**lost))
    db.session.commit()
    deliver_due(NOW)
    assert there.posted == [] and state() == [("dropped", 0, "")]
    approve(booking, by=person("admin@example.jp"), now=NOW)
    assert len(state()) == 1


def test_who_has_left_the_company_hears_no_more(there):
    hook(there, SUZUKI)
    asked(SATO)
    deliver_due(NOW)
    other = db.session.scalar(select(Company.id).filter_by(kind="overseas"))
    db.session.execute(update(User).where(User.email == SUZUKI).values(company_id=other))
    db.session.commit()
    asked(SATO, day=3)
    deliver_due(NOW)
    assert len(there.posted) == len(state()) == 1


def test_a_private_address_is_refused_at_the_last_moment_too(there, app):
    hook(there)
    app.config["WEBHOOK_PRIVATE"] = False
    asked()
    deliver_due(NOW)
    ((status, tries, error),) = state()
    assert (status, tries, error) == ("failed", 1, "127.0.0.1 leads into a private network: 127.0.0.1")
    assert there.posted == []


def test_off_it_hears_nothing_and_on_again_it_does(there):
    number, by = hook(there).id, person(STAFF)
    asked()
    switch_webhook(number, active=False, by=by, now=NOW)
    asked(day=3)
    deliver_due(NOW)
    assert state() == [("dropped", 0, "")]
    switch_webhook(number, active=True, by=by, now=NOW)
    asked(day=4)
    deliver_due(NOW)
    assert [posted.json["reservation"]["id"] for posted in there.posted] == [3]


def test_removed_it_is_posted_nothing_that_waited(there):
    number = hook(there).id
    asked()
    remove_webhook(number, by=person(STAFF), now=NOW)
    deliver_due(NOW)
    assert there.posted == [] and state(webhook_id=None) == [("dropped", 0, "")]
    assert db.session.get(Webhook, number) is None


def test_a_test_and_once_more(there):
    made = hook(there)
    secret, number, by = made.secret, made.id, person(STAFF)
    try_webhook(number, by=by, now=NOW)
    deliver_due(NOW)
    (posted,) = there.posted
    assert posted.json["event"] == "test" and posted.json["reservation"] is None
    assert verified(secret, posted)
    row = db.session.scalar(select(Message.id).filter_by(webhook_id=number))
    post_again(number, row, by=by, now=NOW)
    deliver_due(NOW)
    assert there.posted[1].body == posted.body


def test_what_is_not_sent_again(there):
    number, by = hook(there).id, person(STAFF)
    asked()
    (row,) = db.session.scalars(select(Message.id).filter_by(kind="webhook")).all()
    mail = db.session.scalar(select(Message.id).where(Message.kind != "webhook"))
    db.session.execute(
        update(Message).where(Message.id == row).values(lease_owner="w", lease_until_at=NOW + MINUTE)
    )
    db.session.commit()
    with pytest.raises(WrongState, match="under_way"):
        post_again(number, row, by=by, now=NOW)
    with pytest.raises(NotFound):
        post_again(number, mail, by=by, now=NOW)
    with pytest.raises(NotFound):
        post_again(number, row, by=person(KIM), now=NOW)
    switch_webhook(number, active=False, by=by, now=NOW)
    with pytest.raises(WrongState, match="webhook_off"):
        post_again(number, row, by=by, now=NOW + 2 * MINUTE)
