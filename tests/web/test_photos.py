"""Photos of spaces: what is taken, how it is kept and shown."""

import re
from io import BytesIO

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select

from booking.extensions import db
from booking.models import Photo
from booking.rules.photos import LARGEST_FILE
from tests import factories
from tests.factories import NOW
from tests.web.pages import Queries, post, signed_in

STAFF, SATO, PAGE = "staff@example.jp", "sato@example.jp", "/admin/photos/of/room"
SEEN = {"alts-en": "A table for eight", "kind": "photo"}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


def picture(size=(2000, 1000), format="JPEG", mode="RGB", **more):
    file = BytesIO()
    Image.new(mode, size, more.pop("color", "red")).save(file, format, **more)
    return file.getvalue()


def add(staff, file, name="room.jpg", **changed):
    data = {"file": (BytesIO(file), name)} if file is not None else {}
    return post(staff, PAGE, page=f"{PAGE}?lang=en", **SEEN | changed | data)


def kept():
    db.session.rollback()
    return db.session.scalars(select(Photo).order_by(Photo.position)).all()


def test_a_photo_is_scaled_and_shown_on_the_spaces_page(app, staff):
    assert add(staff, picture()).status_code == 303
    (row,) = kept()
    assert (row.width, row.height) == (640, 320)
    shown = signed_in(app, None).get("/spaces/room?lang=en").text
    small, large = (
        re.search(r'src="(/photos/[^"]+)"', shown)[1],
        re.search(r'href="(/photos/[^"]+)"', shown)[1],
    )
    assert 'alt="A table for eight"' in shown
    for path, width in ((small, 640), (large, 1600)):
        answer = app.test_client().get(path)
        assert Image.open(BytesIO(answer.data)).width == width
        assert answer.mimetype == "image/webp" and "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_the_camera_wrote_is_not_kept_but_which_way_is_up_is(staff):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera of mine"  # Orientation, Make
    assert add(staff, picture((400, 200), exif=exif)).status_code == 303
    (row,) = kept()
    assert (row.width, row.height) == (200, 400)
    assert b"camera" not in row.large and not Image.open(BytesIO(row.large)).getexif()


def test_what_is_transparent_becomes_white(staff):
    sketch = picture((50, 50), "PNG", "RGBA", color=(0, 0, 0, 0))
    assert add(staff, sketch, "floor.png", kind="sketch").status_code == 303
    assert min(Image.open(BytesIO(kept()[0].small)).convert("RGB").getpixel((20, 20))) > 250


@pytest.mark.parametrize(
    "file",
    [
        None,
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        picture(format="GIF"),
        picture()[:500],
        picture((8000, 7000), "PNG"),
        b"\xff\xd8" + bytes(LARGEST_FILE),
    ],
    ids=["none", "empty", "svg", "gif", "cut off", "too many pixels", "too large"],
)
def test_what_is_no_picture_is_refused(staff, file):
    refused = add(staff, file)
    assert refused.status_code == 422 and "A table for eight" in refused.text
    assert not kept()


def test_a_body_beyond_all_measure_is_refused_unread(staff):
    assert add(staff, bytes(LARGEST_FILE + 2**21)).status_code == 413


def test_what_is_to_be_seen_must_be_said(staff):
    assert add(staff, picture(), **{"alts-en": " "}).status_code == 422
    assert add(staff, picture(), kind="song").status_code == 422


def test_they_are_described_put_in_order_and_removed(staff):
    add(staff, picture())
    add(staff, picture(color="blue"), **{"alts-en": "The door"})
    first, second = kept()
    path = f"/admin/photos/{second.id}"
    assert post(staff, f"{path}/place", page=PAGE, position="1").status_code == 303
    assert [row.alts["en"] for row in kept()] == ["The door", "A table for eight"]
    assert post(staff, path, page=PAGE, **{"alts-ja": "扉"}).status_code == 303
    assert kept()[0].alts == {"ja": "扉"}
    assert post(staff, path, page=PAGE, **{"alts-ja": ""}).status_code == 422
    assert post(staff, f"{path}/removal", page=PAGE).status_code == 303
    assert [row.id for row in kept()] == [first.id]


def test_no_more_than_twelve(staff):
    small = picture((9, 9))
    assert [add(staff, small).status_code for _ in range(13)] == [303] * 12 + [422]


def test_a_page_with_many_asks_as_often_as_with_one_and_reads_no_bytes(app, staff):
    add(staff, picture((9, 9)))
    visitor = signed_in(app, None)
    visitor.get("/spaces/room")
    with Queries() as few:
        visitor.get("/spaces/room")
    for _ in range(3):
        add(staff, picture((9, 9)))
    with Queries() as many:
        visitor.get("/spaces/room")
    assert many.count == few.count


def test_only_staff_add_and_unknown_ones_are_not_there(app):
    sato = signed_in(app, SATO)
    assert sato.get(PAGE).status_code == 403
    assert sato.get("/photos/1-abc.webp").status_code == 404
