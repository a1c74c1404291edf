"""The mails of tests/data/mail. `python -m tests.mail.golden` writes them anew; look at what changed."""

from pathlib import Path

from flask import Flask

from booking.extensions import babel
from booking.mail.compose import compose
from booking.mail.letter import Letter
from tests.mail.letters import CHAIR, GUEST, KINDS, SENDER, STAFF, letter
from tests.mail.series import LETTERS, series_letter

DATA = Path(__file__).parents[1] / "data" / "mail"
TRANSLATIONS = Path(__file__).parents[2] / "booking" / "translations"
LOCALES = ("en", "ja", "ko", "zh_Hans", "zh_Hant")
GUESTS = ("invitation", "declined", "cancelled", "expired", "reminder", "changed", "released")
_STAFFS = ("to_approve", "waiting", "change_to_approve", "absent_staff", "undelivered_staff", "digest")
_NO_ATTENDEES = (*_STAFFS, "confirm", "put_refused", "welcome")
READER = dict.fromkeys(_NO_ATTENDEES, STAFF) | {"choose": GUEST, "proposal_declined": GUEST}
READERS = (("chair", CHAIR), ("guest", GUEST), ("staff", STAFF))


def whole() -> dict[str, Letter]:
    """By the name of the file."""
    single = {
        f"{kind}-{name}-{locale}": letter(kind, to, locale)
        for locale in LOCALES
        for kind in KINDS
        for name, to in READERS
        if to == READER.get(kind, CHAIR) or (to == GUEST and kind in GUESTS)
    }
    return single | {
        f"{name}-{locale}": series_letter(name, locale) for locale in LOCALES for name in LETTERS
    }


WHOLE = whole()


def application() -> Flask:
    """What a mail needs of an application: its languages; no database and no request."""
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app)
    return app


if __name__ == "__main__":
    with application().app_context():
        for name, written in WHOLE.items():
            (DATA / f"{name}.eml").write_bytes(compose(written, SENDER))
