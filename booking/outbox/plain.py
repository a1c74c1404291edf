MOST = 500  # characters


def plain(text: str, most: int = MOST) -> str:
    """What a server said, on one line and of letters that every database keeps (PostgreSQL refuses NUL)."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if letter.isprintable())[:most]
