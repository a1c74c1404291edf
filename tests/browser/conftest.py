"""One browser for all that is tried in it, and the demo centre, loaded once and copied."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.centre import RunningCentre, filled, watched

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser(chromium: str, npm_packages: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a centre that is not running."""
    return filled(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def centre_of_round(
    request: pytest.FixtureRequest, demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningCentre]:
    """Asked for with `indirect`, by what is to be walked in it."""
    folder = tmp_path_factory.mktemp("centre") / "instance"
    shutil.copytree(demo, folder)
    with watched(folder) as centre:
        yield centre


@pytest.fixture(autouse=True, scope="session")
def pictures() -> None:
    """SCREENSHOTS names a folder in which every page that is reached is kept as a picture."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
