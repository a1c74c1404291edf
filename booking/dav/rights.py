from flask import g
from radicale.rights import BaseRights

from booking.dav.home import calendar, parts, writable


class Rights(BaseRights):
    """Everybody has their own home and no other. R and W are of what holds collections, r and w of a
    collection and what is in it."""

    def authorization(self, user: str, groups: set[str], path: str) -> str:
        where = parts(path)
        if where and where[0].lower() != g.actor.email:
            return ""
        if len(where) < 2:
            return "R"
        return "rw" if writable(calendar(where[1])) else "r"
