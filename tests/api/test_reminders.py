"""When people are reminded, as staff set it by JSON."""

from booking.queries.policies import centre as the_centre
from tests.api.test_policies import patch, room

__all__ = ["room"]


def test_by_json(api, room):
    told = api.get(f"/resources/{room}/policy", "staff").json
    assert told["own"]["reminders"] is None and told["in_force"]["reminders"] == [1440, 60]
    assert told["set_by"]["reminders"] == ""
    assert patch(api, "/policy", {"reminders": [180]}).json["own"]["reminders"] == [180]
    assert patch(api, f"/resources/{room}/policy", {"reminders": [45, 30]}).status_code == 200
    told = api.get(f"/resources/{room}/policy", "staff").json
    assert (told["in_force"]["reminders"], told["set_by"]["reminders"]) == ([45, 30], "room")
    for wrong, code in (
        ([4], "not_between"),
        ([30, 30], "twice"),
        (["30"], "not_a_number"),
        ([True], "not_a_number"),
        (30, "not_a_list"),
        ([5] * 9, "too_many_items"),
    ):
        refused = patch(api, f"/resources/{room}/policy", {"reminders": wrong})
        assert refused.status_code == 422 and refused.json["errors"][0]["code"] == code, wrong
    assert patch(api, f"/resources/{room}/policy", {"reminders": None}).json["in_force"]["reminders"] == [180]
    assert the_centre().policy.reminders == [180]
