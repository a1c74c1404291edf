import pytest

from booking.mailbox.fields import fields_of
from booking.mailbox.loops import automatic
from tests.mailbox.letters import mail, sample

OURS = ["rooms@rooms.example", "hall-a@rooms.example"]


@pytest.mark.parametrize(
    "field, why",
    [
        ("X-Mailer: Becky!", ""),
        ("Auto-Submitted: no", ""),
        ("Auto-Submitted: No (typed by hand)", ""),
        ("Auto-Submitted:", ""),
        ("Auto-Submitted: auto-generated", "auto_generated"),
        ("Auto-Submitted: Auto-Generated; owner-email=a@b.jp", "auto_generated"),
        ("Auto-Submitted: auto-replied", "auto_submitted"),
        ("Auto-Submitted: auto-notified; x=y", "auto_submitted"),
        ("Auto-Submitted: (", "auto_submitted"),
        ("Auto-Submitted: no\r\nAuto-Submitted: auto-replied", "auto_submitted"),
        ("X-Autoreply: yes", "auto_submitted"),
        ("Precedence: Bulk", "bulk"),
        ("Precedence: list", "bulk"),
        ("Precedence: junk", "bulk"),
        ("Precedence: first-class", ""),
        ("List-Id: Rooms <rooms.lists.example>", "list"),
        ("Return-Path: <>", "no_return"),
        ("Return-Path: < >", "no_return"),
        ("Return-Path: <sato@example.jp>", ""),
        ("X-Loop: rooms@rooms.example", "loop"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "suppressed"),
        ("X-Auto-Response-Suppress: All", "suppressed"),
        ("X-Auto-Response-Suppress: DR, RN, NRN", ""),
    ],
)
def test_marks(field, why):
    assert automatic(fields_of(mail(field)), OURS) == why


@pytest.mark.parametrize(
    "sender, why",
    [
        ("Rooms <Rooms@Rooms.example>", "ours"),
        ("hall-a+12-abc@rooms.example", "ours"),
        ("staff@rooms.example", ""),
        ("Mail Delivery System <MAILER-DAEMON@mx.example>", "daemon"),
        ("postmaster@example.jp", "daemon"),
        ("sato@example.jp, rooms@rooms.example", "ours"),
        ("postmaster.sato@example.jp", ""),
    ],
)
def test_senders(sender, why):
    assert automatic(fields_of(mail(sender=sender)), OURS) == why


def test_what_google_sends_for_somebody_is_told_apart_from_an_absence_note():
    """Its updates and cancellations carry the mark, its first invitation does not."""
    assert automatic(fields_of(sample("google"))) == ""
    updated = sample("google").replace(b"Sender: Google", b"Auto-Submitted: auto-generated\r\nSender: Google")
    assert automatic(fields_of(updated)) == "auto_generated"
    assert automatic(fields_of(b"Precedence: bulk\r\n" + updated)) == "bulk"
