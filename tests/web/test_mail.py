"""Mails as their readers see them: in a frame that can do nothing, and by no name but a kept one's."""

import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from booking.actions.book import book
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.mail.sample import KINDS
from booking.models import Message
from booking.rules.locales import LOCALES
from booking.rules.notices import NOTICES, REMINDER, REPLIES
from booking.rules.requests import Invited
from booking.wording import MAILS
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.web.pages import Queries, signed_in

BOB, KIM, LI = "staff@example.jp", "kim@example.kr", "li@example.tw"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bob(app):
    return signed_in(app, BOB)


@pytest.fixture
def folder(app) -> Path:
    return app.config["INSTANCE_PATH"] / "mail"


def booked(title: str = "Talks <script>alert(1)</script>") -> None:
    guests = (Invited(LI, "Li", "en", "Asia/Taipei"),)
    book(wish(span(9, "10:00", "11:00"), title=title, attendees=guests), by=person(KIM), now=NOW)


def sent() -> None:
    booked()
    assert deliver_due(NOW) == {"sent": 2}


def message(**wanted) -> int:
    found = db.session.scalars(select(Message.id).filter_by(**wanted)).one()
    db.session.rollback()
    return found


def test_the_list_says_plainly_that_nothing_is_sent(bob, folder):
    assert "There is no mail yet." in bob.get("/admin/mail?lang=en").text
    sent()
    page = bob.get("/admin/mail?lang=en").text
    assert "No mail leaves this machine" in page and LI in page and KIM in page
    assert "Invitation: Talks &lt;script&gt;" in page and "<script>alert" not in page
    names = [file.name for file in folder.glob("*.eml")]
    assert len(names) == 2 and all(f"/admin/mail/kept/{name}" in page for name in names)


def test_with_a_server_it_says_so(app, bob):
    app.config["SMTP_URL"] = "smtp://mail.example"
    page = bob.get("/admin/mail?lang=en").text
    assert "No mail leaves" not in page and "handed to the server" in page and "mail.example" not in page


def test_newest_first_page_by_page(bob, folder):
    folder.mkdir(parents=True)
    for n in range(120):
        file = folder / f"{n}-invitation-x@example.jp.eml"
        file.write_bytes(f"Subject: mail {n}.\nTo: x@example.jp\n\nhello".encode())
        os.utime(file, (1_000_000 + n, 1_000_000 + n))
    pages = [bob.get(f"/admin/mail?lang=en&page={n}").text for n in (1, 2, 3, 4, 0, -5)]
    assert [page.count("mail ") >= 20 for page in pages] == [True, True, True, False, True, True]
    assert "mail 119." in pages[0] and "mail 70." in pages[0] and "mail 69." not in pages[0]
    assert pages[0].index("mail 119.") < pages[0].index("mail 118.")
    assert "mail 19." in pages[2] and 'rel="next"' not in pages[2]
    assert bob.get("/admin/mail?page=999999999999999999999").status_code == 200


def test_one_is_shown_whole_and_its_html_apart(bob, folder):
    sent()
    name = next(file.name for file in folder.glob(f"*{LI}.eml"))
    page = bob.get(f"/admin/mail/kept/{name}?lang=en").text
    assert "This mail was not sent" in page and "rooms@localhost" in page and f"Li &lt;{LI}&gt;" in page
    assert f'src="/admin/mail/kept/{name}/html"' in page and 'sandbox="allow-popups' in page
    assert "allow-scripts" not in page and "allow-same-origin" not in page
    assert "puts an entry in, or changes it (REQUEST)" in page and "BEGIN:VEVENT" in page
    assert "Message-ID: &lt;message-" in page and "/reply/" in page
    whole = bob.get(f"/admin/mail/kept/{name}/html")
    rules = whole.headers["Content-Security-Policy"]
    assert whole.headers.getlist("Content-Security-Policy") == [rules]
    assert "default-src 'none'" in rules and "; sandbox allow-popups" in rules and "script" not in rules
    assert '<base target="_blank">' in whole.text and "&lt;script&gt;" in whole.text
    assert "<script" not in whole.text


def test_it_can_be_taken_away_as_it_is(bob, folder):
    sent()
    file = next(folder.glob("*.eml"))
    answer = bob.get(f"/admin/mail/kept/{file.name}/download")
    assert answer.data == file.read_bytes() and answer.mimetype == "message/rfc822"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert message_from_bytes(answer.data, policy=policy.default)["Subject"]


