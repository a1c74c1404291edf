"""Flask's session: here it carries CSRF tokens and messages shown once, and most requests neither."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class OnlyWithCookie(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Makes no signer for a cookie that was not sent."""
        if self.get_cookie_name(app) in request.cookies:
            return super().open_session(app, request)
        return self.session_class() if app.secret_key else None


def register(app: Flask) -> None:
    app.session_interface = OnlyWithCookie()
