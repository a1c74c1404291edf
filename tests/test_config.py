"""Every setting: what it takes, what it refuses, and what is worked out where none is given."""

import re
import stat
import subprocess
import sys
from datetime import time, timedelta
from pathlib import Path

import pytest

import config
from config import SETTINGS, WrongSetting, load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()

# By reader: texts that are refused, and one that is taken with what it is read as.
REFUSED = {
    config.port: ["0", "65536", "-1", "80 ", "８０", "eighty", "8000.0", "²"],
    config.number: ["-1", "1.5", "one", " 1", "１", "1_000", "²", "2147483648", "9" * 5000],
    config.positive: ["0", "-1", "many", "99999999999999999999"],
    config.seconds: ["-1", "1m", "1.5", "PT1H", "99999999999999999999"],
    config.interval: ["0", "-1", "1m", "99999999999999999999"],
    config.days: ["0", "1.5", "36501", "99999999999999999999"],
    config.inbound_url: ["imap://host", "imaps://u:p@", "imap://u@host?tls=perhaps", "imap://u@host?folder=x",
                         "imap://u@host:port/", "lmtp://127.0.0.1", "lmtp://127.0.0.1:2400/x", "lmtp:2400",
                         "maildir://relative", "maildir:", "maildir:///", "pipe:/x", "pop3://u@host", "on"],
    config.domain: ["rooms.example.", "@rooms.example", "a b.example", "rooms@a.example", "会議.example"],
    config.video_provider: ["none", "Janus", "zoom"],
    config.websocket_url: ["https://rooms.example", "wss://", "wss://h/x?y=1", "ws://h:port/"],
    config.port_range: ["40000", "40000-40005", "0-100", "2-1", "a-b", "60000-70000"],
    config.token: ["short", "fifteen-letters", "sixteen letters and blanks", "sixteen-letters-é"],
    config.clock_time: ["7:30", "24:00", "07:60", "0730", "07:30:00", "noon", "０７:３０"],
    config.switch: ["perhaps", "2", "on off", "啓"],
    config.zone: ["Sapporo", "JST", "+09:00", "asia/tokyo", "../etc/passwd"],
    config.locale: ["fr", "zh", "JA", "ja-JP", "zh-Hans"],
    config.base_url: ["rooms.example", "ftp://rooms.example", "http://", "https://rooms.example?x=1",
                      "http://rooms.example:port", "http://[::1", "javascript:alert(1)", "http://h:99999"],
    config.web_address: ["meet.example.org", "ftp://meet.example.org"],
    config.smtp_url: ["mail.example:25", "smtp://", "http://mail.example", "smtp://mail.example:port",
                      "smtp://[::1"],
    config.token_url: ["microsoft:", "microsoft:a/b", "login.example", "http://login.example/token", "yahoo"],
    config.address: ["rooms", "a@b@c", "Rooms <rooms@example.jp>", "rooms@example.jp\r\nBcc: x",
                     "a,b@example.jp", "a b@example.jp", "a;b@example.jp"],
    config.database_url: ["booking.db", "mysql://localhost/rooms", "sqlite://booking.db", "postgresql://",
                          "postgresql://localhost:port/rooms", "postgresql://localhost:0/rooms", "sqlite:"],
}  # fmt: skip
TAKEN = {
    config.text: [("anything at all", "anything at all")],
    config.words: [("a, b,,c ", ["a", "b", "c"]), (" ", [])],
    config.port: [("1", 1), ("65535", 65535)],
    config.number: [("0", 0), ("007", 7)],
    config.positive: [("1", 1)],
    config.seconds: [("90", timedelta(seconds=90)), ("0", timedelta(0))],
    config.interval: [("1", timedelta(seconds=1))],
    config.days: [("400", timedelta(days=400))],
    config.inbound_url: [
        ("imap://u:p@mail.example/Rooms?tls=off&done=Archive",) * 2, ("imaps://u%40c.jp@mail.example",) * 2,
        ("lmtp://127.0.0.1:2400",) * 2, ("maildir:///var/mail/rooms",) * 2, ("pipe:",) * 2,
    ],
    config.domain: [("Rooms.Example", "rooms.example")],
    config.token: [("a-token-of-letters",) * 2],
    config.clock_time: [("07:30", time(7, 30)), ("23:59", time(23, 59))],
    config.switch: [("on", True), ("TRUE", True), ("1", True), ("yes", True),
                    ("off", False), ("No", False), ("0", False)],
    config.zone: [("Asia/Kolkata", "Asia/Kolkata"), ("UTC", "UTC")],
    config.locale: [("zh_Hant", "zh_Hant")],
    config.base_url: [("https://rooms.example/centre/", "https://rooms.example/centre"), ("http://[::1]:80", "http://[::1]:80")],
    config.web_address: [("", ""), ("https://meet.example.org/", "https://meet.example.org")],
    config.smtp_url: [("smtp://u:p@mail.example:587?starttls=1",) * 2, ("smtps://mail.example",) * 2],
    config.token_url: [
        ("google", "https://oauth2.googleapis.com/token"),
        ("microsoft:contoso.com", "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token"),
        ("https://login.example/token",) * 2, ("http://127.0.0.1:99/token",) * 2,
    ],
    config.address: [("rooms+x@example.jp", "rooms+x@example.jp")],
    config.video_provider: [("auto", "auto"), ("janus", "janus"), ("off", "off")],
    config.websocket_url: [("wss://rooms.example.org/video/ws",) * 2, ("ws://127.0.0.1:8011/",) * 2],
    config.port_range: [("40000-40100", "40000-40100")],
    config.database_url: [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h:5433/d?sslmode=require", "postgresql+psycopg://u:p@h:5433/d?sslmode=require"),
        ("postgresql:///d?host=/run/postgresql", "postgresql+psycopg:///d?host=/run/postgresql"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:////srv/rooms.db", "sqlite:////srv/rooms.db"),
    ],
}  # fmt: skip
ALL_REFUSED = [(name, wrong) for name, (reader, _) in SETTINGS.items() for wrong in REFUSED.get(reader, ())]
ALL_TAKEN = [(name, *pair) for name, (reader, _) in SETTINGS.items() for pair in TAKEN[reader]]


def loaded(tmp_path, **environ):
    return load({"INSTANCE_PATH": str(tmp_path / "instance"), **environ})


def test_no_reader_is_left_out():
    readers = {reader for reader, _ in SETTINGS.values()}
    assert readers == set(TAKEN) and readers - set(REFUSED) == {config.text, config.words}


@pytest.mark.parametrize("name, wrong", ALL_REFUSED)
def test_a_wrong_value_is_one_line_that_names_the_setting(name, wrong, tmp_path):
    with pytest.raises(WrongSetting) as refusal:
        loaded(tmp_path, **{name: wrong})
    assert str(refusal.value).startswith(f"{name}=") and "\n" not in str(refusal.value)


@pytest.mark.parametrize("name, value, read", ALL_TAKEN)
def test_a_good_value_is_read(name, value, read, tmp_path):
    found = config._read(name, value)
    assert found == read and type(found) is type(read)


def test_a_password_is_not_told_with_the_refusal(tmp_path):
    with pytest.raises(WrongSetting) as refusal:
        loaded(tmp_path, DATABASE_URL="postgresql://rooms:s3cret@localhost:port/rooms")
    assert "s3cret" not in str(refusal.value)


def test_nor_is_that_of_a_mailbox(tmp_path):
    for wrong in ("imap://u:s3cret@", "imap://u:s3cret@h:port/", "imaps://u:s3cret@[::1"):
        with pytest.raises(WrongSetting, match=r"^INBOUND_URL='imaps?:…': ") as refusal:
            loaded(tmp_path, INBOUND_URL=wrong)
        assert "s3cret" not in str(refusal.value)


def test_every_default_can_be_read(tmp_path):
    assert set(loaded(tmp_path)) == set(SETTINGS)
    for name, (reader, default) in SETTINGS.items():
        assert not default or reader(name, default) is not None


def test_an_empty_value_is_the_default_or_nothing(tmp_path):
    assert loaded(tmp_path, SMTP_URL="", SECRET_KEY_FALLBACKS="", DATABASE_URL="")["SMTP_URL"] == ""


def test_the_defaults_that_are_worked_out(tmp_path):
    found = loaded(tmp_path)
    assert found["DATABASE_URL"] == f"sqlite:///{tmp_path}/instance/booking.db"
    assert found["BASE_URL"] == "http://127.0.0.1:8000"
    assert found["TRUSTED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert found["MAIL_FROM"] == found["ORGANIZER_ADDRESS"] == "rooms@localhost"
    assert found["INSTANCE_PATH"].is_absolute()


def test_they_follow_what_is_given(tmp_path):
    found = loaded(tmp_path, BASE_URL="https://rooms.example/centre/", HOST="0.0.0.0", PORT="9000")
    assert found["BASE_URL"] == "https://rooms.example/centre"
    assert found["TRUSTED_HOSTS"] == ["0.0.0.0", "rooms.example"]
    assert found["MAIL_FROM"] == "rooms@rooms.example"
    assert loaded(tmp_path, PORT="9000")["BASE_URL"] == "http://127.0.0.1:9000"
    assert loaded(tmp_path, HOST="::1")["BASE_URL"] == "http://[::1]:8000"
    assert loaded(tmp_path, MAIL_FROM="a@b.jp")["ORGANIZER_ADDRESS"] == "a@b.jp"
    both = loaded(tmp_path, MAIL_FROM="a@b.jp", ORGANIZER_ADDRESS="c@d.jp")
    assert both["ORGANIZER_ADDRESS"] == "c@d.jp"
    assert loaded(tmp_path, TRUSTED_HOSTS="a.jp, b.jp")["TRUSTED_HOSTS"] == ["a.jp", "b.jp"]


@pytest.mark.parametrize(
    "given, named",
    [
        ({"MAIL_CLIENT_SECRET": "s"}, "MAIL_CLIENT_ID"),
        ({"MAIL_CLIENT_ID": "i"}, "MAIL_CLIENT_SECRET"),
        ({"MAIL_CLIENT_ID": "i", "MAIL_CLIENT_SECRET": "s", "SMTP_URL": "smtp://mail.example"}, "SMTP_URL"),
        (
            {"MAIL_CLIENT_ID": "i", "MAIL_CLIENT_SECRET": "s", "INBOUND_TOKEN_URL": "google"},
            "INBOUND_CLIENT_ID",
        ),
    ],
)
def test_a_token_needs_a_client_and_a_mailbox(tmp_path, given, named):
    with pytest.raises(WrongSetting, match=f"^{named}="):
        loaded(tmp_path, MAIL_TOKEN_URL="google", **given)
    whole = {"MAIL_CLIENT_ID": "i", "MAIL_CLIENT_SECRET": "s", "SMTP_URL": "smtp://rooms%40c.jp@mail.example"}
    assert loaded(tmp_path, MAIL_TOKEN_URL="google", **whole)["MAIL_CLIENT_ID"] == "i"


def test_a_lease_outlasts_every_mail(tmp_path):
    with pytest.raises(WrongSetting) as refusal:
        loaded(tmp_path, OUTBOX_LEASE="59")
    assert str(refusal.value) == "OUTBOX_LEASE=59: must be at least three times SMTP_TIMEOUT"
    assert loaded(tmp_path, OUTBOX_LEASE="59", SMTP_TIMEOUT="19")["OUTBOX_LEASE"] == timedelta(seconds=59)


def test_mails_a_minute_are_not_counted_unless_told(tmp_path):
    assert not loaded(tmp_path)["OUTBOX_RATE"]
    assert loaded(tmp_path, OUTBOX_RATE="30")["OUTBOX_RATE"] == 30


def test_a_feed_is_answered_so_often_a_minute(tmp_path):
    assert loaded(tmp_path)["FEED_RATE"] == 60
    with pytest.raises(WrongSetting) as refusal:
        loaded(tmp_path, FEED_RATE="0")
    assert str(refusal.value).startswith("FEED_RATE='0': must be a whole number, 1 to ")


def test_what_is_handed_over_stands_above_the_environment(tmp_path):
    assert load({"PORT": "1", "INSTANCE_PATH": str(tmp_path)}, PORT="2")["PORT"] == 2


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = loaded(tmp_path)["SECRET_KEY"], loaded(tmp_path)["SECRET_KEY"]
    kept = tmp_path / "instance" / "secret_key"
    assert first == second == kept.read_text() and len(first) >= 64
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["secret_key"]
    assert loaded(tmp_path / "another")["SECRET_KEY"] != first


def test_a_given_secret_is_not_written_down(tmp_path):
    assert loaded(tmp_path, SECRET_KEY="k")["SECRET_KEY"] == "k"
    assert not (tmp_path / "instance").exists()


ASK = "import sys, config; sys.stdin.readline(); print(config.load()['SECRET_KEY'])"


def test_processes_that_start_together_have_one_secret(tmp_path):
    for n in range(5):
        environ = {"INSTANCE_PATH": str(tmp_path / str(n)), "PATH": "/usr/bin:/bin"}
        pipe = subprocess.PIPE
        asking = [
            subprocess.Popen(
                [sys.executable, "-c", ASK], cwd=ROOT, env=environ, stdin=pipe, stdout=pipe, text=True
            )
            for _ in range(4)
        ]
        for process in asking:
            process.stdin.write("\n")
        said = {process.communicate(timeout=30)[0].strip() for process in asking}
        assert len(said) == 1 and len(said.pop()) >= 64
        assert [file.name for file in (tmp_path / str(n)).iterdir()] == ["secret_key"]


def test_readme_names_settings_that_exist_and_their_true_defaults():
    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| (.*?) \|", README, re.MULTILINE)
    told = [(re.findall(r"`(\w+)`", names), re.findall(r"`([^`]+)`", defaults)) for names, defaults in rows]
    names = {name for group, _ in told for name in group}
    assert names <= set(SETTINGS) and len(names) >= 12
    plain = [(group, given) for group, given in told if len(group) == len(given)]
    for name, given in ((n, g) for group, defaults in plain for n, g in zip(group, defaults, strict=True)):
        default = SETTINGS[name][1]
        assert not default or default == given or default.endswith("/" + given.rstrip("/")), (name, given)


def test_every_setting_that_readme_shouts_is_one():
    """In code marks or before an equals sign."""
    shouted = set(re.findall(r"`([A-Z][A-Z_]{3,})`|\b([A-Z][A-Z_]{3,})=", README))
    names = {one or other for one, other in shouted}
    assert len(names) >= 12 and names - set(SETTINGS) == set()


@pytest.mark.parametrize(
    "base, host, alone",
    [
        ("http://localhost:8000", "127.0.0.1", True),
        ("http://[::1]:8000", "::1", True),
        ("http://localhost:8000", "0.0.0.0", False),
        ("http://rooms.example.jp", "127.0.0.1", False),
    ],
)
def test_the_demo_opens_only_where_nobody_else_can_come(base, host, alone):
    assert config.only_here({"BASE_URL": base, "HOST": host}) == alone


@pytest.mark.parametrize("name", ["galene", "jitsi"])
def test_a_conference_server_is_told_all_that_it_needs(name):
    first, second, third = config.CONFERENCES[name]
    told = {"VIDEO_PROVIDER": name, first: "https://meet.example.org", second: "us"}
    with pytest.raises(config.WrongSetting, match=third):
        config.load(told)
    assert config.load({**told, third: "secret"})["VIDEO_PROVIDER"] == name
    with pytest.raises(config.WrongSetting, match=first):
        config.load({**told, first: "meet", third: "secret"})
