"""The pages that are linked from somewhere and that no story had in mind."""

from tests.browser.stories.administrator import ADMIN
from tests.browser.walk import Walk

MOST = 100


def follows_what_is_left(walk: Walk) -> None:
    """One page of each kind that this round has seen a link to; as the one who may see most."""
    walk.signs_in(ADMIN)
    walk.goes("/admin")
    for _ in range(MOST):
        if not (left := walk.centre.linked.keys() - walk.centre.met):
            return
        address = walk.centre.linked[min(left)]
        walk.centre.met.add(min(left))
        walk.goes(address)
