"""How much of races, property tests and long tables is run; --full-depth sets the variable."""

import os

VARIABLE = "FULL_DEPTH"


def full() -> bool:
    return os.environ.get(VARIABLE) == "1"
