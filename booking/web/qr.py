import segno
from markupsafe import Markup


def qr_code(text: str, scale: int = 5, fluid: bool = False) -> Markup:
    """A QR code (ISO/IEC 18004) as SVG for a page; `fluid`: as large as its style sheet says."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(scale=scale, border=4, dark="#000", light="#fff", omitsize=fluid))
