"""What the relay asks of the database: in threads of their own, so that no socket waits for it."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from flask import Flask

from booking import clock
from booking.actions.attendances import enter, leave, leave_all
from booking.queries.attendances import Standing, Waiting, standing, waiting
from booking.rules.meetings import Entry, margins
from booking.video.base import Spec
from booking.video.janus import Janus

T = TypeVar("T")


class Desk:
    def __init__(self, app: Flask):
        self.app, self.janus, self.margins = app, Janus(app.config), margins(app.config)

    async def enter(self, ticket: str) -> Entry:
        """Raises NotFound, Gone."""
        return await self._apart(lambda: enter(ticket, now=clock.now(), margins=self.margins))

    async def leave(self, attendance_id: int) -> None:
        await self._apart(lambda: leave(attendance_id, now=clock.now()))

    async def leave_all(self) -> None:
        await self._apart(lambda: leave_all(now=clock.now()))

    async def standing(self, attendances: Collection[int]) -> dict[int, Standing]:
        return await self._apart(lambda: standing(attendances, clock.now(), self.margins))

    async def waiting(self, meetings: Collection[int]) -> dict[int, tuple[Waiting, ...]]:
        return await self._apart(lambda: waiting(meetings))

    async def ensure(self, meeting: Spec) -> dict[str, Any]:
        """Raises Unavailable, Refused."""
        return await asyncio.to_thread(self.janus.ensure, meeting)

    async def end(self, meeting: Spec) -> None:
        await asyncio.to_thread(self.janus.end, meeting)

    async def _apart(self, ask: Callable[[], T]) -> T:
        return await asyncio.to_thread(self._in_context, ask)

    def _in_context(self, ask: Callable[[], T]) -> T:
        with self.app.app_context():
            return ask()
