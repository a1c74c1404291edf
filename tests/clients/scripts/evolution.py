"""Evolution's data server, on which GNOME's calendar is built, asked from the system's own Python, which has
its bindings. Each line of the input is [verb, values] as JSON, each of the output [what came, fault]."""

import json
import sys
import time

import gi

for name, version in (("EDataServer", "1.2"), ("ECal", "2.0"), ("ICalGLib", "3.0")):
    gi.require_version(name, version)
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

REGISTRY = EDataServer.SourceRegistry.new_sync(None)
EVENTS = ECal.ClientSourceType.EVENTS
CLIENTS = {}


def source(uid, backend, url, user=""):
    made = EDataServer.Source.new_with_uid(uid, None)
    made.set_parent(f"{backend}-stub")
    made.set_display_name(uid)
    made.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name(backend)
    address = GLib.Uri.parse(url, GLib.UriFlags.NONE)
    made.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND).set_uri(address)
    signing = made.get_extension(EDataServer.SOURCE_EXTENSION_AUTHENTICATION)
    signing.set_host(address.get_host())
    signing.set_port(address.get_port())
    signing.set_method("plain/password" if user else "none")
    signing.set_user(user)
    return made


def credentials(user, password):
    given = EDataServer.NamedParameters.new()
    given.set(EDataServer.SOURCE_CREDENTIAL_USERNAME, user)
    given.set(EDataServer.SOURCE_CREDENTIAL_PASSWORD, password)
    return given


def discover(url, user, password):
    """The calendars of a server, as the dialog for a new one finds them: names by address."""
    flags = EDataServer.WebDAVDiscoverSupports.EVENTS
    asked = source("discovery", "caldav", url, user)
    found = EDataServer.webdav_discover_sources_sync(asked, url, flags, credentials(user, password), None)
    return {one.href: one.display_name for one in found.out_discovered_sources}


def open_calendar(uid, backend, url, user="", password=""):
    REGISTRY.commit_source_sync(source(uid, backend, url, user), None)
    kept = until(lambda: REGISTRY.ref_source(uid))
    CLIENTS[uid] = ECal.Client.connect_sync(kept, EVENTS, 1, None)
    if user:
        kept.invoke_authenticate_sync(credentials(user, password), None)
    if backend == "caldav":  # until it has asked the server, nothing may be written
        until(lambda: not CLIENTS[uid].is_readonly())


def until(look, seconds=20):
    """What `look` gives, once that is something."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def titles(uid):
    _, found = CLIENTS[uid].get_object_list_sync("#t", None)
    return sorted(one.get_summary() for one in found)


def dates(uid, since, before):
    """Begin and end of each date, series worked out by it, in seconds since 1970."""
    found = []

    def note(event, begins, ends, *rest):
        found.append([at.as_timet_with_zone(at.get_timezone()) for at in (begins, ends)])
        return True

    CLIENTS[uid].generate_instances_sync(since, before, None, note, None)
    return sorted(found)


def refresh(uid):
    return CLIENTS[uid].refresh_sync(None)


def create(uid, text):
    return CLIENTS[uid].create_object_sync(
        ICalGLib.Component.new_from_string(text), ECal.OperationFlags.NONE, None
    )


def modify(uid, text):
    event = ICalGLib.Component.new_from_string(text)
    return CLIENTS[uid].modify_object_sync(event, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)


def remove(uid, event):
    return CLIENTS[uid].remove_object_sync(event, None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)


ALL = (discover, open_calendar, titles, dates, refresh, create, modify, remove)
VERBS = {one.__name__: one for one in ALL}
for line in sys.stdin:
    verb, values = json.loads(line)
    try:
        said = [VERBS[verb](*values), ""]
    except GLib.Error as fault:
        said = [None, fault.message]
    print(json.dumps(said, default=str), flush=True)
