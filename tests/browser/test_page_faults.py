"""What looks at pages finds what is wrong with one."""

import pytest

from tests.browser import page_faults, words
from tests.browser.keys import Keys, Unreachable

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><html lang="ja"><title>空き状況</title><main><h1>空き状況</h1>{}</main>'


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def structure(page, html: str) -> list[str]:
    page.set_content(html)
    return list(page_faults.structure(page.evaluate(page_faults.LOOK), "ja"))


def test_a_good_page_has_no_faults(page):
    assert structure(page, PAGE.format("<p>どうぞ。</p>")) == []
    assert page_faults.judged(page) == []


@pytest.mark.parametrize(
    "html, said",
    [
        (PAGE.format("<h1>もう一つ</h1>"), "2 first headings"),
        (PAGE.format("<div style='width:500px'>広い</div>"), "wider than the window"),
        (PAGE.format("").replace('"ja"', '"en"'), "lang is 'en'"),
        (PAGE.format("").replace("空き状況</title>", " · </title>"), "no title"),
    ],
)
def test_what_is_amiss_in_a_page_is_told(page, html, said):
    (fault,) = structure(page, html)
    assert said in fault


def test_axe_judges(page):
    page.set_content(PAGE.format('<input name="x"><p style="color:#aaa;background:#fff">薄い字</p>'))
    assert {fault.split(":")[0] for fault in page_faults.judged(page)} == {"label", "color-contrast"}


def test_what_the_browser_says_is_heard(page):
    listener = page_faults.Listener(page, "http://centre.test")
    page.route("**/*", lambda route: route.fulfill(status=404, body=""))
    page.set_content(
        PAGE.format("<script>console.error('x'); null.y</script><img src='http://other.test/z.png'>")
    )
    page.wait_for_timeout(200)
    heard = "\n".join(listener.taken())
    assert "console: x" in heard and "error in a script" in heard
    assert "asked outside of the centre: http://other.test/z.png" in heard and "404" in heard


@pytest.mark.parametrize(
    "text, found",
    [
        ("Staff desk", ["Staff desk"]),
        ("Signed in as 佐藤", ["Signed in as 佐藤"]),
        ("Nobody has translated this", ["Nobody has translated this"]),
        ("受付 Kim Minsu 様", []),
        ("Asia/Seoul", []),
    ],
)
def test_english_is_found(text, found):
    assert list(words.english([text], "ja", "Kim Minsu")) == found


def test_the_focus_has_to_be_seen(page):
    told: list[str] = []
    page.set_content(
        PAGE.format(
            '<style>.bare:focus { outline: none }</style><a class="bare" href="#">甲</a><a href="#">乙</a>'
        )
    )
    Keys(page, told.append).to(page.locator("a").last)
    assert len(told) == 1 and "甲" in told[0]
    with pytest.raises(Unreachable):
        Keys(page, told.append).to(page.locator("h1"))


def test_dates_and_choices_are_typed(page):
    page.set_content(
        PAGE.format('<input type="date"><input type="time"><select><option>a<option>b<option>c</select>')
    )
    keys = Keys(page, print)
    keys.type(page.locator("[type=date]"), "2026-12-03")
    keys.type(page.locator("[type=time]"), "14:30")
    keys.choose(page.locator("select"), "c")
    assert [page.locator(one).input_value() for one in ("[type=date]", "[type=time]", "select")] == [
        "2026-12-03",
        "14:30",
        "c",
    ]
