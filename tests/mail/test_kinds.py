"""What mails about changes, waitlists, candidate dates and absence say."""

import pytest

from booking.mail.subjects import subject
from booking.mail.ways_back import reply_url
from tests.mail.golden import application
from tests.mail.letters import CHAIR, FACTS, GUEST, KINDS, LATER, OTHER, SENDER, STAFF, letter
from tests.mail.test_series import parts, plain

OLD = "Wednesday, December 2, 2026 10:00–11:00 (Tokyo) / Wednesday, December 2, 2026 06:30–07:30 (Kolkata)"
NEW = "Thursday, December 3, 2026 14:00–15:30 (Tokyo) / Thursday, December 3, 2026 10:30–12:00 (Kolkata)"


@pytest.fixture(scope="module", autouse=True)
def languages():
    with application().app_context():
        yield


def changed(kind, to=CHAIR, **facts):
    return letter(kind, to, facts=letter(kind).facts | facts)


def test_a_change_says_what_was_before_and_what_is_now():
    text = plain(letter("changed", GUEST))
    assert f"\nBefore\n{NEW}\nSupport Room\n\nNow\n{OLD}\nBusiness Communication Space\n" in text
    assert "This meeting has been changed." in text


def test_a_space_is_named_only_where_it_is_another():
    was = LATER | {"spaces": [{"names": FACTS["spaces"][0]["names"]}]}
    assert f"\nBefore\n{NEW}\n\nNow\n{OLD}\n\n" in plain(changed("changed", was=was))


@pytest.mark.parametrize(
    "was",
    [None, {name: FACTS[name] for name in ("starts_at", "ends_at", "spaces")}],
    ids=["none", "the same"],
)
def test_a_change_of_words_alone_compares_no_times(was):
    text = plain(changed("changed", was=was))
    assert "Your booking has been changed." in text and "Before" not in text and "\nNow\n" not in text


@pytest.mark.parametrize("kind", ["change_received", "change_to_approve", "change_declined"])
def test_a_change_that_waits_says_what_is_booked_and_what_was_asked_for(kind):
    text = plain(letter(kind, STAFF if kind == "change_to_approve" else CHAIR))
    assert f"\nAs booked\n{OLD}\n\nAsked for\n{NEW}\n" in text


def test_a_change_is_answered_anew_or_taken_back():
    assert "Will you come? Please answer here:" in plain(letter("changed", GUEST))
    people = [person | {"partstat": "ACCEPTED"} for person in FACTS["attendees"]]
    text = plain(changed("changed", GUEST, attendees=people))
    assert "If you cannot come after all" in text and "Will you come?" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_booker_answers_by_a_link_only_where_they_are_asked(kind):
    asked = bool(reply_url(letter(kind, CHAIR), SENDER))
    assert asked == (kind in {"offer", "absent", "candidates", "still_needed"})
    assert reply_url(letter(kind, STAFF), SENDER) == ""
    assert reply_url(letter(kind, GUEST), SENDER).startswith("https://rooms.example/reply/12-")


@pytest.mark.parametrize("kind", ["offer", "absent", "candidates", "still_needed"])
def test_the_bookers_link_stands_in_text_and_html(kind):
    found = parts(letter(kind))
    for said in (found["text/plain"].get_content(), found["text/html"].get_content()):
        assert reply_url(letter(kind), SENDER) in said


def test_a_place_on_the_waitlist():
    assert "You are number 2 on the waitlist for it." in plain(letter("waitlisted"))
    assert "You are on the waitlist for it." in plain(changed("waitlisted", position=None))
    assert "you are now number 1." in plain(letter("moved_up"))


def test_the_end_of_a_wait():
    assert "and it is booked for you." in plain(changed("moved_up", status="confirmed"))
    assert "while our staff look at your request" in plain(changed("moved_up", status="tentative"))
    text = plain(letter("wait_over"))
    assert "did not become free" in text and "Support Room" in text and "reservations/new?space" in text
    assert OTHER["names"][0]["en"] not in plain(changed("wait_over", alternatives=[]))


def test_an_offer_to_one_and_to_everybody():
    held = "We hold this time for you until Tuesday, December 1, 2026 12:00 (Tokyo)"
    assert held in plain(letter("offer"))
    text = plain(changed("offer", held_until=None))
    assert "We hold" not in text and "Whoever accepts first gets it." in text


def test_candidates_each_stand_under_the_title():
    for kind, to in (("candidates", CHAIR), ("choose", GUEST), ("expired", CHAIR)):
        text = plain(changed(kind, to, **KINDS["candidates"][1]))
        assert f"{FACTS['title']}\n{OLD}\n{NEW}\nPlace: " in text
    assert "None of these times was chosen" in text


def test_candidates_say_until_when_and_who_was_asked():
    text = plain(letter("candidates"))
    assert "until Tuesday, December 1, 2026 24:00 (Tokyo)" in text
    assert 'These people have been asked to choose: Rao, "R"\n' in text
    assert "asked to choose" not in plain(changed("candidates", attendees=FACTS["attendees"][:1]))
    assert subject(letter("candidates")) == f"Times held for you: {FACTS['title']}"
    assert "김민수 would like to meet you" in plain(letter("choose", GUEST))


def test_what_was_chosen_stands_alone():
    facts = FACTS | {"candidates": KINDS["candidates"][1]["candidates"]}
    assert "December 3" not in plain(letter("invitation", GUEST, facts=facts))


def test_absence():
    assert "nobody has checked in yet" in plain(letter("absent"))
    text = plain(letter("absent_staff", STAFF))
    assert "/reservations/7" in text and "+82 42 000" in text and "has been asked by mail" in text
    assert "asked by mail" not in plain(changed("absent_staff", STAFF, attendees=[]))
    assert "it has been released" in plain(letter("released", GUEST))
