"""What a verb hands back may be worked out while its transaction is open: `answer` of what came of it."""

from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")
Answer = Callable[[Result], Any]


def itself(result: Result) -> Result:
    return result
