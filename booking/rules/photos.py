"""A photo or a floor sketch as it is kept: scaled, written anew, and without what a camera adds to it."""

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from booking.errors import BrokenRule, Invalid

PHOTO, SKETCH = "photo", "sketch"
KINDS = (PHOTO, SKETCH)
LARGEST_FILE = 10 * 2**20  # bytes
_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 50_000_000
_LARGE, _SMALL = 1600, 640  # of the longer side, in pixels
_QUALITY = {PHOTO: 75, SKETCH: 85}
# Exif 2.3, 4.6.4: how what stands in the file has to be turned.
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What the readers of files that are broken have been seen to raise.
_UNREADABLE = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, struct.error,
    Image.DecompressionBombError,
)  # fmt: skip
_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Developed:
    """`small` and `large` are WebP; the size is that of `small`."""

    small: bytes
    large: bytes
    width: int
    height: int


def develop(file: bytes, kind: str) -> Developed:
    """From JPEG, PNG or WebP. Raises Invalid."""
    if len(file) > LARGEST_FILE:
        raise Invalid([BrokenRule("photo_too_large", "file", {"most": LARGEST_FILE // 2**20})])
    image = _read(file)
    large = _scaled(image, _LARGE)
    small = _scaled(large, _SMALL)
    return Developed(_written(small, kind), _written(large, kind), *small.size)


def _read(file: bytes) -> Image.Image:
    """Its size stands in its head and is looked at before any of it is unpacked."""
    try:
        image = Image.open(BytesIO(file), formats=_FORMATS)
        if image.width * image.height > _MOST_PIXELS:
            raise Invalid([BrokenRule("too_many_pixels", "file", {"most": _MOST_PIXELS // 10**6})])
        image.draft("RGB", (2 * _LARGE, 2 * _LARGE))  # what is far larger is not unpacked whole
        turned = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        return _opaque(image if turned is None else image.transpose(turned))
    except _UNREADABLE:
        raise Invalid([BrokenRule("not_a_photo", "file")]) from None


def _opaque(image: Image.Image) -> Image.Image:
    """What is transparent becomes white: a sketch is read on any ground."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGB", layer.size, _WHITE)
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _scaled(image: Image.Image, longest: int) -> Image.Image:
    made = image.copy()
    made.thumbnail((longest, longest))
    return made


def _written(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=_QUALITY[kind], method=4)
    return file.getvalue()
