"""A company that is new: staff write it down with a person, who chooses a password, and forgets it."""

from tests.browser.stories.administrator import ADMIN
from tests.browser.walk import Walk

NEW = "han@example.kr"
FORM = "main form:has([name=name])"
CHOSEN, CHOSEN_ANEW = "산책과 커피와 넓은 회의실", "넓은 회의실과 커피와 산책"


def somebody_joins_and_forgets_the_password(walk: Walk) -> None:
    staff_add_a_company_and_a_person(walk)
    walk.signs_out()
    a_new_account_is_opened(walk)
    walk.signs_out()
    a_password_is_forgotten(walk)


def staff_add_a_company_and_a_person(walk: Walk) -> None:
    """At first with a country that is none; the person is sent a link, and another after it."""
    walk.signs_in(ADMIN)
    walk.follows("nav a[href='/admin']")
    walk.goes("/admin/companies/new")
    writes(walk, name="새봄전자", reading="Saebom", country="XX", tzid="Asia/Seoul")
    walk.presses(f"{FORM} button[type=submit]")
    writes(walk, country="KR")
    walk.presses(f"{FORM} button[type=submit]")
    walk.follows("main a[href*='/admin/people/new']")
    writes(walk, name="한지우", reading="Han Jiwoo", email=NEW, tzid="Asia/Seoul")
    walk.chooses(f"{FORM} [name=locale]", walk.how.locale)
    walk.presses(f"{FORM} button[type=submit]")
    walk.presses("form[action$='/welcome'] button")
    walk.link_to(NEW, "/welcome/")
    walk.presses("form[action$='/welcome'] button")
    walk.goes("/admin/companies?q=Saebom")
    walk.sees("새봄전자")


def writes(walk: Walk, **texts: str) -> None:
    for name, text in texts.items():
        walk.fills(f"{FORM} [name={name}]", text)


def a_new_account_is_opened(walk: Walk) -> None:
    """By the newest link; one before it is told to be used or too old."""
    first, newest = (linked(walk, number) for number in (0, -1))
    walk.comes(first)
    walk.comes(newest)
    walk.fills("main [name=password]", "short")
    walk.presses("main form button[type=submit]")
    walk.fills("main [name=password]", CHOSEN)
    walk.presses("main form button[type=submit]")
    walk.signs_in(NEW, CHOSEN)


def linked(walk: Walk, number: int) -> str:
    return walk.link_to(NEW, "/welcome/", number, wanted=2)


def a_password_is_forgotten(walk: Walk) -> None:
    """A wrong address is answered as a right one is."""
    for email in ("nobody@example.kr", NEW):
        walk.comes("/sign-in")
        walk.follows("main a[href='/forgotten']")
        walk.fills("main form [name=email]", email)
        walk.presses("main form:has([name=email]) button[type=submit]")
    walk.comes(walk.link_to(NEW, "/welcome/", wanted=3))
    walk.fills("main [name=password]", CHOSEN_ANEW)
    walk.presses("main form button[type=submit]")
    walk.signs_in(NEW, CHOSEN_ANEW)
