"""The process: Janus beside it, sockets before it; only one at a time (D48)."""

import asyncio
import logging
import signal
from threading import Event, Thread
from urllib.parse import urlsplit

from flask import Flask
from websockets.asyncio.server import serve
from websockets.typing import Origin

from booking.only import became_the_one, stay_the_one, step_down
from booking.process import worker_name
from booking.relay.desk import Desk
from booking.relay.janus import keep_janus
from booking.relay.meetings import Meetings
from booking.relay.server import CLOSING, JANUS, MOST, Relay
from booking.video.janus_setup import kept_secrets, ws_url

log = logging.getLogger(__name__)
VIDEO = "video"


def run(app: Flask) -> int:
    """Until SIGTERM or SIGINT. The exit status."""
    stopping, lost, me = Event(), Event(), worker_name()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if not became_the_one(app, VIDEO, me, stopping):
        return 0
    keeper = Thread(target=stay_the_one, args=(app, VIDEO, me, stopping, lost))
    keeper.start()
    try:
        asyncio.run(_serve(app, stopping))
    except OSError as error:
        log.error("the relay cannot listen on VIDEO_PORT: %s", error)
        lost.set()
    finally:
        stopping.set()
        keeper.join()
        step_down(app, VIDEO, me)
    return int(lost.is_set())


async def _serve(app: Flask, stopping: Event) -> None:
    settings, desk = app.config, Desk(app)
    await desk.leave_all()
    meetings = Meetings(desk)
    relay = Relay(meetings, ws_url(settings), kept_secrets(settings).token_secret)
    where = {"host": settings["VIDEO_HOST"], "port": settings["VIDEO_PORT"]}
    origins = [_origin(settings["BASE_URL"])]
    async with serve(
        relay, **where, origins=origins, subprotocols=[JANUS], max_size=MOST, close_timeout=CLOSING
    ):
        others = [asyncio.create_task(keep_janus(settings)), asyncio.create_task(meetings.watch())]
        while not stopping.is_set() and not any(task.done() for task in others):
            await asyncio.sleep(0.2)
        for task in others:
            task.cancel()
        for ended in await asyncio.gather(*others, return_exceptions=True):
            if isinstance(ended, Exception):
                log.error("the relay ends: %s", ended)


def _origin(url: str) -> Origin:
    parts = urlsplit(url)
    return Origin(f"{parts.scheme}://{parts.netloc}")
