"""Those who are invited, or write to us, and have no account: by the links in their mails."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from booking.rules import links
from tests.browser.centre import ROOT
from tests.browser.stories.booker import SATO
from tests.browser.stories.booking import BUSINESS, SUPPORT, begins, books, invites, open_days, says_what_for
from tests.browser.stories.staff import STAFF
from tests.browser.walk import Walk

ASKED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Example//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:{uid}
DTSTAMP:{now:%Y%m%dT%H%M%SZ}
DTSTART:{starts_at:%Y%m%dT%H%M%SZ}
DTEND:{ends_at:%Y%m%dT%H%M%SZ}
SUMMARY:전시회 준비 회의
ORGANIZER:mailto:{sender}
ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{space}@{domain}
END:VEVENT
END:VCALENDAR
"""


def invited(walk: Walk, address: str, title: str, weeks: int, video: bool = False) -> int:
    """By the secretary in Sapporo, who then leaves; gives the number of the booking."""
    walk.signs_in(SATO)
    begins(walk, title, space=SUPPORT, weeks=weeks)
    if video:
        walk.ticks("[name=video]")
    invites(walk, (address, walk.how.locale))
    number = books(walk)
    walk.context.clear_cookies()
    return number


def answers_an_invitation(walk: Walk) -> None:
    invited(walk, "yoon@example.kr", "見積もりの相談", weeks=10)
    walk.goes(walk.link_to("yoon@example.kr", "/reply/"))
    walk.ticks("input[name=partstat][value=ACCEPTED]")
    walk.fills("[name=comment]", "회의실 앞에서 뵙겠습니다.")
    walk.presses("form:has([name=partstat]) button[type=submit]")
    walk.ticks("input[name=partstat][value=DECLINED]")
    walk.presses("form:has([name=partstat]) button[type=submit]")


def proposes_another_time(walk: Walk) -> None:
    """The staff see it wait, and the booker takes it."""
    number = invited(walk, "hong@example.kr", "現地視察の打合せ", weeks=12)
    walk.goes(walk.link_to("hong@example.kr", "/reply/"))
    walk.opens("#proposal")
    walk.fills("#proposal [name=starts_on]", str(open_days(12)[-1]))
    walk.fills("#proposal [name=begins]", "14:00")
    walk.fills("#proposal [name=ends]", "15:00")
    walk.presses("#proposal button[type=submit]")
    walk.signs_in(STAFF)
    walk.goes("/desk")
    walk.goes(f"/reservations/{number}")
    walk.context.clear_cookies()
    walk.signs_in(SATO)
    walk.goes(f"/reservations/{number}")
    walk.presses("form[action^='/proposals/'][action$='/acceptance'] button")


def comes_to_a_video_meeting(walk: Walk) -> None:
    """Too early, by a wrong link, and then to its door; tests/browser/test_meeting.py goes in."""
    number = invited(walk, "bae@example.kr", "オンライン商談", weeks=4, video=True)
    link = walk.link_to("bae@example.kr", "/join/")
    walk.goes(link)
    walk.comes("/join/1-not-the-link-of-anybody")
    weeks_pass(walk, number)
    walk.goes(link)
    walk.signs_in(SATO)
    walk.goes(f"/reservations/{number}")


def weeks_pass(walk: Walk, number: int) -> None:
    """Until the meeting is on."""
    now = datetime.now(UTC)
    times = [int(at.timestamp() * 1_000_000) for at in (now - timedelta(minutes=5), now + timedelta(hours=1))]
    with closing(sqlite3.connect(walk.centre.folder / "booking.db")) as rows, rows:
        rows.execute(
            "UPDATE occurrence SET starts_at = ?, ends_at = ? WHERE reservation_id = ?", [*times, number]
        )


def turns_reminders_off(walk: Walk) -> None:
    """By the link that a reminder brings; the tests of mail look at whether it does."""
    invited(walk, "shin@example.kr", "設備の説明会", weeks=2)
    walk.comes(f"/reminders/{signed(walk, links.REMINDERS, 'shin@example.kr')}")
    walk.ticks("main input[name=when][value=never]")
    walk.presses("main form .actions button")
    walk.comes(f"/reminders/{signed(walk, links.REMINDERS, 'shin@example.kr')}/one-click")


def signed(walk: Walk, what: str, email: str) -> str:
    """The key of a personal link."""
    secret = (walk.centre.folder / "secret_key").read_text().strip()
    with closing(sqlite3.connect(walk.centre.folder / "booking.db")) as rows:
        found = rows.execute("SELECT id, generation FROM attendee WHERE email = ?", [email]).fetchall()
    return links.signed(secret, what, *found[-1])


def books_by_mail_and_confirms(walk: Walk) -> None:
    """A mail that nothing proves waits until its sender says that it was theirs."""
    sender = "oh@example.kr"
    walk.comes()
    sends(walk, sender)
    walk.goes(walk.link_to(sender, "/confirm/"))
    for name, text in {"name": "오세훈", "company": "한빛전시", "phone": "+82 42 555 0199"}.items():
        if walk.there(f"form [name={name}]"):
            walk.fills(f"form [name={name}]", text)
    says_what_for(walk)
    walk.presses("main form .actions button")


def sends(walk: Walk, sender: str) -> None:
    domain, space = walk.centre.environ["INBOUND_DOMAIN"], BUSINESS
    now = datetime.now(UTC)
    starts_at = datetime.combine(open_days(14)[3], datetime.min.time(), UTC) + timedelta(hours=4)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, f"{space}@{domain}", "전시회 준비 회의"
    mail["Message-ID"] = f"<{now.timestamp()}@example.kr>"
    text = ASKED.format(
        uid=f"{now.timestamp()}@example.kr", now=now, sender=sender, space=space, domain=domain,
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
    )  # fmt: skip
    mail.set_content("회의실을 예약하고 싶습니다.")
    mail.add_alternative(
        text.replace("\n", "\r\n").encode(), "text", "calendar", params={"method": "REQUEST"}
    )
    argv = [sys.executable, "-m", "flask", "--app", "wsgi", "receive", f"{space}@{domain}"]
    at_once = walk.centre.environ | {"INBOUND_URL": ""}
    done = subprocess.run(argv, cwd=ROOT, env=at_once, input=mail.as_bytes(), capture_output=True)
    assert done.returncode == 0, done.stderr
