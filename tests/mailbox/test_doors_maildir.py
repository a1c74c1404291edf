"""The maildir door, by files that a mail server would deliver."""

import os

import pytest

from booking.mailbox.fetch_maildir import read
from tests.mailbox.doors import HALL, ROOM, Shelf, door, large, mail, reading, wait_until


@pytest.fixture
def folder(tmp_path):
    for name in ("tmp", "new", "cur"):
        (tmp_path / name).mkdir()
    return tmp_path


def deliver(folder, name: str, raw: bytes) -> None:
    (folder / "tmp" / name).write_bytes(raw)
    (folder / "tmp" / name).rename(folder / "new" / name)


def names(folder) -> list[str]:
    return sorted(os.listdir(folder))


def test_what_is_new_is_stored_and_then_is_not_new(folder):
    shelf = Shelf()
    deliver(folder, "1.a", mail(1, extra=f"Delivered-To: {HALL}\r\n"))
    with reading(read, door(f"maildir://{folder}", shelf)):
        wait_until(lambda: names(folder / "cur") == ["1.a:2,S"])
        deliver(folder, "2.b", mail(2))
        wait_until(lambda: names(folder / "cur") == ["1.a:2,S", "2.b:2,S"])
    assert names(folder / "new") == [] and shelf.subjects() == ["mail 1", "mail 2"]
    assert [recipients for _, recipients, _ in shelf.stored] == [(HALL,), (ROOM,)]
    assert shelf.stored[1][0] == mail(2)


def test_one_that_cannot_be_stored_stays_new_and_keeps_no_other_waiting(folder):
    shelf = Shelf()
    shelf.faults = {b"mail 1": [OSError("disk full")]}
    for n in (1, 2):
        deliver(folder, f"{n}.a", mail(n))
    with reading(read, door(f"maildir://{folder}", shelf)):
        wait_until(lambda: names(folder / "cur") == ["1.a:2,S", "2.a:2,S"])
    assert shelf.subjects() == ["mail 2", "mail 1"]


def test_of_one_too_large_only_the_beginning_is_read(folder):
    shelf = Shelf()
    deliver(folder, "1.a", large())
    with reading(read, door(f"maildir://{folder}", shelf)):
        wait_until(lambda: names(folder / "cur") == ["1.a:2,S"])
    ((raw, _, size),) = shelf.stored
    assert size == len(large()) and raw == large()[:65536]


def test_what_is_no_mail_is_left_alone(folder):
    shelf = Shelf()
    (folder / "new" / "a folder").mkdir()
    (folder / "new" / ".hidden").write_bytes(mail())
    (folder / "new" / "link").symlink_to(folder / "new" / ".hidden")
    deliver(folder, "1.a", mail(1))
    with reading(read, door(f"maildir://{folder}", shelf)):
        wait_until(lambda: names(folder / "cur") == ["1.a:2,S"])
    assert names(folder / "new") == [".hidden", "a folder", "link"] and len(shelf.stored) == 1


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(door(f"maildir://{tmp_path}/none", Shelf()))
