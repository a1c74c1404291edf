"""Every setting: its environment name, its default, its unit. A wrong value stops the start with one line."""

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import available_timezones

from booking.rules.locales import LOCALES


class WrongSetting(ValueError):
    """One line that names the setting."""

    def __init__(self, name: str, value: object, wanted: str):
        super().__init__(f"{name}={value!r}: {wanted}")


Reader = Callable[[str, str], Any]
MOST, MOST_DAYS = 2**31 - 1, 36500  # what every database can count, and what a date can be moved by


def text(name: str, value: str) -> str:
    return value


def port(name: str, value: str) -> int:
    if value.isascii() and value.isdigit() and 0 < int(value) < 65536:
        return int(value)
    raise WrongSetting(name, value, "must be a port number, 1 to 65535")


def number(name: str, value: str, least: int = 0, most: int = MOST) -> int:
    if value.isascii() and value.isdigit() and len(value) < 20 and least <= int(value) <= most:
        return int(value)
    raise WrongSetting(name, value, f"must be a whole number, {least} to {most}")


def positive(name: str, value: str) -> int:
    return number(name, value, least=1)


def seconds(name: str, value: str) -> timedelta:
    return timedelta(seconds=number(name, value))


def interval(name: str, value: str) -> timedelta:
    """In seconds."""
    return timedelta(seconds=positive(name, value))


def days(name: str, value: str) -> timedelta:
    return timedelta(days=number(name, value, least=1, most=MOST_DAYS))


def token(name: str, value: str) -> str:
    """One that nobody guesses, and that a header can carry."""
    if len(value) >= 16 and value.isascii() and value.isprintable() and " " not in value:
        return value
    raise WrongSetting(name, "…", "must be at least 16 letters, digits and signs, without blanks")


def clock_time(name: str, value: str) -> time:
    """By the centre's clock."""
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        return time.fromisoformat(value)
    raise WrongSetting(name, value, "must be a time of day such as 07:30, or empty")


def switch(name: str, value: str) -> bool:
    if value.lower() in ("1", "on", "true", "yes"):
        return True
    if value.lower() in ("", "0", "off", "false", "no"):
        return False
    raise WrongSetting(name, value, "must be on or off")


def words(name: str, value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def zone(name: str, value: str) -> str:
    if value in available_timezones():
        return value
    raise WrongSetting(name, value, "must be a time zone of the IANA database, such as Asia/Tokyo")


def locale(name: str, value: str) -> str:
    if value in LOCALES:
        return value
    raise WrongSetting(name, value, f"must be one of {', '.join(LOCALES)}")


def base_url(name: str, value: str) -> str:
    parts = _split(name, value)
    if parts.scheme in ("http", "https") and parts.hostname and not parts.query:
        return value.rstrip("/")
    raise WrongSetting(name, value, "must be an http or https address")


def web_address(name: str, value: str) -> str:
    return base_url(name, value) if value else ""


def smtp_url(name: str, value: str) -> str:
    if not value or (_split(name, value).scheme in ("smtp", "smtps") and _split(name, value).hostname):
        return value
    raise WrongSetting(name, value, "must look like smtp://user:password@host:587?starttls=1")


MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
GOOGLE = "https://oauth2.googleapis.com/token"


def token_url(name: str, value: str) -> str:
    """`microsoft:TENANT` and `google` stand for theirs."""
    if value == "google":
        return GOOGLE
    maker, _, tenant = value.partition(":")
    if maker == "microsoft" and tenant.replace("-", "").replace(".", "").isalnum():
        return MICROSOFT.format(tenant=tenant)
    parts = _split(name, value)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and _loopback(parts.hostname))):
        return value
    raise WrongSetting(name, value, "must be google, microsoft:TENANT or an https address")


def address(name: str, value: str) -> str:
    if value.count("@") == 1 and value.isprintable() and not set(value) & set(' ,;<>"'):
        return value
    raise WrongSetting(name, value, "must be a bare mail address")


