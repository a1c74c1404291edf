"""What `make test-tools` does: finds or installs what the tests need beyond Python packages, and says what.

`SUDO=1` lets it use sudo with apt-get; `ALLOW_SKIPS=1` lets it end well though something is missing.
`CHROMIUM` names a browser to use, `THUNDERBIRD` a Thunderbird.
"""

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests import databases

SCRIPTS = Path(__file__).parent / "js"
SYSTEM_PYTHON = "/usr/bin/python3"  # it alone has the bindings of the system's libraries
ASKS_EVOLUTION = """
import gi
gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
from gi.repository import ECal, EDataServer
print(f"{EDataServer.EDS_MAJOR_VERSION}.{EDataServer.EDS_MINOR_VERSION}.{EDataServer.EDS_MICRO_VERSION}")
"""
EVOLUTION_PACKAGES = ("evolution-data-server", "gir1.2-ecal-2.0", "python3-gi", "dbus")
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str:
    """The path of a Chromium that starts, or ''."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else BROWSERS
    on_path = [path for name in names if (path := shutil.which(name))]
    return next((path for path in on_path if starts(path)), "") or _playwrights()


def _playwrights() -> str:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return ""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if starts(path) else ""


def browser_described() -> str:
    path = chromium()
    return f"{starts(path)} in {path}" if path else ""


def thunderbird() -> str:
    """The path of a Thunderbird that starts, or ''."""
    path = shutil.which(os.environ.get("THUNDERBIRD") or "thunderbird") or ""
    return path if path and starts(path) else ""


def mail_client_described() -> str:
    path = thunderbird()
    return f"{starts(path)} in {path}" if path else ""


def janus() -> str:
    """The path of a Janus that starts, or ''."""
    path = shutil.which(os.environ.get("JANUS_BIN") or "janus") or ""
    return path if path and _janus_version(path) else ""


def conference_server_described() -> str:
    path = janus()
    return f"{_janus_version(path)} in {path}" if path else ""


def _janus_version(path: str) -> str:
    """It tells its version and ends with 1."""
    done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30)
    return (done.stdout.strip().splitlines() or [""])[0]


def starts(path: str) -> str:
    """What it says of its version; '' where it cannot run (Ubuntu's stub for a snap, a missing library)."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def evolution_data_server() -> str:
    """The version of GNOME's calendar backend, if the system's own Python can ask it on a bus; or ''."""
    if not shutil.which("dbus-run-session") or not Path(SYSTEM_PYTHON).exists():
        return ""
    asked = [SYSTEM_PYTHON, "-c", ASKS_EVOLUTION]
    done = subprocess.run(asked, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def cjk_fonts() -> str:
    """A font in which Japanese, Korean and Chinese can be drawn, or ''."""
    if not shutil.which("fc-list"):
        return ""
    found = [_fonts(language) for language in ("ja", "ko", "zh-cn", "zh-tw")]
    return sorted(found[0])[0] if all(found) else ""


def _fonts(language: str) -> set[str]:
    said = subprocess.run(["fc-list", f":lang={language}", "family"], capture_output=True, text=True).stdout
    return {line.split(",")[0] for line in said.splitlines()}


def libical() -> str:
    """The name by which libical can be loaded, or ''."""
    for name in ("libical.so.3", "libical.so.4", "libical.3.dylib"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return name
    return ""


def node() -> str:
    """The path of a Node.js that starts, or ''."""
    path = shutil.which("node") or shutil.which("nodejs") or ""
    return path if path and starts(path) else ""


def npm_packages() -> str:
    """Names and versions of those that the tests' own folder asks for and has, or ''."""
    wanted = json.loads((SCRIPTS / "package.json").read_text())["dependencies"]
    if not node() or any(_npm_version(name) != version for name, version in wanted.items()):
        return ""
    named = " and ".join(f"{name} {version}" for name, version in wanted.items())
    return f"{named} in Node.js {starts(node())}"


def _npm_version(name: str) -> str:
    described = SCRIPTS / "node_modules" / name / "package.json"
    return json.loads(described.read_text())["version"] if described.exists() else ""


def npms_download() -> bool:
    """By the lockfile; no script of a package is run."""
    npm = shutil.which("npm")
    if not npm or not node():
        return False
    print("  npm ci", flush=True)
    return _quietly([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(SCRIPTS)])


def apt(*packages: str) -> bool:
    """Installs them as root, or by sudo when `SUDO=1` asks for it."""
    root, asked = os.geteuid() == 0, os.environ.get("SUDO") == "1"
    if not shutil.which("apt-get") or not (root or asked):
        return False
    print(f"  apt-get install {' '.join(packages)}", flush=True)
    # RUNLEVEL=1: a server that comes with a service (Janus) is not started for the whole machine.
    prefix = ["env" if root else "sudo", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-qq"]
    install = [*prefix, "install", "--yes", "--no-install-recommends", *packages]
    return any(_quietly(command) for command in (install, [*prefix, "update"])) and _quietly(install)


def playwrights_download() -> bool:
    print("  playwright install chromium", flush=True)
    return _quietly([sys.executable, "-m", "playwright", "install", "chromium"])


def _quietly(command: list[str]) -> bool:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        print(f"    failed: {(done.stdout.strip().splitlines() or ['no word of why'])[-1]}")
    return done.returncode == 0


def found_or_installed(find: Callable[[], str], *ways: Callable[[], bool]) -> str:
    found = find()
    for install in ways:
        if not found and install():
            found = find()
    return found


def main() -> int:
    fonts = found_or_installed(cjk_fonts, lambda: apt("fontconfig", "fonts-noto-cjk"))
    tools = {
        "Chromium": found_or_installed(browser_described, lambda: apt("chromium"), playwrights_download),
        "PostgreSQL": found_or_installed(databases.described, lambda: apt("postgresql")),
        "libical": found_or_installed(libical, lambda: apt("libical3")),
        "npm packages": found_or_installed(
            npm_packages, npms_download, lambda: apt("nodejs", "npm") and npms_download()
        ),
        "Thunderbird": found_or_installed(mail_client_described, lambda: apt("thunderbird")),
        "Janus": found_or_installed(conference_server_described, lambda: apt("janus")),
        "Evolution": found_or_installed(evolution_data_server, lambda: apt(*EVOLUTION_PACKAGES)),
    }
    for name, found in {**tools, "CJK fonts": fonts}.items():
        print(f"{name:14}{found or f'missing: {REASONS[name]}'}")
    lacking = not all(tools.values())
    return 1 if lacking and os.environ.get("ALLOW_SKIPS") != "1" else 0


REASONS = {
    "Chromium": "the tests in a browser need one; apt install chromium, or SUDO=1 make test-tools",
    "PostgreSQL": f"half the database tests need version {databases.OLDEST} or newer; apt install postgresql",
    "libical": "it judges the invitations we write; apt install libical3",
    "npm packages": "other readers and judges of what we make; apt install nodejs npm, then make test-tools",
    "Thunderbird": "it takes our invitations and sends its own; apt install thunderbird",
    "Janus": "people meet on it; apt install --no-install-recommends janus",
    "Evolution": f"its data server follows our calendars; apt install {' '.join(EVOLUTION_PACKAGES)}",
    "CJK fonts": "pictures will show boxes; apt install fonts-noto-cjk",
}


if __name__ == "__main__":
    sys.exit(main())
