"""What stands before Radicale: the host, who asks, how much was sent (D39)."""

import logging
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from flask import Flask, g
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_host

from booking.dav.answers import of_refusal, plain
from booking.dav.body import buffered, path_of, vetted
from booking.dav.entrance import signed_in
from booking.errors import BookingError

PREFIX = "/dav"
CLASSES = "1, 3, access-control, calendar-access"  # no locks, no address books
_log = logging.getLogger(__name__)


class Gate:
    """WSGI: `/dav` is answered here, the rest by `inner`."""

    def __init__(self, app: Flask, inner: Any):
        self.app, self.inner = app, inner

    @cached_property
    def server(self) -> Any:
        """Made when it is first asked for: commands need not wait for it to be imported."""
        from booking.dav.server import Server

        return Server()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            return self.inner(environ, start_response)
        with self.app.app_context():
            response = self._answer(environ)
        return response(environ, start_response)

    def _answer(self, environ: dict[str, Any]) -> Response:
        """Whole, so that nothing is asked of the database after its session has ended."""
        try:
            response = self._let_in(environ)
        except BookingError as refused:
            response = of_refusal(refused)
        except HTTPException as refused:
            response = plain(refused.code or 500)
        except Exception:
            _log.exception("%s %s", environ["REQUEST_METHOD"], environ.get("PATH_INFO"))
            return plain(500)
        _note(environ, response)
        return _finished(response)

    def _let_in(self, environ: dict[str, Any]) -> Response:
        get_host(environ, self.app.config["TRUSTED_HOSTS"])
        environ = environ | {"SCRIPT_NAME": PREFIX, "PATH_INFO": path_of(environ).removeprefix(PREFIX)}
        g.actor = signed_in(environ)
        environ = vetted(buffered(environ))
        with force_locale(g.actor.locale):
            return Response.from_app(self.server, environ, buffered=True)


def _finished(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if "DAV" in response.headers:
        response.headers["DAV"] = CLASSES
    return response


def _note(environ: dict[str, Any], response: Response) -> None:
    """One line for each refusal; to be asked for a password is none."""
    asked = response.status_code == 401 and "HTTP_AUTHORIZATION" not in environ
    if response.status_code >= 400 and not asked:
        _log.warning("%s %s: %s", environ["REQUEST_METHOD"], environ.get("PATH_INFO"), response.status_code)
