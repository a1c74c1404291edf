"""What is for good and what may pass, and mails as files."""

import smtplib
from datetime import timedelta

import pytest

from booking.mail.smtp import Files, Permanent, Smtp, Temporary, Unreachable, post
from tests import smtp

FROM = "rooms@rooms.example"
MAIL = b"Subject: x\r\n\r\n.a line that begins with a dot\r\n"


@pytest.fixture
def server():
    with smtp.server() as running:
        yield running


def over(url: str) -> Smtp:
    times = {"SMTP_TIMEOUT": timedelta(seconds=5), "OUTBOX_LEASE": timedelta(seconds=15)}
    settings = {"SMTP_URL": url, "MAIL_TOKEN_URL": "", **times}
    made = post(settings)
    assert isinstance(made, Smtp)
    return made


def test_the_bytes_arrive_as_they_are(server):
    connection = over(server.url)
    for _ in range(3):
        connection.send("1-x", "li@example.tw", MAIL, FROM)
    connection.close()
    assert server.taken == [("li@example.tw", MAIL)] * 3 and server.connections == 1


@pytest.mark.parametrize(
    "reply, kind",
    [("550 no", Permanent), ("552 full", Permanent), ("450 later", Temporary), ("421 bye", Temporary)],
)
@pytest.mark.parametrize("at", ["recipient", "data"])
def test_replies(server, reply, kind, at):
    if at == "recipient":
        server.refused["li@example.tw"] = reply
    else:
        server.faults["li@example.tw"] = [reply]
    connection = over(server.url)
    with pytest.raises(kind, match=reply):
        connection.send("1-x", "li@example.tw", MAIL, FROM)
    connection.send("2-x", "rao@example.in", MAIL, FROM)
    connection.close()
    assert server.recipients() == ["rao@example.in"]


def test_what_is_our_own_fault_is_not_the_mails(server, monkeypatch):
    """A wrong password or a refused sender would else make an end of every mail."""
    with pytest.raises(Unreachable, match="STARTTLS"):
        over(f"{server.url}?starttls=1").send("1-x", "li@example.tw", MAIL, FROM)
    with pytest.raises(Unreachable):
        over(server.url.replace("//", "//user:wrong@")).send("1-x", "li@example.tw", MAIL, FROM)
    refused = smtplib.SMTPSenderRefused(550, b"not you", "rooms@rooms.example")
    monkeypatch.setattr(smtplib.SMTP, "sendmail", lambda *args: (_ for _ in ()).throw(refused))
    with pytest.raises(Temporary, match="550 not you"):
        over(server.url).send("1-x", "li@example.tw", MAIL, FROM)
    assert server.taken == []


def test_nobody_there():
    with pytest.raises(Unreachable, match="refused"):
        over("smtp://127.0.0.1:1").send("1-x", "li@example.tw", MAIL, FROM)


def test_files_stay_in_their_folder(tmp_path):
    files = post({"SMTP_URL": "", "INSTANCE_PATH": tmp_path})
    assert isinstance(files, Files)
    for _ in range(2):
        files.send("7-invitation", "../../etc/pass wd@exa\x00mple.jp", MAIL, FROM)
    (one,) = (tmp_path / "mail").iterdir()
    assert one.name == "7-invitation-.._.._etc_pass_wd@exa_mple.jp.eml" and one.read_bytes() == MAIL


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(Unreachable):
        post({"SMTP_URL": "", "INSTANCE_PATH": tmp_path}).send("1-x", "li@example.tw", MAIL, FROM)