INBOUND = {
    "imap": "imap://user:password@host/INBOX?tls=starttls",
    "imaps": "imaps://user:password@host/INBOX?done=Archive",
    "lmtp": "lmtp://127.0.0.1:2400",
    "maildir": "maildir:///var/mail/rooms",
    "pipe": "pipe:",
}


def inbound_url(name: str, value: str) -> str:
    """It may hold a password: a refusal tells only how it should look."""
    scheme = value.partition(":")[0]
    with contextlib.suppress(ValueError):  # of urlsplit, and of a port that is none
        if scheme in INBOUND and _is_door(scheme, urlsplit(value)):
            return value
    looks = INBOUND.get(scheme) or ", ".join(INBOUND.values())
    raise WrongSetting(name, f"{scheme[:20]}:…", f"must look like {looks}")


def _is_door(scheme: str, parts: Any) -> bool:
    told = parse_qs(parts.query)
    if scheme in ("imap", "imaps"):
        parts.port  # noqa: B018  (reading it is what refuses a wrong one)
        known = set(told) <= {"tls", "done"} and told.get("tls", ["starttls"]) in (["starttls"], ["off"])
        return bool(parts.hostname and parts.username and known)
    if scheme == "lmtp":
        return bool(parts.hostname and parts.port and not parts.path.strip("/") and not told)
    if scheme == "maildir":
        return not parts.netloc and len(parts.path) > 1 and not told
    return not (parts.netloc or parts.path or told)


def domain(name: str, value: str) -> str:
    if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", value.lower(), re.ASCII):
        return value.lower()
    raise WrongSetting(name, value, "must be a mail domain such as rooms.example.org")


def video_provider(name: str, value: str) -> str:
    if value in VIDEO_PROVIDERS:
        return value
    raise WrongSetting(name, value, f"must be one of {', '.join(VIDEO_PROVIDERS)}")


def websocket_url(name: str, value: str) -> str:
    parts = _split(name, value)
    if parts.scheme in ("ws", "wss") and parts.hostname and not (parts.query or parts.fragment):
        return value
    raise WrongSetting(name, value, "must look like wss://rooms.example.org/video/ws")


def port_range(name: str, value: str) -> str:
    first, _, last = value.partition("-")
    if port(name, first) + 10 <= port(name, last):
        return value
    raise WrongSetting(name, value, "must be at least ten ports, such as 40000-40100")


def database_url(name: str, value: str) -> str:
    """`postgres://` and `postgresql://` in any usual spelling become psycopg 3's."""
    scheme, rest = value.partition("://")[::2]
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and rest and _has_good_port(value):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/"):
        return value
    raise WrongSetting(
        name, value.partition("://")[0] + "://…", "must be a sqlite:// or postgresql:// address"
    )


def _has_good_port(url: str) -> bool:
    with contextlib.suppress(ValueError):
        return urlsplit(url).port != 0
    return False


def _split(name: str, value: str) -> Any:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  (reading it is what refuses a wrong one)
    except ValueError:
        raise WrongSetting(name, value, "is not an address") from None
    return parts


VIDEO_PROVIDERS = ("auto", "janus", "galene", "jitsi", "off")

# What a conference server that is not ours must be told.
CONFERENCES = {
    "galene": ("GALENE_URL", "GALENE_USER", "GALENE_PASSWORD"),
    "jitsi": ("JITSI_URL", "JITSI_APP_ID", "JITSI_APP_SECRET"),
}

