"""How often a minute one address of a feed is answered; each process counts for itself."""

from collections import Counter
from datetime import datetime
from threading import Lock


class Pace:
    """`most` a minute of the clock."""

    def __init__(self) -> None:
        self._minute, self._asked, self._lock = datetime.min, Counter[str](), Lock()

    def allows(self, key: str, now: datetime, most: int) -> bool:
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._asked.clear()
            self._asked[key] += 1
            return self._asked[key] <= most
