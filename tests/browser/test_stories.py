"""Every story of every role in a real browser, and whether each page and each template was among them."""

from collections.abc import Iterator

import pytest

from booking.app import ROOT, create_app
from tests.browser.rounds import ROUNDS, rounds_of
from tests.browser.stories import STORIES
from tests.browser.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]
VISITED: set[str] = set()
WALKED: set[tuple[str, str]] = set()
# Answered with something else than a page for people.
NOT_PAGES = {
    "static", "dav.well_known", "health.alive", "health.ready", "metrics.show", "feeds.feed",
    "feeds.own", "door.state", "photos.show", "reservations.calendar", "inbound.raw",
    "mail.download_file", "mail.download_message", "mail.html_of_file",
    "mail.html_of_message", "mail.html_of_preview",
}  # fmt: skip


@pytest.fixture
def walk(browser, centre_of_round, request) -> Iterator[Walk]:
    how, story = request.node.callspec.params["centre_of_round"], request.node.callspec.params["story"]
    made = Walk(browser, centre_of_round, how, story.__name__)
    yield made
    made.close()
    VISITED.update((centre_of_round.folder / "visited").read_text().splitlines())
    WALKED.add((how.name, story.__name__))


WALKS = [(how, story) for how in ROUNDS for n, story in enumerate(STORIES) if how in rounds_of(n)]


@pytest.mark.parametrize(
    "centre_of_round, story",
    WALKS,
    ids=[f"{how.name}-{story.__name__}" for how, story in WALKS],
    indirect=["centre_of_round"],
)
def test_a_story(walk, story):
    story(walk)
    assert not walk.faults, "\n" + "\n".join(walk.faults)


def all_walked() -> bool:
    return {(how.name, story.__name__) for how, story in WALKS} <= WALKED


@pytest.fixture
def every_story() -> None:
    if not all_walked():
        pytest.skip("says something only after all stories")


def test_every_page_is_in_a_story(every_story, tmp_path):
    app = create_app({"SECRET_KEY": "routes", "INSTANCE_PATH": str(tmp_path)})
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {name for name in ours if not name.startswith("api") or name == "api_docs.docs"}
    assert {f"page {name}" for name in pages - NOT_PAGES} - VISITED == set()


def test_every_template_is_in_a_story(every_story):
    folder = ROOT / "templates"
    files = [file for file in folder.rglob("*.html") if file.parent.name != "mail"]
    ours = {str(file.relative_to(folder)) for file in files}
    assert {f"template {name}" for name in ours} - VISITED == set()