# name: (how it is read, default). "" means: worked out below.
SETTINGS: dict[str, tuple[Reader, str]] = {
    "INSTANCE_PATH": (text, str(Path(__file__).parent / "instance")),
    "DATABASE_URL": (database_url, ""),
    "HOST": (text, "127.0.0.1"),
    "PORT": (port, "8000"),
    "BASE_URL": (base_url, ""),
    "TRUSTED_HOSTS": (words, ""),
    "PROXY_HOPS": (number, "0"),
    "SECRET_KEY": (text, ""),
    "SECRET_KEY_FALLBACKS": (words, ""),
    "SMTP_URL": (smtp_url, ""),
    "MAIL_TOKEN_URL": (token_url, ""),
    "MAIL_CLIENT_ID": (text, ""),
    "MAIL_CLIENT_SECRET": (text, ""),
    "MAIL_REFRESH_TOKEN": (text, ""),
    "MAIL_SCOPE": (text, "https://outlook.office365.com/.default"),
    "SMTP_TIMEOUT": (interval, "20"),
    "MAIL_FROM": (address, ""),
    "ORGANIZER_ADDRESS": (address, ""),
    "BOUNCE_ADDRESS": (address, ""),
    "INBOUND_DOMAIN": (domain, ""),
    "INBOUND_URL": (inbound_url, ""),
    "INBOUND_EVERY": (interval, "15"),
    "INBOUND_TOKEN_URL": (token_url, ""),
    "INBOUND_CLIENT_ID": (text, ""),
    "INBOUND_CLIENT_SECRET": (text, ""),
    "INBOUND_REFRESH_TOKEN": (text, ""),
    "INBOUND_SCOPE": (text, "https://outlook.office365.com/.default"),
    "AUTHSERV_ID": (text, ""),
    "KEEP_INBOUND": (days, "30"),
    "DEFAULT_LOCALE": (locale, "ja"),
    "CENTRE_TIMEZONE": (zone, "Asia/Tokyo"),
    "SCHEDULER": (switch, "on"),
    "TICK_INTERVAL": (interval, "10"),
    "WATCH_INTERVAL": (interval, "60"),
    "PURGE_INTERVAL": (interval, "86400"),
    "KEEP_MESSAGES": (days, "400"),
    "DIGEST_AT": (clock_time, "07:30"),
    "OUTBOX_BATCH": (positive, "20"),
    "OUTBOX_LEASE": (interval, "120"),
    "OUTBOX_BACKOFF": (seconds, "60"),
    "OUTBOX_BACKOFF_MAX": (seconds, "21600"),
    "OUTBOX_TRIES": (positive, "20"),
    "WEBHOOK_PRIVATE": (switch, ""),
    "WEBHOOK_TRIED_FOR": (days, "3"),
    "OUTBOX_RATE": (positive, ""),
    "UNDO_FOR": (seconds, "60"),
    "OUTBOX_LATE": (interval, "900"),
    "METRICS_TOKEN": (token, ""),
    "FEED_RATE": (positive, "60"),
    "SIGN_IN_LIFETIME": (seconds, "1209600"),
    "SIGN_IN_TRIES": (positive, "10"),
    "SIGN_IN_WINDOW": (seconds, "900"),
    "MAX_CONTENT_LENGTH": (positive, "1048576"),
    "TEST_CLOCK": (switch, "off"),
    "WEB_WORKERS": (positive, "2"),
    "VIDEO_PROVIDER": (video_provider, "auto"),
    "VIDEO_HOST": (text, "127.0.0.1"),
    "VIDEO_PORT": (port, "8011"),
    "VIDEO_WS_URL": (websocket_url, ""),
    "VIDEO_MEDIA_ADDRESS": (text, ""),
    "VIDEO_MEDIA_PORTS": (port_range, "40000-40100"),
    "VIDEO_OPENS_BEFORE": (seconds, "600"),
    "VIDEO_CLOSES_AFTER": (seconds, "600"),
    "JANUS_BIN": (text, ""),
    "GALENE_URL": (web_address, ""),
    "GALENE_USER": (text, ""),
    "GALENE_PASSWORD": (text, ""),
    "JITSI_URL": (web_address, ""),
    "JITSI_APP_ID": (text, ""),
    "JITSI_APP_SECRET": (text, ""),
    "TURN_URLS": (words, ""),
    "TURN_SECRET": (text, ""),
}


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> dict[str, Any]:
    """The settings from the environment, `overrides` (texts or values) above. Raises WrongSetting."""
    given = {**(os.environ if environ is None else environ), **overrides}
    values = {name: _read(name, given.get(name, default)) for name, (_, default) in SETTINGS.items()}
    _demand_long_leases(values)
    _demand_credentials(values)
    return values | _worked_out(values)


