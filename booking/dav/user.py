from typing import Any

from flask import g
from radicale.auth import BaseAuth


class Auth(BaseAuth):
    """The gate has let them in: here they only get their name, which is that of their home."""

    def get_external_login(self, environ: dict[str, Any]) -> tuple[str, str]:
        return g.actor.email, "-"

    def _login(self, login: str, password: str) -> str:
        return login
