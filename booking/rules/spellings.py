"""How else a name may be written that somebody spells on the telephone."""

import unicodedata

LEAST_DIGITS, LONGEST_CODE = 4, 3
_HIRAGANA, _KATAKANA = range(0x3041, 0x3097), range(0x30A1, 0x30F7)
_TO_KATAKANA = dict(zip(_HIRAGANA, _KATAKANA, strict=True))
_TO_HIRAGANA = dict(zip(_KATAKANA, _HIRAGANA, strict=True))


def spellings(text: str) -> tuple[str, ...]:
    """In full or half width as it may be, in hiragana and in katakana (D23); nothing of an empty text."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    both = (plain, plain.translate(_TO_HIRAGANA), plain.translate(_TO_KATAKANA))
    return tuple(dict.fromkeys(both)) if plain else ()


def numbers(text: str, code: str) -> tuple[str, ...]:
    """The digits of what may be a number of a telephone: as they are, and as they stand in it within the
    country and from abroad alike, without `code` (of the country) or the zero before the area. None of too
    short a text."""
    plain = unicodedata.normalize("NFKC", text).strip()
    whole = _digits(plain.replace("(0)", "", 1) if plain.startswith("+") else plain)
    inside = whole.removeprefix(code) if plain.startswith("+") else whole
    either = dict.fromkeys((whole, inside.removeprefix("0")))
    return tuple(one for one in either if len(one) >= LEAST_DIGITS)


def country_code(phone: str) -> str:
    """Of a number as it is dialled from abroad, `+81 11 000 0000`; "" where it does not say."""
    plain = unicodedata.normalize("NFKC", phone).strip()
    first = plain.removeprefix("+").replace("-", " ").replace("(", " ").partition(" ")[0]
    return first if plain.startswith("+") and len(first) <= LONGEST_CODE else ""


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())
