"""A mailbox on a server: unread mail is stored, then marked as seen or moved away."""

import logging
import re
import time

from imap_tools import BaseMailBox

from booking.mailbox.door import EARLIEST, Door
from booking.mailbox.imap import close, done_folder, opened
from booking.mailbox.parts import LARGEST

log = logging.getLogger(__name__)
LONGEST_IDLE = 300.0  # seconds; RFC 2177 allows 29 minutes, gateways on the way forget sooner
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.I)
SLICE = 1.0  # seconds in which we hear that we are to stop


def read(door: Door) -> None:
    """One conversation, until it is stopping. Raises what `opened` raises."""
    box = opened(door.settings)
    try:
        _make(box, done_folder(door.url))
        while not door.stopping.is_set():
            take_all(door, box)
            door.well()
            _wait(door, box)
        box.logout()
    finally:
        close(box)


def take_all(door: Door, box: BaseMailBox) -> None:
    """What cannot be stored stays unread for the next round, and keeps no other waiting."""
    for uid in box.uids("UNSEEN", charset=None):
        if door.stopping.is_set():
            return
        found = _fetched(box, uid)
        if found and _stored(door, uid, *found):
            _put_away(box, uid, done_folder(door.url))


def _stored(door: Door, uid: str, raw: bytes, size: int) -> bool:
    try:
        door.store_unaddressed(raw, size)
    except Exception:
        log.exception("imap: mail %s stays unread", uid)
        return False
    return True


def _fetched(box: BaseMailBox, uid: str) -> tuple[bytes, int] | None:
    """Its bytes, of one too large only the head, and how large it is. PEEK leaves it unread.

    None where the server does not give it: somebody has deleted it, or it is empty.
    """
    _, answer = box.client.uid("FETCH", uid, "(RFC822.SIZE)")
    size = _SIZE.search(b" ".join(one for one in answer if isinstance(one, bytes)))
    if size is None:
        return None
    whole = int(size[1]) <= LARGEST
    what = "BODY.PEEK[]" if whole else f"BODY.PEEK[HEADER]<0.{EARLIEST}>"
    _, answer = box.client.uid("FETCH", uid, f"({what})")
    raw = next((bytes(one[1]) for one in answer if isinstance(one, tuple)), None)
    return None if raw is None else (raw, len(raw) if whole else int(size[1]))


def _put_away(box: BaseMailBox, uid: str, done: str) -> None:
    """imap_tools' own flag() would expunge what others have deleted."""
    box.client.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    if done:
        box.move(uid, done)


def _make(box: BaseMailBox, done: str) -> None:
    if done and not box.folder.exists(done):
        box.folder.create(done)


def _wait(door: Door, box: BaseMailBox) -> None:
    """For mail, where the server tells of it; else for the next look."""
    if "IDLE" not in box.client.capabilities:
        door.stopping.wait(door.every)
        return
    until = time.monotonic() + LONGEST_IDLE
    box.idle.start()
    while not door.stopping.is_set() and time.monotonic() < until:
        if box.idle.poll(SLICE):
            break
    box.idle.stop()
