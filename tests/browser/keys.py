"""Going about a page by keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

MOST = 400  # presses of Tab until what is looked for should have been met
FOCUSED = """() => {
  const focused = document.activeElement, style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  return {
    nowhere: focused === document.body,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    reached: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    grid: !!focused.closest("[role=grid]"),
    what: focused.outerHTML.slice(0, 160),
  };
}"""
IS_FOCUSED = "(wanted) => wanted === document.activeElement"
# Of radio buttons only one is a stop of Tab.
BESIDE = """(wanted) => {
  const focused = document.activeElement;
  return wanted.type === "radio" && focused.type === "radio" &&
    focused.name === wanted.name && focused.form === wanted.form;
}"""
# How browsers order the parts of a date or a time; a Tab brings one from a year of six digits to the month.
DATES = ("{m}{d}{y}", "{y}\t{m}{d}", "{d}{m}{y}")
TIMES = ("{time}", "{hour}{minute}{half}")


class Unreachable(AssertionError):
    pass


class Keys:
    """`told` is called with what is wrong with a place where the focus came."""

    def __init__(self, page: Page, told: Callable[[str], None]):
        self.page, self.told = page, told

    def to(self, wanted: Locator) -> None:
        """Onto it, as everybody without a mouse has to: Tab by Tab, with arrows within what is one stop."""
        before, now = "", self._looked_at()
        for _ in range(MOST):
            if wanted.evaluate(IS_FOCUSED):
                return
            among = now["grid"] or wanted.evaluate(BESIDE)
            self.page.keyboard.press("ArrowRight" if among and now["what"] != before else "Tab")
            before, now = now["what"], self._looked_at()
        raise Unreachable(f"{wanted} is not reached in {MOST} steps")

    def _looked_at(self) -> dict:
        now = self.page.evaluate(FOCUSED)
        if not now["nowhere"] and not now["seen"]:
            self.told(f"focus is not seen on {now['what']}")
        if not now["nowhere"] and not now["reached"]:
            self.told(f"focus is outside of what is seen: {now['what']}")
        return now

    def press(self, wanted: Locator) -> None:
        self.to(wanted)
        self.page.keyboard.press("Enter")

    def tick(self, wanted: Locator) -> None:
        """An arrow that comes to a radio button ticks it too."""
        self.to(wanted)
        if not wanted.is_checked():
            self.page.keyboard.press("Space")

    def type(self, wanted: Locator, text: str) -> None:
        self.to(wanted)
        kind = wanted.get_attribute("type")
        if kind == "date":
            year, month, day = text.split("-")
            self._tried(wanted, text, [form.format(y=year, m=month, d=day) for form in DATES])
        elif kind == "time":
            hour, minute = text.split(":")
            twelve = {"hour": f"{(int(hour) - 1) % 12 + 1:02}", "minute": minute}
            half = "AM" if int(hour) < 12 else "PM"
            self._tried(
                wanted, text, [form.format(time=hour + minute, half=half, **twelve) for form in TIMES]
            )
        else:
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)

    def _tried(self, wanted: Locator, text: str, ways: list[str]) -> None:
        """The order of the parts is the browser's own; after a try the focus stands on the last part."""
        for way in ways:
            wanted.evaluate("(e) => { e.blur(); e.focus(); }")
            self.page.keyboard.type(way)
            if wanted.input_value() == text:
                return
        raise Unreachable(f"{text} cannot be typed into {wanted}")

    def choose(self, wanted: Locator, value: str) -> None:
        self.to(wanted)
        self.page.keyboard.press("Home")
        for _ in range(wanted.locator("option").count()):
            if wanted.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise Unreachable(f"{value} is not among the options of {wanted}")