def _read(name: str, value: Any) -> Any:
    return SETTINGS[name][0](name, value) if isinstance(value, str) and value else _empty(name, value)


def _empty(name: str, value: Any) -> Any:
    return [] if SETTINGS[name][0] is words and not value else value


def _demand_long_leases(values: dict[str, Any]) -> None:
    """A mail must have ended, well or not, before another worker may take it up (D29)."""
    if values["OUTBOX_LEASE"] < 3 * values["SMTP_TIMEOUT"]:
        seconds = int(values["OUTBOX_LEASE"].total_seconds())
        raise WrongSetting("OUTBOX_LEASE", seconds, "must be at least three times SMTP_TIMEOUT")


def _demand_credentials(values: dict[str, Any]) -> None:
    """Where a token opens the mail server, or a secret the TURN server."""
    for which in ("MAIL", "INBOUND"):
        for name in (f"{which}_CLIENT_ID", f"{which}_CLIENT_SECRET"):
            if values[f"{which}_TOKEN_URL"] and not values[name]:
                raise WrongSetting(name, "", f"is needed beside {which}_TOKEN_URL")
    for name, of in CONFERENCES.items():
        wanted = values["VIDEO_PROVIDER"] == name or (name == "galene" and values["GALENE_URL"])
        for setting in of if wanted else ():
            if not values[setting]:
                raise WrongSetting(setting, "", f"is needed for conferences by {name}")
    if values["TURN_URLS"] and not values["TURN_SECRET"]:
        raise WrongSetting("TURN_SECRET", "", "is needed beside TURN_URLS")
    if values["MAIL_TOKEN_URL"] and values["SMTP_URL"] and not urlsplit(values["SMTP_URL"]).username:
        raise WrongSetting(
            "SMTP_URL", values["SMTP_URL"], "must name the mailbox: smtp://rooms%40centre.jp@host"
        )


def _worked_out(values: dict[str, Any]) -> dict[str, Any]:
    instance = Path(values["INSTANCE_PATH"]).absolute()
    base = values["BASE_URL"] or f"http://{_in_url(values['HOST'])}:{values['PORT']}"
    host = urlsplit(base).hostname or "localhost"
    mail_from = values["MAIL_FROM"] or f"rooms@{host if '.' in host and not _loopback(host) else 'localhost'}"
    return {
        "INSTANCE_PATH": instance,
        "DATABASE_URL": values["DATABASE_URL"] or f"sqlite:///{instance / 'booking.db'}",
        "BASE_URL": base,
        "TRUSTED_HOSTS": values["TRUSTED_HOSTS"] or sorted({host, values["HOST"]} | _loopback_names(host)),
        "SECRET_KEY": values["SECRET_KEY"] or _kept_secret(instance),
        "WEBHOOK_PRIVATE": _loopback(host) if values["WEBHOOK_PRIVATE"] == "" else values["WEBHOOK_PRIVATE"],
        "VIDEO_WS_URL": values["VIDEO_WS_URL"]
        or f"ws://{_in_url(values['VIDEO_HOST'])}:{values['VIDEO_PORT']}/",
        "MAIL_FROM": mail_from,
        "ORGANIZER_ADDRESS": values["ORGANIZER_ADDRESS"] or mail_from,
    }


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def only_here(settings: Mapping[str, Any]) -> bool:
    """Whether nobody but this machine reaches us: neither the address people use nor the one we listen on."""
    return _loopback(urlsplit(settings["BASE_URL"]).hostname or "") and _loopback(settings["HOST"])


def _loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _loopback_names(host: str) -> set[str]:
    return {"localhost", "127.0.0.1"} if _loopback(host) else set()


def _kept_secret(instance: Path) -> str:
    """Made once, readable by its owner only; linked into place whole, for processes that start together."""
    kept, mine = instance / "secret_key", instance / f"secret_key.{os.getpid()}.{secrets.token_hex(4)}"
    instance.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(mine, kept)
        mine.unlink()
    return kept.read_text()
