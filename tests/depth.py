"""How much of races, property tests and long tables is run; --full-depth sets the variable."""

import os

VARIABLE = "FULL_DEPTH"


def full() -> bool:
    return os.environ.get(VARIABLE) == "1"


def every_story() -> bool:
    """`make stories`: every story in every way; else each in two ways, so that all ways occur."""
    return os.environ.get("STORIES") == "1"


def fuzzing() -> bool:
    """`make fuzz`: machines that drive the desk go on by chance, after the course that is always the same."""
    return os.environ.get("FUZZ") == "1"
