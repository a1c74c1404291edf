"""CalDAV (RFC 4791) under `/dav`: Radicale's protocol over our own actions and queries (D39)."""

from flask import Blueprint, Flask, redirect

from booking.dav.gate import PREFIX, Gate

blueprint = Blueprint("dav", __name__)


@blueprint.route("/.well-known/caldav", methods=["GET", "PROPFIND", "OPTIONS", "REPORT"])
def well_known():
    """RFC 6764 5."""
    return redirect(f"{PREFIX}/", 301)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.wsgi_app = Gate(app, app.wsgi_app)  # type: ignore[method-assign]