@pytest.mark.parametrize(
    "name",
    [
        "../secret_key", "..%2fsecret_key", "%2e%2e/secret_key", "..%5csecret_key", ".hidden.eml", "link.eml",
        "folder.eml", "nothing.eml", "notes.txt", "%00.eml", "%2Fetc%2Fpasswd", "", ".", "x" * 3000 + ".eml",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(bob, folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "secret_key").write_text("the secret")
    (folder / ".hidden.eml").write_text("Subject: hidden\n\nx")
    (folder / "notes.txt").write_text("the secret")
    (folder / "folder.eml").mkdir()
    (folder / "link.eml").symlink_to(folder.parent / "secret_key")
    for ending in ("", "/html", "/download"):
        answer = bob.get(f"/admin/mail/kept/{name}{ending}")
        assert answer.status_code in (400, 404, 308) and "the secret" not in answer.text


def test_a_mail_that_is_none_is_shown_as_it_stands(bob, folder):
    folder.mkdir(parents=True)
    (folder / "1-x.eml").write_bytes(b"\xff\xfe\x00 nonsense")
    odd = b'Content-Type: text/html; charset="klingon"\nSubject: =?odd?q?x?=\n\n<head></head>\xe3\x81\x82'
    (folder / "2-x.eml").write_bytes(odd)
    assert bob.get("/admin/mail").status_code == 200
    assert bob.get("/admin/mail/kept/1-x.eml").status_code == 200
    assert bob.get("/admin/mail/kept/1-x.eml/html").status_code == 404
    assert "あ" in bob.get("/admin/mail/kept/2-x.eml/html").text


def test_the_outbox_shows_what_was_sent_and_what_will_be(bob):
    booked()
    waiting = message(recipient=LI, kind="invitation")
    page = bob.get(f"/admin/mail/of/{waiting}?lang=en").text
    assert "It is not written yet" in page and "Download" not in page
    assert "Invitation" in bob.get(f"/admin/mail/of/{waiting}/html").text
    assert bob.get(f"/admin/mail/of/{waiting}/download").status_code == 404
    db.session.rollback()
    assert db.session.get_one(Message, waiting).content is None, "to look writes nothing"
    db.session.rollback()
    deliver_due(NOW)
    page = bob.get(f"/admin/mail/of/{waiting}?lang=en").text
    assert "It is not written yet" not in page and "Sent" in page
    content = db.session.get_one(Message, waiting).content
    assert bob.get(f"/admin/mail/of/{waiting}/download").data == content
    assert bob.get("/admin/mail/of/999999").status_code == 404


@pytest.mark.parametrize(
    ("locale", "name"), [("ja", "見本センター"), ("ko", "견본 센터"), ("en", "A centre")]
)
def test_a_sample_names_its_centre_in_the_language_of_its_reader(bob, locale, name):
    page = bob.get(f"/admin/mail/preview/cancelled/{locale}/html?sample=1")
    assert page.status_code == 200 and name in page.text


def test_every_kind_has_words_and_a_sample():
    mails = {notice.kind for told in NOTICES.values() for notice in told}
    mails |= {REMINDER, *REPLIES, "digest", "confirm", "put_refused", "welcome"}
    assert set(KINDS) == mails and set(MAILS) == mails | {"webhook"}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_can_be_looked_at_in_every_language(bob, locale):
    index = bob.get("/admin/mail/preview?lang=en").text
    for kind in KINDS:
        address = f"/admin/mail/preview/{kind}/{locale}"
        assert f'href="{address}"' in index
        assert "The facts of this mail are made up." in bob.get(f"{address}?lang=en").text
        frame = bob.get(f"{address}/html")
        if kind in REPLIES:  # no HTML
            assert frame.status_code == 404
            continue
        assert f'lang="{locale.replace("_", "-")}"' in frame.text
        assert "sandbox" in frame.headers["Content-Security-Policy"]


def test_the_newest_of_a_kind_is_taken_where_there_is_one(bob):
    booked("Older")
    book(wish(span(10, "10:00", "11:00"), title="Newer"), by=person(KIM), now=NOW)
    address = "/admin/mail/preview/invitation"
    page = bob.get(f"{address}/ja?lang=en").text
    assert "Newer" in page and "Older" not in page and "made up." not in page
    frame = bob.get(f"{address}/ja/html").text
    assert "Newer" in frame and 'lang="ja"' in frame
    assert "Spring fair" in bob.get(f"{address}/ja/html?sample=1").text
    assert "Spring fair" in bob.get(f"{address}/en?sample=1").text


def test_what_is_no_kind_or_language(bob):
    for address in ("nothing/en", "invitation/xx", "invitation/EN", "../en"):
        assert bob.get(f"/admin/mail/preview/{address}").status_code == 404


def test_only_staff(app, folder):
    sent()
    name, one = next(folder.glob("*.eml")).name, message(recipient=LI, kind="invitation")
    kim, nobody = signed_in(app, KIM), app.test_client()
    for address in (
        "", f"/kept/{name}", f"/kept/{name}/html", f"/kept/{name}/download", f"/of/{one}", f"/of/{one}/html",
        f"/of/{one}/download", "/preview", "/preview/invitation/en", "/preview/invitation/en/html",
    ):  # fmt: skip
        assert kim.get(f"/admin/mail{address}").status_code == 403
        assert nobody.get(f"/admin/mail{address}").status_code == 303


def test_the_number_of_queries_is_fixed(bob, folder):
    sent()
    with Queries() as queries:
        bob.get("/admin/mail")
    one, file = queries.count, next(folder.glob("*.eml"))
    for n in range(30):
        (folder / f"9{n}.eml").write_bytes(file.read_bytes())
    with Queries() as queries:
        bob.get("/admin/mail")
    assert queries.count == one
