"""What staff put up in a space: its picture, the tablet at its door, what is asked with a booking of it."""

import io

from PIL import Image

from tests.browser.stories.administrator import ADMIN, LANGUAGES
from tests.browser.stories.booking import SUPPORT
from tests.browser.stories.staff import STAFF
from tests.browser.walk import Walk

ADDS = "form[action$='/photos/of/support-room']"


def shows_a_space_in_pictures(walk: Walk) -> None:
    """At first something that is no picture."""
    walk.signs_in(ADMIN)
    walk.goes(f"/admin/photos/of/{SUPPORT}")
    for file in (b"no picture", photo()):
        walk.hands_in(f"{ADDS} input[type=file]", "room.png", "image/png", file)
        for locale in LANGUAGES:
            walk.fills(f"{ADDS} [name='alts-{locale}']", "窓の大きい部屋")
        walk.presses(f"{ADDS} button[type=submit]")
    walk.goes(f"/spaces/{SUPPORT}")
    assert walk.there("main figure img"), "the picture is not on the space's page"


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(file, "PNG")
    return file.getvalue()


def asks_a_new_question(walk: Walk) -> None:
    """With answers to choose from; then it is asked no more."""
    walk.signs_in(ADMIN)
    walk.goes("/admin/questions")
    walk.follows(f"main a[href='/admin/questions/of/{SUPPORT}/new']")
    for locale in LANGUAGES:
        walk.fills(f"main [name='labels-{locale}']", "飲み物")
        walk.fills(f"main [name='choices-0-label-{locale}']", "お茶")
        walk.fills(f"main [name='choices-1-label-{locale}']", "コーヒー")
    walk.fills("main [name=slug]", "drinks")
    walk.fills("main [name=choices-0-value]", "tea")
    walk.fills("main [name=choices-1-value]", "coffee")
    walk.chooses("main [name=kind]", "choice")
    walk.presses("main form.card button[type=submit]")
    walk.goes(f"/reservations/new?space={SUPPORT}")
    assert walk.there("[name='answers-drinks']"), "the question is not asked"
    walk.goes("/admin/questions")
    walk.presses("form:has-text('飲み物') button[name=asked]")


def hangs_a_tablet_at_the_door(walk: Walk) -> None:
    """Its address is opened on another device, which is signed in as nobody."""
    walk.signs_in(STAFF)
    walk.goes(f"/admin/resources/of/{SUPPORT}/tablets")
    walk.fills("main [name=name]", "入口")
    walk.presses("main form:has([name=name]) button[type=submit]")
    address = walk.one(".secret input").input_value().removeprefix(walk.centre.address)
    walk.context.clear_cookies()
    walk.comes(address)
    walk.presses("main form button[type=submit]")
    assert page_is(walk, f"/door/{SUPPORT}")
    walk.goes(address)


def page_is(walk: Walk, path: str) -> bool:
    return walk.page.url.split("?")[0] == walk.centre.address + path
