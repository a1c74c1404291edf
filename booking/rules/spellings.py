"""How else a name may be written that somebody spells on the telephone."""

import unicodedata

_HIRAGANA, _KATAKANA = range(0x3041, 0x3097), range(0x30A1, 0x30F7)
_TO_KATAKANA = dict(zip(_HIRAGANA, _KATAKANA, strict=True))
_TO_HIRAGANA = dict(zip(_KATAKANA, _HIRAGANA, strict=True))


def spellings(text: str) -> tuple[str, ...]:
    """In full or half width as it may be, in hiragana and in katakana (D23); nothing of an empty text."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    both = (plain, plain.translate(_TO_HIRAGANA), plain.translate(_TO_KATAKANA))
    return tuple(dict.fromkeys(both)) if plain else ()


def digits(text: str) -> str:
    """Of what may be a number of a telephone."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isdecimal())
