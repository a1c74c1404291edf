"""A photo or a floor sketch as it is kept: scaled, written anew, and without what a camera adds to it."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from booking.errors import BrokenRule, Invalid

PHOTO, SKETCH = "photo", "sketch"
KINDS = (PHOTO, SKETCH)
LARGEST_FILE = 10 * 2**20  # bytes
_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 50_000_000
_LARGE, _SMALL = 1600, 640  # of the longer side, in pixels
_QUALITY = {PHOTO: 75, SKETCH: 85}
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
    small, large = _scaled(image, _SMALL), _scaled(image, _LARGE)
    return Developed(_written(small, kind), _written(large, kind), *small.size)


def _read(file: bytes) -> Image.Image:
    """Its size stands in its head and is looked at before any of it is unpacked."""
    try:
        image = Image.open(BytesIO(file), formats=_FORMATS)
        if image.width * image.height > _MOST_PIXELS:
            raise Invalid([BrokenRule("too_many_pixels", "file", {"most": _MOST_PIXELS // 10**6})])
        return _opaque(ImageOps.exif_transpose(image))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
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
