"""Nobody yet: looks around before signing in."""

from tests.browser.walk import Walk


def looks_for_a_free_time(walk: Walk) -> None:
    walk.comes()
    walk.follows("nav.steps a >> nth=2")
    walk.chooses("form.choose select[name=space]", "support-room")
    walk.presses("form.choose button[type=submit]")
    for view in ("month", "list", "week"):
        walk.goes(f"/?view={view}&space=support-room")
    walk.follows("main a[href='/spaces/support-room']")
    walk.follows("main a[href*='view=week']")
    walk.goes("/?view=day")
    walk.follows("nav a[href='/sign-in']")


def finds_a_time_for_two_countries(walk: Walk) -> None:
    walk.comes()
    walk.follows("nav a[href='/search']")
    walk.chooses("select[name=duration]", "PT90M")
    walk.ticks("input[name=zones][value='Asia/Seoul']")
    walk.opens("form.finder details")
    walk.ticks("input[name=space][value=business-communication-space]")
    walk.presses("form.finder .actions button")
    walk.follows("#found a[href*='/reservations/new'], main a[href*='/reservations/new']")


def gets_lost(walk: Walk) -> None:
    """Wrong addresses, places that need signing in, a wrong password."""
    walk.comes("/spaces/no-such-space")
    walk.goes("/reservations")
    walk.goes("/desk")
    walk.goes("/reply/no-such-invitation")
    walk.goes("/?view=day&on=2026-13-45")
    walk.goes("/sign-in")
    walk.fills("form:not(.people form) input[name=email]", "sato@example.jp")
    walk.fills("input[name=password]", "not it")
    walk.presses("form:has(input[name=password]:not([type=hidden])) button[type=submit]")
