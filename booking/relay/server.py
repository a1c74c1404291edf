"""One browser's socket: its ticket, then frames both ways until either side ends or may not stay."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from booking import clock
from booking.errors import BookingError
from booking.relay.forcing import NotAllowed, forced
from booking.relay.meetings import Meetings
from booking.relay.room import Room
from booking.relay.seat import Seat
from booking.rules.meetings import Entry
from booking.video.base import Refused, Unavailable, spec

log = logging.getLogger(__name__)
JANUS = Subprotocol("janus-protocol")
MOST = 2**18  # bytes of a frame
TIME_FOR_TICKET, CLOSING = 5.0, 1.0  # seconds
BAD_TICKET, AWAY, TOO_FAST = 4401, 4500, 4408


class Relay:
    """`janus` is where Janus' own WebSockets are, `secret` signs its tokens."""

    def __init__(self, meetings: Meetings, janus: str, secret: str):
        self.meetings, self.janus, self.secret = meetings, janus, secret

    async def __call__(self, browser: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            entry = await self._entered(browser)
            if entry is None:
                return await browser.close(BAD_TICKET, "ticket")
            seat = Seat(entry, browser)
            try:
                await self._attend(seat)
            except (Unavailable, Refused, OSError, WebSocketException) as error:
                if browser.close_code is None:
                    log.warning("Janus is away: %s", error)
                await browser.close(AWAY, "away")
            finally:
                await self.meetings.desk.leave(entry.attendance_id)

    async def _entered(self, browser: ServerConnection) -> Entry | None:
        try:
            async with asyncio.timeout(TIME_FOR_TICKET):
                said = _read(await browser.recv())
        except TimeoutError:
            return None
        if said.get("silkroom") != "enter" or not isinstance(said.get("ticket"), str):
            return None
        try:
            return await self.meetings.desk.enter(said["ticket"])
        except BookingError:
            return None

    async def _attend(self, seat: Seat) -> None:
        """Raises Unavailable, Refused, OSError, WebSocketException where Janus cannot be spoken to."""
        await self.meetings.desk.ensure(spec(seat.entry))
        async with connect(
            self.janus, subprotocols=[JANUS], max_size=MOST, open_timeout=5, close_timeout=CLOSING, proxy=None
        ) as janus:
            seat.janus = janus
            room = await self.meetings.admit(seat)
            try:
                await self._greet(seat, room)
                await self._both_ways(seat, room)
            finally:
                await self.meetings.see_off(seat)

    async def _greet(self, seat: Seat, room: Room) -> None:
        entry = seat.entry
        await seat.tell(
            "entered", attendance=entry.attendance_id, name=entry.name, role=entry.role, title=entry.title,
            **room.times(clock.now()),
        )  # fmt: skip
        await seat.tell("people", people=room.people())
        for line in room.chat:
            await seat.tell("chat", **line)

    async def _both_ways(self, seat: Seat, room: Room) -> None:
        """Until one side is closed; the other is closed then."""
        ways = {asyncio.create_task(self._up(seat, room)), asyncio.create_task(self._down(seat))}
        ended, others = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for task in ended:
            task.result()

    async def _up(self, seat: Seat, room: Room) -> None:
        async for text in seat.browser:
            if seat.too_fast():
                return await seat.browser.close(TOO_FAST, "too fast")
            said = _read(text)
            if "silkroom" in said:
                await self._ours(seat, room, said)
            else:
                await self._for_janus(seat, said)

    async def _ours(self, seat: Seat, room: Room, said: dict[str, Any]) -> None:
        if said["silkroom"] == "chat":
            await room.write(seat, said.get("text"), clock.now())
        elif said["silkroom"] == "state":
            seat.show(said)
            await room.tell_people()

    async def _for_janus(self, seat: Seat, said: dict[str, Any]) -> None:
        assert seat.janus is not None
        try:
            frame = forced(said, seat.entry, self.secret, clock.now())
        except NotAllowed as error:
            reason = {"code": 403, "reason": str(error)}
            await seat.browser.send(
                json.dumps({"janus": "error", "transaction": said.get("transaction"), "error": reason})
            )
        else:
            await seat.janus.send(frame)

    async def _down(self, seat: Seat) -> None:
        assert seat.janus is not None
        async for text in seat.janus:
            await seat.browser.send(text)
        await seat.browser.close(*(seat.farewell or (AWAY, "away")))


def _read(text: str | bytes) -> dict[str, Any]:
    """What is no JSON object says nothing."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
