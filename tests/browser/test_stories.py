"""Every story of every role in a real browser, and whether each page and each template was among them."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from booking.app import ROOT, create_app
from tests.browser.rounds import ROUNDS, Round, rounds_of
from tests.browser.stories import STORIES
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
PATIENCE = 900  # seconds, until another worker's stories are walked too
# Answered with something else than a page for people.
NOT_PAGES = {
    "static", "dav.well_known", "health.alive", "health.ready", "metrics.show", "feeds.feed",
    "feeds.own", "door.state", "photos.show", "reservations.calendar", "inbound.raw",
    "mail.download_file", "mail.download_message", "mail.html_of_file",
    "mail.html_of_message", "mail.html_of_preview",
}  # fmt: skip


@pytest.fixture(scope="session")
def noted(tmp_path_factory) -> Path:
    """A folder that all workers of a run share: what each walk has visited, in a file of its own."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "walks"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def walk(browser, centre_of_round, request, noted) -> Iterator[Walk]:
    how, story = request.node.callspec.params["centre_of_round"], request.node.callspec.params["story"]
    made = Walk(browser, centre_of_round, how, story.__name__)
    yield made
    made.close()
    visited = (centre_of_round.folder / "visited").read_text()
    (noted / name_of(how, story)).write_text(visited)


def name_of(how: Round, story: Callable[[Walk], None]) -> str:
    return f"{how.name}-{story.__name__}"


WALKS = [(how, story) for how in ROUNDS for n, story in enumerate(STORIES) if how in rounds_of(n)]


@pytest.mark.parametrize(
    "centre_of_round, story",
    WALKS,
    ids=[name_of(how, story) for how, story in WALKS],
    indirect=["centre_of_round"],
)
def test_a_story(walk, story):
    story(walk)
    assert not walk.faults, "\n" + "\n".join(walk.faults)


@pytest.fixture
def visited(request, noted) -> set[str]:
    """By all stories together; says nothing where only some of them were asked for."""
    wanted = {name_of(how, story) for how, story in WALKS}
    if not wanted <= {item.name.removeprefix("test_a_story")[1:-1] for item in request.session.items}:
        pytest.skip("says something only after all stories")
    deadline = time.monotonic() + PATIENCE
    while lacking := wanted - {file.name for file in noted.iterdir()}:
        assert time.monotonic() < deadline, f"never walked: {sorted(lacking)}"
        time.sleep(1)
    return {line for file in noted.iterdir() for line in file.read_text().splitlines()}


def test_every_page_is_in_a_story(visited, tmp_path):
    app = create_app({"SECRET_KEY": "routes", "INSTANCE_PATH": str(tmp_path)})
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {name for name in ours if not name.startswith("api") or name == "api_docs.docs"}
    assert {f"page {name}" for name in pages - NOT_PAGES} - visited == set()


def test_every_template_is_in_a_story(visited):
    folder = ROOT / "templates"
    files = [file for file in folder.rglob("*.html") if file.parent.name != "mail"]
    ours = {str(file.relative_to(folder)) for file in files}
    assert {f"template {name}" for name in ours} - visited == set()
