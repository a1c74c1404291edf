"""Janus as we run it: on loopback only, one plugin, its secrets in the instance folder (0600)."""

import json
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

INSTALL = "apt install --no-install-recommends janus"
_SECRETS = ("token_secret", "admin_secret", "admin_key", "room_secret")
_KEPT_PLUGIN = "libjanus_videoroom.so"
_KEPT_TRANSPORTS = ("libjanus_http.so", "libjanus_websockets.so")
_PLACES = (Path("/usr/lib"), Path("/usr/local/lib"), Path("/opt/janus/lib"))


@dataclass(frozen=True, slots=True)
class Secrets:
    token_secret: str
    admin_secret: str
    admin_key: str
    room_secret: str


def binary(settings: Mapping[str, Any]) -> str:
    """Where Janus is, or ""."""
    return _found(settings["JANUS_BIN"] or "janus")


@lru_cache(maxsize=8)
def _found(name: str) -> str:
    """Looked for once in a process: whoever installs it starts the centre anew."""
    return shutil.which(name) or ""


def http_url(settings: Mapping[str, Any]) -> str:
    return f"http://127.0.0.1:{settings['VIDEO_PORT'] + 2}/janus"


def ws_url(settings: Mapping[str, Any]) -> str:
    return f"ws://127.0.0.1:{settings['VIDEO_PORT'] + 1}/"


def kept_secrets(settings: Mapping[str, Any]) -> Secrets:
    """Made at the first start; of two processes that make them at once both read the same afterwards."""
    file = settings["INSTANCE_PATH"] / "video" / "secrets.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Secrets(*(secrets.token_urlsafe(32) for _ in _SECRETS))
        _write_once(file, json.dumps(asdict(made)))
    return Secrets(**json.loads(file.read_text()))


def _write_once(file: Path, text: str) -> None:
    """Whole or not at all, and never over another's."""
    new = file.with_name(f"{file.name}.{os.getpid()}-{secrets.token_hex(4)}")
    _private(new, text)
    try:
        os.link(new, file)
    except FileExistsError:
        pass
    finally:
        new.unlink()


def _private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(text)


def write_configuration(settings: Mapping[str, Any]) -> Path:
    """The folder for `janus -F`, written anew at each start."""
    folder = settings["INSTANCE_PATH"] / "video" / "janus"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in _files(settings, kept_secrets(settings)).items():
        _private(folder / name, text)
    return Path(folder)


def _files(settings: Mapping[str, Any], known: Secrets) -> dict[str, str]:
    port = settings["VIDEO_PORT"]
    return {
        "janus.jcfg": _main(settings, known),
        "janus.plugin.videoroom.jcfg": _block("general", admin_key=known.admin_key, string_ids=True),
        "janus.transport.websockets.jcfg": _block(
            "general", json="compact", ws=True, ws_port=port + 1, ws_ip="127.0.0.1", wss=False
        )
        + _block("admin", admin_ws=False, admin_wss=False),
        "janus.transport.http.jcfg": _block(
            "general",
            json="compact",
            base_path="/janus",
            http=True,
            port=port + 2,
            ip="127.0.0.1",
            https=False,
        )
        + _block("admin", admin_http=False, admin_https=False),
    }


def _main(settings: Mapping[str, Any], known: Secrets) -> str:
    modules = _modules(settings)
    return (
        _block(
            "general", debug_level=3, debug_timestamps=True, server_name="silkroom", token_auth=True,
            token_auth_secret=known.token_secret, admin_secret=known.admin_secret,
            reclaim_session_timeout=0, candidates_timeout=45, **_folders(modules),
        )
        + _block("media", rtp_port_range=settings["VIDEO_MEDIA_PORTS"])
        + _block("nat", ignore_mdns=True, ice_enforce_list=media_address(settings))
        + _block("plugins", disable=",".join(_others(modules, "plugins", (_KEPT_PLUGIN,))))
        + _block("transports", disable=",".join(_others(modules, "transports", _KEPT_TRANSPORTS)))
        + _block("loggers", disable=",".join(_others(modules, "loggers", ())))
        + _block("events", broadcast=False)
    )  # fmt: skip


def _folders(modules: Path | None) -> dict[str, str]:
    kinds = ("plugins", "transports", "events", "loggers")
    return {f"{kind}_folder": str(modules / kind) for kind in kinds} if modules else {}


def _modules(settings: Mapping[str, Any]) -> Path | None:
    """Where its plugins lie; where they are not found it looks in its own place."""
    home = Path(binary(settings)).resolve().parent.parent / "lib"
    for place in (home, *_PLACES):
        for found in (place / "janus", *place.glob("*/janus")):
            if (found / "plugins" / _KEPT_PLUGIN).exists():
                return Path(found)
    return None


def _others(modules: Path | None, kind: str, kept: tuple[str, ...]) -> list[str]:
    found = sorted(file.name for file in (modules / kind).glob("*.so")) if modules else []
    return [name for name in found if name not in kept]


def media_address(settings: Mapping[str, Any]) -> str:
    """Of this host, on which the media are; they cannot be bound to loopback (measured)."""
    if settings["VIDEO_MEDIA_ADDRESS"]:
        return str(settings["VIDEO_MEDIA_ADDRESS"])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks by which address one goes out
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _block(name: str, **values: Any) -> str:
    lines = (f"  {key} = {_value(value)}\n" for key, value in values.items())
    return f"{name}: {{\n{''.join(lines)}}}\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else json.dumps(value)
