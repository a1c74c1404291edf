"""All rooms with somebody in them, watched once a second (D44)."""

import asyncio
import logging
from collections.abc import Mapping

from booking import clock
from booking.queries.attendances import Standing
from booking.relay.desk import Desk
from booking.relay.room import Room
from booking.relay.seat import Seat
from booking.rules.meetings import CANCELLED, ELSEWHERE, LATE, REMOVED, REVOKED, Entry
from booking.video.base import Refused, Unavailable, spec

log = logging.getLogger(__name__)
EVERY = 1.0  # seconds
CODES = {LATE: 4410, CANCELLED: 4404, REVOKED: 4403, REMOVED: 4403, ELSEWHERE: 4409}


class Meetings:
    def __init__(self, desk: Desk):
        self.desk = desk
        self.rooms: dict[str, Room] = {}

    async def admit(self, seat: Seat) -> Room:
        entry = seat.entry
        new = Room(entry.ref, ends_at=entry.ends_at, closes_at=entry.closes_at)
        room = self.rooms.setdefault(entry.ref, new)
        room.seats.add(seat)
        await room.tell_people()
        return room

    async def see_off(self, seat: Seat) -> None:
        room = self.rooms[seat.entry.ref]
        room.seats.discard(seat)
        if not room.seats:
            del self.rooms[room.ref]
        await room.tell_people()

    async def watch(self) -> None:
        """For ever. A database that is away throws nobody out; the hour does."""
        while True:
            await asyncio.sleep(EVERY)
            seats = [seat for room in self.rooms.values() for seat in room.seats]
            if not seats:
                continue
            try:
                await self._look(seats)
            except Exception:
                log.exception("the relay could not ask who may stay")
                await self._out_by_the_clock(seats)

    async def _look(self, seats: list[Seat]) -> None:
        found = await self.desk.standing([seat.entry.attendance_id for seat in seats])
        waiting = await self.desk.waiting({seat.entry.meeting_id for seat in seats})
        over = await self._put_out(seats, found)
        for room in list(self.rooms.values()):
            await self._follow(room, found)
            outside = waiting.get(next(iter(room.seats)).entry.meeting_id, ()) if room.seats else ()
            if outside != room.waiting:
                room.waiting = outside
                await room.tell_people()
        for entry in over.values():
            await self._end(entry)

    async def _put_out(self, seats: list[Seat], found: Mapping[int, Standing]) -> dict[str, Entry]:
        """Those who may not stay. The meetings that are over."""
        reasons = {seat: _reason(found.get(seat.entry.attendance_id)) for seat in seats}
        out = [seat.put_out(CODES[reason], reason) for seat, reason in reasons.items() if reason]
        await asyncio.gather(*out, return_exceptions=True)
        return {seat.entry.ref: seat.entry for seat, reason in reasons.items() if reason in (LATE, CANCELLED)}

    async def _out_by_the_clock(self, seats: list[Seat]) -> None:
        for seat in seats:
            room = self.rooms.get(seat.entry.ref)
            closes_at = room.closes_at if room and room.closes_at else seat.entry.closes_at
            if closes_at <= clock.now():
                await seat.put_out(CODES[LATE], LATE)

    async def _follow(self, room: Room, found: Mapping[int, Standing]) -> None:
        for seat in list(room.seats):
            known = found.get(seat.entry.attendance_id)
            if known is not None and not known.reason:
                await room.stand(known.ends_at, known.closes_at, clock.now())
                return

    async def _end(self, entry: Entry) -> None:
        try:
            await self.desk.end(spec(entry))
        except (Unavailable, Refused) as error:
            log.warning("meeting %s could not be ended at Janus: %s", entry.ref, error)


def _reason(known: Standing | None) -> str:
    """What was deleted from the database opens nothing any more."""
    return REVOKED if known is None else known.reason
