import pytest

from booking.mailbox.addresses import Mailbox, mailboxes, uncommented

SATO = Mailbox("sato@example.jp", "Sato Taro")


@pytest.mark.parametrize(
    "raw, read",
    [
        ("sato@example.jp", [Mailbox("sato@example.jp")]),
        ("Sato Taro <Sato@Example.JP>", [SATO]),
        ('"Sato Taro" <sato@example.jp>', [SATO]),
        ('"=?utf-8?b?5L2Q6Jek?=" <sato@example.jp>', [Mailbox("sato@example.jp", "佐藤")]),
        ("=?utf-8?q?=22x=22=2C_evil=40example=2Ecom?= <sato@example.jp>",
         [Mailbox("sato@example.jp", '"x", evil@example.com')]),
        ('"Sato \\"T\\" Taro" <sato@example.jp>', [Mailbox("sato@example.jp", 'Sato "T" Taro')]),
        ("Sato Taro (of (the) works) <sato@example.jp>", [SATO]),
        ("sato@example.jp (Sato)", [Mailbox("sato@example.jp")]),
        ("Sato, Taro <sato@example.jp>", [Mailbox("sato@example.jp", "Taro")]),
        ("sato@example.jp <sato@example.jp>", [Mailbox("sato@example.jp", "sato@example.jp")]),
        ("a@b.jp, c@d.jp;e@f.jp", [Mailbox("a@b.jp"), Mailbox("c@d.jp"), Mailbox("e@f.jp")]),
        ("Team: a@b.jp, C <c@d.jp>;", [Mailbox("a@b.jp"), Mailbox("c@d.jp", "C")]),
        ("undisclosed-recipients:;", []),
        ("", []),
        ("<a@b.jp> <c@d.jp>", [Mailbox("")]),
        ("a@b.jp)c@d.jp", [Mailbox("")]),
        ("a@b@c.jp", [Mailbox("")]),
        ('"a b"@c.jp', [Mailbox("")]),
        ("<a@b.jp\x00>", [Mailbox("")]),
        ("x" * 300 + "@b.jp", [Mailbox("")]),
        ("a@b.jp (never ends", []),
        ('"never ends <a@b.jp>', []),
    ],
)  # fmt: skip
def test_addresses(raw, read):
    assert mailboxes(raw) == read


@pytest.mark.parametrize(
    "raw, plain",
    [("a (b (c) d) e", "a           e"), ('"(a)" b', '"(a)" b'), ('"\\"(" b', '"\\"(" b'),
     ("(\\)) b", "     b"), ("a) b", "a) b"), ("(", None), ('"', None), ('("', None), ("(\\)", None)],
)  # fmt: skip
def test_comments(raw, plain):
    assert uncommented(raw) == plain
