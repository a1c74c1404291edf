"""A title with its line in a second language (D23)."""


def summary(title: str, second: str) -> str:
    """In one line, as calendars show it."""
    return f"{title} / {second}" if second else title
