"""What a page costs whoever comes to it for the first time."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

WATCH = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.value)))
  .observe({ type: "layout-shift", buffered: true });
"""
READY = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByType("paint").at(-1)?.startTime ?? 0;
  return { ready: page.domContentLoadedEventEnd, paint };
}"""
# The pages that people come to first, and as whom.
MAIN = {
    "/": "", "/?view=week&space=support-room": "", "/search": "", "/spaces/support-room": "", "/sign-in": "",
    "/reservations": "kim@example.kr", "/reservations/new": "kim@example.kr", "/account": "kim@example.kr",
    "/desk": "staff@example.jp", "/admin": "admin@example.jp",
}  # fmt: skip


@dataclass
class Cost:
    """`sent` are bytes over the wire with their headers; `shift` is the sum of layout shifts; times in ms."""

    sent: int = 0
    asked: list[str] = field(default_factory=list)
    shift: float = 0
    ready: float = 0
    paint: float = 0


def of(context: BrowserContext, path: str, slower: float = 1) -> Cost:
    """In a context whose cache is empty; `slower` times slower than this machine's CPU is."""
    page = context.new_page()
    page.add_init_script(WATCH)
    cost = _counted(context, page)
    if slower > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(path, wait_until="networkidle")
    times = page.evaluate(READY)
    cost.shift, cost.ready, cost.paint = sum(page.evaluate("window.shifts")), times["ready"], times["paint"]
    page.close()
    return cost


def _counted(context: BrowserContext, page: Page) -> Cost:
    cost, wire = Cost(), context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: _add(cost, told))
    wire.on("Network.requestWillBeSent", lambda told: cost.asked.append(told["request"]["url"]))
    return cost


def _add(cost: Cost, told: dict) -> None:
    cost.sent += int(told["encodedDataLength"])


def signed_in(context: BrowserContext, email: str) -> None:
    """By a request of the context's own, so that no page is in its cache."""
    page = context.request.get("/sign-in").text()
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "email": email, "password": "demo"}
    assert context.request.post("/sign-in", form=form, headers={"Referer": "/sign-in"}).ok
