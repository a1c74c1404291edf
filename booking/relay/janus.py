"""Janus, started and watched by the relay."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from booking.video.janus_setup import binary, write_configuration

log = logging.getLogger(__name__)
AGAIN_AFTER, LONGEST, STEADY = 0.5, 30.0, 30.0  # seconds


async def keep_janus(settings: Mapping[str, Any]) -> None:
    """For ever; a death in a row waits longer than the one before. Cancelled, it takes Janus with it."""
    wait = AGAIN_AFTER
    while True:
        began = asyncio.get_running_loop().time()
        process = await _started(settings)
        try:
            status = await process.wait()
        finally:
            await _ended(process)
        steady = asyncio.get_running_loop().time() - began > STEADY
        wait = AGAIN_AFTER if steady else wait
        log.warning("Janus ended (%s), starting again in %g s", status, wait)
        await asyncio.sleep(wait)
        wait = min(LONGEST, wait * 2)


async def _started(settings: Mapping[str, Any]) -> asyncio.subprocess.Process:
    folder = write_configuration(settings)
    log_file = folder.parent / "janus.log"
    argv = (binary(settings), "-F", str(folder), "--disable-colors")
    with log_file.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *argv, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output
        )


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    with suppress(TimeoutError):
        async with asyncio.timeout(3):
            await process.wait()
            return
    process.kill()
    await process.wait()
