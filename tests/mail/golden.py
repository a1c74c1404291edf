"""The mails of tests/data/mail. `python -m tests.mail.golden` writes them anew; look at what changed."""

from pathlib import Path

from flask import Flask

from booking.extensions import babel
from booking.mail.compose import compose
from tests.mail.letters import CHAIR, GUEST, KINDS, SENDER, STAFF, letter

DATA = Path(__file__).parents[1] / "data" / "mail"
TRANSLATIONS = Path(__file__).parents[2] / "booking" / "translations"
LOCALES = ("en", "ja", "ko")
GUESTS = ("invitation", "declined", "cancelled", "expired", "reminder")
READER = {"to_approve": STAFF, "waiting": STAFF}
WHOLE = {
    f"{kind}-{name}-{locale}": (kind, to, locale)
    for locale in LOCALES
    for kind in KINDS
    for name, to in (("chair", CHAIR), ("guest", GUEST), ("staff", STAFF))
    if to == READER.get(kind, CHAIR) or (to == GUEST and kind in GUESTS)
}


def application() -> Flask:
    """What a mail needs of an application: its languages; no database and no request."""
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app)
    return app


if __name__ == "__main__":
    with application().app_context():
        for name, what in WHOLE.items():
            (DATA / f"{name}.eml").write_bytes(compose(letter(*what), SENDER))
