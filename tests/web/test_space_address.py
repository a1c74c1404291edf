"""A space's page tells by which address a calendar program invites it."""

import pytest

from tests import factories


@pytest.fixture
def settings_of_app(request):
    return {"INBOUND_DOMAIN": "rooms.example", **getattr(request, "param", {})}


READ = {"INBOUND_URL": "lmtp://127.0.0.1:2400"}


@pytest.mark.parametrize(
    ("settings_of_app", "told"), [(READ, True), ({}, False)], indirect=("settings_of_app",)
)
def test_where_mail_is_read_the_page_says_which_address_to_invite(client, told):
    factories.house()
    page = client.get("/spaces/room?lang=en").text
    assert ('href="mailto:room@rooms.example"' in page) is told
    assert ("make a meeting there and invite" in page) is told
