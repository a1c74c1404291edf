"""The staff of the centre: decide, settle, book for callers, print."""

from tests.browser.stories.booking import BUSINESS, begins, books, says_what_for
from tests.browser.walk import Walk

STAFF = "staff@example.jp"


def decides_requests(walk: Walk) -> None:
    """Approves one, takes it back, approves it after all; asks a question about another."""
    walk.signs_in(STAFF)
    walk.follows("nav a[href='/desk']")
    walk.presses("form.decide button[value=approve]")
    walk.goes("/desk")
    walk.presses("form.undo button")
    walk.goes("/desk")
    walk.presses("form.decide button[value=approve]")
    walk.goes("/desk")
    walk.opens("form.decide details")
    walk.fills("form.decide [name=reason]", "当日の人数を教えてください。")
    walk.presses("form.decide button[value=return]")


def settles_who_gets_the_time(walk: Walk) -> None:
    walk.signs_in(STAFF)
    walk.goes("/desk")
    walk.presses("form[action$='/award'] button[value=move]")
    walk.presses("main form[method=post] .actions button")


def books_for_a_caller(walk: Walk) -> None:
    walk.signs_in(STAFF)
    begins(walk, "電話での申し込み", weeks=16)
    walk.opens("details:has([name='booked_for-name'])")
    walk.fills("[name='booked_for-name']", "中村 一郎")
    walk.fills("[name='booked_for-reading']", "なかむら いちろう")
    walk.fills("[name='booked_for-company']", "中村商会")
    number = books(walk)
    walk.goes(f"/reservations/{number}/sheet")


def answers_the_telephone(walk: Walk) -> None:
    """Looks who it is and when there is room, prints what is to be signed, and books."""
    walk.signs_in(STAFF)
    walk.goes("/desk")
    walk.follows("main a[href^='/desk/counter']")
    walk.fills("main [name=q]", "sato")
    walk.presses("form:has([name=q]) button[type=submit]")
    walk.follows(".found a")
    walk.follows(".read-out a")
    walk.fills("#booking [name=title]", "お電話での打合せ")
    says_what_for(walk)
    walk.presses_for_another_page("button[name=step][value=application]")
    books(walk)


def prints_what_the_day_needs(walk: Walk) -> None:
    walk.signs_in(STAFF)
    walk.goes("/desk/day")
    walk.goes(f"/check-in/{BUSINESS}")
    walk.goes(f"/spaces/{BUSINESS}")
    walk.opens("details:has(.door-code)")
    walk.goes(f"/spaces/{BUSINESS}/texts")
    walk.presses("main form button[type=submit]")
