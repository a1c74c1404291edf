"""Messages and calendars of other makers, which lie beside a checkout of the project, not in it."""

from pathlib import Path

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"


def described() -> str:
    return (
        str(CORPUS) if CORPUS.is_dir() else "none beside the project; the tests that read them are left out"
    )
