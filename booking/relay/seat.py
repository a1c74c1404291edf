"""Somebody at the meeting: a browser's socket, and beside it one to Janus."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from booking.rules.meetings import Entry

MOST_FRAMES, WITHIN = 400, 10.0  # frames in so many seconds; joining a full room takes about a hundred
PERSONAL = ("muted", "camera", "hand")


@dataclass(eq=False)
class Seat:
    """`shown` is what they tell of themselves: muted, with camera, with a hand raised. `farewell` is with
    which code and reason their browser is told that they are out."""

    entry: Entry
    browser: ServerConnection
    janus: ClientConnection | None = None
    shown: dict[str, bool] = field(default_factory=dict)
    farewell: tuple[int, str] | None = None
    since: float = 0.0
    frames: int = 0

    async def tell(self, what: str, **facts: Any) -> None:
        """A browser that has gone need not be told."""
        try:
            await self.browser.send(json.dumps({"silkroom": what, **facts}))
        except ConnectionClosed:
            return

    def too_fast(self) -> bool:
        now = time.monotonic()
        if now - self.since > WITHIN:
            self.since, self.frames = now, 0
        self.frames += 1
        return self.frames > MOST_FRAMES

    def show(self, said: Mapping[str, Any]) -> None:
        self.shown = {name: said[name] for name in PERSONAL if isinstance(said.get(name), bool)}

    def described(self) -> dict[str, Any]:
        entry = self.entry
        return {
            "attendance": entry.attendance_id,
            "name": entry.name,
            "role": entry.role,
            "waiting": False,
            **self.shown,
        }

    async def put_out(self, code: int, reason: str) -> None:
        """Its session at Janus first: what it sends ends though its browser should not hear us."""
        self.farewell = self.farewell or (code, reason)
        if self.janus is not None:
            await self.janus.close()
