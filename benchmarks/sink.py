"""A mail server that takes everything and keeps nothing, as quick as one can be."""

import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

ANSWERS = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


@contextmanager
def sink() -> Iterator[tuple[str, int]]:
    """Its host and port, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield "127.0.0.1", ours.recv()
    finally:
        process.terminate()
        process.join(10)


def _serve(ready: Connection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ready.send(listening.getsockname()[1])
        while True:
            connection, _ = listening.accept()
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _talk(connection)


def _talk(connection: socket.socket) -> None:
    connection.sendall(b"220 sink\r\n")
    with connection.makefile("rb") as said:
        for line in said:
            command = line[:4].upper()
            connection.sendall(ANSWERS.get(command, b"250 ok\r\n"))
            if command == b"DATA":
                while said.readline() not in (b".\r\n", b""):
                    pass
                connection.sendall(b"250 taken\r\n")
