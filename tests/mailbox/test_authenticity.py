"""Who is believed (RFC 8601): what stands below our server's own word may have come with the mail."""

import pytest

from booking.mailbox.authenticity import believed
from booking.mailbox.fields import fields_of
from tests.mailbox.letters import SERVER, mail, sample

PASS = f"{SERVER}; dmarc=pass header.from=example.jp"
FAIL = f"{SERVER}; dmarc=fail header.from=example.jp"
FORGED = "Received: from x by mx.rooms.example; Wed, 25 Nov 2026 10:00:00 +0900"


def by_server(*results: str, sender: str = "Sato <sato@example.jp>", server: str = SERVER) -> bool:
    """`results` from the top down."""
    fields = [line if ": " in line[:12] else f"Authentication-Results: {line}" for line in results]
    return believed(fields_of(mail(*fields, sender=sender)), server)


@pytest.mark.parametrize(
    "result",
    [
        PASS,
        "MX.Rooms.Example; DMARC=Pass Header.From=Example.JP",
        f"{SERVER} 1; dmarc=pass header.from=example.jp",
        f'"{SERVER}" ; dmarc = pass  header.from = "example.jp"',
        f"{SERVER}; spf=fail; dkim=none; dmarc/1=pass (p=NONE sp=NONE dis=NONE) header.from=example.jp",
        f'{SERVER}; dkim=pass header.b="a;b="; dmarc=pass reason="ok; fine" header.from=example.jp',
        f"{SERVER} (our (own)); dkim=pass header.b=q/x==; dmarc=pass policy.x=y header.from=example.jp",
    ],
)  # fmt: skip
def test_believed(result):
    assert by_server(result)


@pytest.mark.parametrize(
    "result",
    [
        FAIL,
        f"{SERVER}; none",
        f"{SERVER};",
        "",
        SERVER,
        "mx.evil.example; dmarc=pass header.from=example.jp",
        "dmarc=pass header.from=example.jp",
        f"x.{SERVER}; dmarc=pass header.from=example.jp",
        f"{SERVER}; spf=pass smtp.mailfrom=example.jp; dkim=pass header.d=example.jp",
        f"{SERVER}; dmarc=pass",
        f"{SERVER}; dmarc=pass header.from=mail.example.jp",
        f"{SERVER}; dmarc=pass header.from=jp",
        f"{SERVER}; dmarc=pass header.d=example.jp",
        f"{SERVER}; dmarc=bestguesspass header.from=example.jp",
        f"{SERVER}; (dmarc=pass header.from=example.jp) dmarc=fail",
        f"{SERVER}; dkim=fail (; dmarc=pass header.from=example.jp",
        f'{SERVER}; spf=fail smtp.mailfrom="x; dmarc=pass header.from=example.jp; y"@evil.example',
        f'{SERVER}; spf=fail smtp.mailfrom="x\\"; dmarc=pass header.from=example.jp; y"',
        f"{SERVER}; spf=fail reason=dmarc=pass header.from=example.jp",
        f"{SERVER}; dmarc=fail header.from=example.jp; dmarc=pass header.from=example.jp",
        f"{SERVER}; dmarc=pass header.from=example.jp; dmarc=fail header.from=example.jp",
        f"{SERVER}; dmarc=pass header.from=evil.example header.from=example.jp",
    ],
)
def test_not_believed(result):
    assert not by_server(result)


def test_without_the_setting_nobody_is():
    assert not by_server(PASS, server="")
    assert not by_server("; dmarc=pass header.from=example.jp", server="")


def test_the_topmost_of_our_own_counts():
    assert by_server("mx.inner.example; dmarc=fail header.from=example.jp", PASS, FAIL)
    assert not by_server(FAIL, FORGED, PASS)
    assert not by_server(f"{SERVER}; dkim=pass header.d=evil.example", PASS)


@pytest.mark.parametrize(
    "sender",
    [
        "a@example.jp, b@example.jp", "a@example.jp\r\nFrom: b@example.jp", "sato@evil.example", "", "Sato",
        "sato@example.jp (", '"sato@example.jp" <sato@evil.example>', "<x@example.jp> <y@evil.example>",
        "sato@example.jp.evil.example", "sato@xexample.jp",
    ],
)  # fmt: skip
def test_who_names_no_one_sender_of_that_domain_is_not(sender):
    assert by_server(PASS) and not by_server(PASS, sender=sender)


def test_another_servers_word_passed_on_is_not_ours():
    assert not by_server("ARC-Authentication-Results: i=1; " + PASS)
    assert not by_server("X-Original-Authentication-Results: " + PASS)


GATE = "Received: from x (sent by y) by TY2.mail.protection.outlook.com with SMTP; Wed"
INNER = "Received: from TY2 by OS3.jpnprd01.prod.outlook.com (::1) with HTTPS; Wed"
MINE = "spf=pass smtp.mailfrom=example.jp;dmarc=pass action=none header.from=example.jp;compauth=pass"
NOT_MINE = MINE.replace("dmarc=pass", "dmarc=none")
OTHERS = "Received: from y by smtp.evil.example (by z.mail.protection.outlook.com) with SMTP; Wed"


def by_microsoft(*lines: str) -> bool:
    return by_server(*lines, server="Microsoft")


def test_exchange_online():
    assert by_microsoft(INNER, MINE, GATE) and by_microsoft(INNER, INNER, MINE, GATE, OTHERS, FAIL)
    assert believed(fields_of(sample("exchange")), "microsoft")
    assert not by_server(INNER, MINE, GATE)


@pytest.mark.parametrize(
    "lines",
    [
        [MINE], [MINE, GATE], [MINE, INNER, GATE], [INNER, MINE], [INNER, GATE, MINE],
        [INNER, GATE, MINE, OTHERS], [OTHERS, MINE, GATE], [INNER, PASS, GATE],
        [INNER, NOT_MINE, GATE, MINE], [INNER, NOT_MINE, MINE, GATE], [INNER, f"{SERVER}; none", MINE, GATE],
    ],
)  # fmt: skip
def test_only_its_topmost_line_in_its_own_place(lines):
    assert not by_microsoft(*lines)
