"""Who runs the centre: spaces, rules, closed times, mail."""

from datetime import UTC, datetime

from tests.browser.stories.booking import SUPPORT, open_days
from tests.browser.stories.guest import sends
from tests.browser.walk import Walk

ADMIN = "admin@example.jp"
LANGUAGES = ("ja", "en", "ko", "zh_Hans", "zh_Hant")


def closes_a_day_and_moves_those_hit(walk: Walk) -> None:
    """The next working day; once saved, it shows the demo's bookings of that day, unless it is a holiday."""
    walk.signs_in(ADMIN)
    walk.goes("/admin/closed-times")
    today = datetime.now(UTC).date()
    day, other = [str(day) for day in open_days(0) if day > today][:2]
    for name, text in {"starts_on": day, "ends_on": day, "begins": "08:45", "ends": "17:30"}.items():
        walk.fills(f"main [name={name}]", text)
    walk.opens("main details:has([name='reason-ja'])")
    for locale in LANGUAGES:
        walk.fills(f"main [name='reason-{locale}']", "電気設備の点検")
    walk.presses("button[name=step][value=check]")
    walk.presses("button[name=step][value=save]")
    if walk.there("button[name=step][value=look]"):
        walk.fills("main [name=reason]", "電気設備の点検のため")
        walk.presses("button[name=step][value=look]")
        walk.presses("main form .actions button")
    walk.goes("/admin/holidays")
    walk.fills("main input[type=date][name=on]", other)
    walk.presses("main form:has(input[type=date][name=on]) .actions button")
    if walk.there("main a[href*='/hit']"):
        walk.follows("main a[href*='/hit']")


def adds_a_space_and_equipment(walk: Walk) -> None:
    walk.signs_in(ADMIN)
    walk.goes("/admin/resources/new")
    named(walk, "小会議室")
    walk.fills("main [name=slug]", "small-room")
    walk.presses("main form button[type=submit]")
    walk.goes("/admin/equipment/new")
    named(walk, "ホワイトボード")
    walk.fills("main [name=slug]", "whiteboard")
    walk.presses("main form button[type=submit]")


def named(walk: Walk, name: str) -> None:
    for locale in LANGUAGES:
        walk.fills(f"main [name='names-{locale}']", name)


def sets_the_rules(walk: Walk) -> None:
    """First so that it cannot be, then the space's own, and a standard reason."""
    walk.signs_in(ADMIN)
    walk.goes("/admin/policies/centre")
    walk.fills("main [name=grid]", "7")
    walk.presses("main form .actions button")
    walk.goes(f"/admin/policies/of/{SUPPORT}")
    walk.presses("main form .actions button")
    walk.goes("/admin/reasons")
    walk.goes("/admin/refusals")


def looks_after_mail(walk: Walk) -> None:
    """One that came in, and the one that was written for it."""
    walk.comes()
    sends(walk, "seo@example.kr")
    walk.link_to("seo@example.kr", "/confirm/")
    walk.signs_in(ADMIN)
    walk.goes("/admin/outbox")
    walk.goes("/admin/inbound?status=all")
    walk.follows("main a[href^='/admin/inbound/']")
    walk.goes("/admin/mail")
    walk.follows("main a[href*='/admin/mail/kept/']")
    walk.goes("/admin/mail/preview")
    walk.follows("main a[href*='/admin/mail/preview/']")
    walk.goes("/admin/webhooks")
    walk.fills("main [name=url]", "http://127.0.0.1:9/hook")
    walk.opens("main details:has([name=events])")
    walk.ticks("main [name=events]")
    walk.presses("main form:has([name=url]) .actions button")
    walk.goes("/admin/webhooks")
    walk.follows("main a[href^='/admin/webhooks/']")
    walk.presses("form[action$='/test'] button")
    walk.goes("/admin/outbox?status=all&kind=webhook")
    walk.follows("main a[href*='/admin/mail/of/']")
    walk.goes("/admin/jobs")
