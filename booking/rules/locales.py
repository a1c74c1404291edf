"""The languages that every string is written in, as Babel names them; a new one needs its catalogue."""

from collections.abc import Iterable

LOCALES = ("ja", "en", "ko", "zh_Hans", "zh_Hant")
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def preferred(accepted: Iterable[tuple[str, float]]) -> str | None:
    """Of tags with their qualities, the best first, the first that we have (RFC 9110 12.5.4)."""
    return next((found for tag, quality in accepted if quality and (found := of_tag(tag))), None)


def of_tag(tag: str) -> str | None:
    """`zh-TW` is zh_Hant, `zh` and `zh-CN` are zh_Hans, `ko-KR` is ko."""
    first, *rest = tag.lower().replace("_", "-").split("-")
    if first == "zh":
        return "zh_Hans" if "hans" in rest or not set(rest) & set(_TRADITIONAL) else "zh_Hant"
    return first if first in LOCALES else None
