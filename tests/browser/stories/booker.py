"""Those who book: in Daejeon by the Korean pages, a secretary in Sapporo by the Japanese."""

from tests.browser.stories.booking import (
    BOOK,
    BUSINESS,
    SUPPORT,
    begins,
    books,
    invites,
    open_days,
    says_what_for,
)
from tests.browser.walk import Walk

KIM, SATO = "kim@example.kr", "sato@example.jp"


def books_an_hour(walk: Walk) -> None:
    walk.signs_in(KIM)
    begins(walk, "공동 개발 협의")
    walk.fills("[name*=projector]", "1")
    invites(walk, ("park@example.kr", "ko"))
    number = books(walk)
    walk.sees("공동 개발 협의")
    walk.follows("main a[href$='/copy']")
    walk.goes("/reservations")
    walk.follows(f"main a[href*='/reservations/{number}']")
    walk.opens("#cancel")
    walk.fills("#cancel [name=reason]", "일정이 바뀌었습니다")
    walk.presses("#cancel button[type=submit]")


def is_refused_and_takes_another_time(walk: Walk) -> None:
    """At first with what lacks, then at a time that is taken."""
    walk.signs_in(SATO)
    begins(walk, "取引先との打合せ", weeks=4)
    day, starts, ends = (walk.one(f"[name={name}]").input_value() for name in ("starts_on", "begins", "ends"))
    books(walk)
    walk.goes(f"/reservations/new?space={BUSINESS}")
    walk.presses(BOOK)
    walk.fills("[name=title]", "同じ時間の打合せ")
    walk.fills("[name=starts_on]", day)
    walk.fills("[name=begins]", starts)
    walk.fills("[name=ends]", ends)
    says_what_for(walk)
    walk.presses(BOOK)
    walk.presses(".offers button")
    walk.sees("同じ時間の打合せ")


def books_a_series_and_changes_it(walk: Walk) -> None:
    walk.signs_in(SATO)
    begins(walk, "開発定例", space=SUPPORT, weeks=6)
    walk.opens("#repeat")
    walk.chooses("[name=repeats-freq]", "WEEKLY")
    walk.ticks("[name=repeats-ending][value=times]")
    walk.fills("[name=repeats-times]", "3")
    number = books(walk)
    walk.follows(f"main a[href*='/reservations/{number}/change'][href*='scope=one']")
    walk.fills("[name=title]", "開発定例（延長）")
    walk.presses(".actions button[value=preview]")
    walk.presses("button[value=confirm]")
    walk.sees("開発定例（延長）")
    walk.goes(f"/reservations/{number}/change?scope=all")
    walk.presses(".actions button[value=preview]")
    walk.goes(f"/reservations/{number}")
    walk.follows(f"main a[href*='/reservations/{number}/cancellation'][href*='scope=all']")
    walk.presses("main form .actions button")


def lets_partners_choose(walk: Walk) -> None:
    """Holds two times; a partner takes one by the link in the mail."""
    walk.signs_in(SATO)
    begins(walk, "候補日の調整", space=SUPPORT, weeks=8)
    day = walk.one("[name=starts_on]").input_value()
    walk.opens("#candidates")
    later = next(str(one) for one in open_days(8) if str(one) > day)
    walk.fills("[name='candidates-0-starts_on']", later)
    walk.fills("[name='candidates-0-begins']", "14:00")
    walk.fills("[name='candidates-0-ends']", "15:00")
    invites(walk, ("choosing@example.kr", "ko"))
    books(walk)
    walk.goes(walk.link_to("choosing@example.kr", "/reply/"))
    walk.presses("form[action$='/choice'] button")


def sets_up_the_account(walk: Walk) -> None:
    walk.signs_in(KIM)
    walk.follows("nav a[href='/account']")
    walk.chooses("form[action='/account'] [name=locale]", walk.how.locale)
    walk.presses("form[action='/account'] button[type=submit]")
    walk.ticks("form[action='/account/reminders'] input[value=own]")
    walk.ticks("form[action='/account/reminders'] input[name=leads][value='60']")
    walk.presses("form[action='/account/reminders'] button[type=submit]")
    walk.goes("/account/calendars")
    walk.presses("form[action='/account/calendars'] button")
    walk.presses("form[action$='/rotation'] button")
    walk.goes("/account/passwords")
    walk.fills("form[action='/account/passwords'] [name=name]", "노트북")
    walk.presses("form[action='/account/passwords'] button")
    walk.presses("form[action^='/account/passwords/'][action$='/revocation'] button")
    walk.goes("/account")
    walk.fills("form[action='/account/tokens'] [name=name]", "사내 시스템")
    walk.presses("form[action='/account/tokens'] button")
    walk.goes("/api/v1/docs")
    walk.goes("/account")
    walk.follows("nav a[href='/sign-out']")
    walk.presses("main form button")
