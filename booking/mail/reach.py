"""Whether mail could be handed over now."""

import smtplib
from urllib.parse import urlsplit

from booking.mail.client import connect
from booking.mail.oauth import Account

TIMEOUT = 5.0  # seconds


def unreachable(url: str, account: Account | None) -> str:
    """Why not, or "". Greets, secures and signs in; sends nothing."""
    try:
        connect(urlsplit(url), TIMEOUT, account=account).quit()
    except (OSError, smtplib.SMTPException) as error:
        return str(error) or type(error).__name__
    return ""
