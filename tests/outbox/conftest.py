from collections.abc import Iterator

import pytest

from tests import factories, smtp


@pytest.fixture
def server(app) -> Iterator[smtp.Server]:
    """The small centre, whose mails go to a server of this test's own."""
    factories.house(approval="always")
    with smtp.server() as running:
        app.config["SMTP_URL"] = running.url
        yield running
