"""Everybody who is in one meeting: who they are, and what was written."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from booking.queries.attendances import Waiting
from booking.relay.seat import Seat

KEPT, LONGEST = 50, 2000  # lines of the chat, characters of one


@dataclass(eq=False)
class Room:
    ref: str
    seats: set[Seat] = field(default_factory=set)
    chat: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))
    waiting: tuple[Waiting, ...] = ()
    ends_at: datetime | None = None
    closes_at: datetime | None = None

    async def tell(self, what: str, **facts: Any) -> None:
        await asyncio.gather(*(seat.tell(what, **facts) for seat in list(self.seats)))

    async def tell_people(self) -> None:
        await self.tell("people", people=self.people())

    def people(self) -> list[dict[str, Any]]:
        here = sorted(self.seats, key=lambda seat: seat.entry.attendance_id)
        outside = [
            {"attendance": one.attendance_id, "name": one.name, "role": one.role, "waiting": True}
            for one in self.waiting
        ]
        return [seat.described() for seat in here] + outside

    async def write(self, seat: Seat, text: Any, now: datetime) -> None:
        if not isinstance(text, str) or not text.strip():
            return
        line = {
            "attendance": seat.entry.attendance_id,
            "name": seat.entry.name,
            "text": text.strip()[:LONGEST],
        }
        self.chat.append({**line, "at": now.isoformat()})
        await self.tell("chat", **self.chat[-1])

    async def stand(self, ends_at: datetime, closes_at: datetime, now: datetime) -> None:
        """Tells the times where they have become others."""
        if (self.ends_at, self.closes_at) != (ends_at, closes_at):
            self.ends_at, self.closes_at = ends_at, closes_at
            await self.tell("times", **self.times(now))

    def times(self, now: datetime) -> dict[str, str]:
        ends_at, closes_at = self.ends_at or now, self.closes_at or now
        return {"ends_at": ends_at.isoformat(), "closes_at": closes_at.isoformat(), "now": now.isoformat()}
