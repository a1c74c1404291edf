"""What every conference server must do for us. The one for Galène answers as a real one was seen to."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from booking.rules.meetings import HOST, PRESENTER, ROLES, VIEWER
from booking.video.base import EMBEDDED, HARD_END, PARTS, PRESENCE, Person, Refused, Spec, Unavailable
from booking.video.choose import KINDS, chosen, provider
from tests.video.fake_galene import Galene, galene
from tests.video.tokens import checked

NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE = timedelta(minutes=1)
MEETING = Spec("mAbc123", "商談", NOW - MINUTE, NOW, NOW + 60 * MINUTE, NOW + 70 * MINUTE)
LATER = replace(MEETING, opens_at=NOW + 30 * MINUTE)
SECRET = "of-jitsi-and-us"
NONE = {"VIDEO_PROVIDER": "auto", "GALENE_URL": "", "JANUS_BIN": "/nowhere/janus"}


def somebody(role: str = PRESENTER) -> Person:
    return Person("a7", "李 小龍", "lee@example.sg", role, "en")


@dataclass
class Case:
    """`claims` are what the server makes of a way in at that time; None: it lets nobody in by it."""

    settings: dict[str, Any]
    server: Galene | None = None

    def claims(self, url: str, at: datetime, aud: str | None = None) -> dict[str, Any] | None:
        if self.server:
            token = parse_qs(urlsplit(url).query)["token"][0]
            place = aud or f"{self.server.url}/group/{MEETING.ref}/"
            assert url.startswith(place) or aud
            return checked(token, self.server.keys[MEETING.ref], aud=place, now=at)
        assert urlsplit(url).path == "/mabc123"
        token = parse_qs(urlsplit(url).query)["jwt"][0]
        claims = checked(token, SECRET.encode(), aud=aud or "silkroom", now=at)
        assert claims is None or claims["room"] == "mabc123"
        return claims


@pytest.fixture(params=["galene", "jitsi"])
def case(request):
    if request.param == "jitsi":
        address = {"JITSI_URL": "https://meet.example.org", "JITSI_APP_ID": "silkroom"}
        yield Case({"VIDEO_PROVIDER": "jitsi", **address, "JITSI_APP_SECRET": SECRET})
        return
    with galene() as server:
        login = {"GALENE_USER": "booking", "GALENE_PASSWORD": "adminpw", "SECRET_KEY": "tests"}
        yield Case({"VIDEO_PROVIDER": "galene", "GALENE_URL": server.url, **login}, server)


@pytest.fixture
def server(case):
    return provider(case.settings)


class TestContract:
    def test_a_way_in_is_one_persons_for_90_seconds(self, case, server):
        server.ensure(MEETING)
        url = server.join_url(MEETING, somebody(), NOW)
        assert url.startswith(server.address)
        assert case.claims(url, NOW) and case.claims(url, NOW + timedelta(seconds=89))
        assert case.claims(url, NOW + timedelta(seconds=96)) is None
        assert case.claims(url, NOW - timedelta(seconds=10)) is None
        assert case.claims(url, NOW, aud="another") is None

    def test_the_name_is_ours_to_say(self, case, server):
        server.ensure(MEETING)
        claims = case.claims(server.join_url(MEETING, somebody(), NOW), NOW)
        told = claims["sub"] if case.server else claims["context"]["user"]["name"]
        assert told == "李 小龍"

    def test_parts(self, case, server):
        assert PARTS in server.can
        server.ensure(MEETING)
        may = {role: case.claims(server.join_url(MEETING, somebody(role), NOW), NOW) for role in ROLES}
        if case.server:
            assert may[VIEWER]["permissions"] == ["message"]
            assert "op" in may[HOST]["permissions"] and "op" not in may[PRESENTER]["permissions"]
            assert not any("token" in one["permissions"] for one in may.values())
        else:
            moderators = {role for role in ROLES if may[role]["context"]["user"]["moderator"] == "true"}
            assert moderators == {HOST}

    def test_the_same_twice_is_the_same_once_and_a_change_is_told(self, case, server):
        assert server.ensure(MEETING) == server.ensure(MEETING)
        server.ensure(replace(MEETING, title="Moved", closes_at=NOW + 90 * MINUTE))
        if case.server:
            (group,) = case.server.groups.values()
            assert group["displayName"] == "Moved" and not group["public"]
            assert datetime.fromisoformat(group["expires"]) == NOW + 90 * MINUTE

    def test_its_end_puts_everybody_out_if_it_says_so(self, case, server):
        server.end(MEETING)  # not there: no error
        server.ensure(MEETING)
        if HARD_END in server.can:
            case.server.people = {"1": "李", "2": "佐藤"}
            server.end(MEETING)
            assert case.server.people == {} and case.server.groups == {}
        server.end(MEETING)

    def test_presence_if_it_says_so(self, case, server):
        server.ensure(MEETING)
        if PRESENCE not in server.can:
            assert server.presence(MEETING) is None
            return
        assert server.presence(MEETING) == []
        case.server.people = {"1": "李", "2": "佐藤"}
        assert server.presence(MEETING) == ["李", "佐藤"]
        assert server.presence(replace(MEETING, ref="another")) == []

    def test_an_address_of_its_own_unless_embedded(self, server):
        assert bool(server.address) == (EMBEDDED not in server.can)


def test_galene_lets_nobody_in_before_the_hour_but_its_supervisor():
    with galene() as fake:
        ours = provider(settings_of(fake))
        ours.ensure(LATER)
        url = ours.join_url(LATER, somebody(), NOW)
        assert fake.may(parse_qs(urlsplit(url).query)["token"][0], NOW) is None
        fake.people = {"1": "李"}
        assert ours.presence(LATER) == ["李"]


@pytest.mark.parametrize(("status", "error"), [(500, Unavailable), (429, Unavailable), (403, Refused)])
def test_galene_says_whether_trying_again_helps(status, error):
    with galene() as fake:
        fake.refuses = status
        for call in (provider(settings_of(fake)).ensure, provider(settings_of(fake)).end):
            with pytest.raises(error):
                call(MEETING)


def test_galene_that_is_away_or_knows_us_not():
    with galene() as fake:
        settings = settings_of(fake)
        with pytest.raises(Refused, match="GALENE_PASSWORD"):
            provider({**settings, "GALENE_PASSWORD": "wrong"}).reach()
        provider(settings).reach()
        fake.groups[MEETING.ref], fake.keys[MEETING.ref] = {}, b"of another"
        with pytest.raises(Unavailable, match="not authorised"):
            provider(settings).end(MEETING)
    with pytest.raises(Unavailable):
        provider(settings).ensure(MEETING)


def settings_of(fake: Galene) -> dict[str, Any]:
    login = {"GALENE_USER": "booking", "GALENE_PASSWORD": "adminpw", "SECRET_KEY": "tests"}
    return {"VIDEO_PROVIDER": "auto", "GALENE_URL": fake.url, "JANUS_BIN": "/nowhere/janus", **login}


def test_the_one_that_is_named_beats_the_one_that_is_found():
    assert chosen(NONE) == "" and provider(NONE) is None
    assert chosen({**NONE, "JANUS_BIN": "sh"}) == "janus"
    assert chosen({**NONE, "JANUS_BIN": "sh", "GALENE_URL": "http://g"}) == "galene"
    assert chosen({**NONE, "GALENE_URL": "http://g", "VIDEO_PROVIDER": "off"}) == ""
    assert chosen({**NONE, "GALENE_URL": "http://g", "VIDEO_PROVIDER": "janus"}) == ""
    assert {kind.name for kind in KINDS.values()} == set(KINDS)
