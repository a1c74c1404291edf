"""The application behind a real socket, for programs that speak HTTP themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *said: object) -> None:
        pass


@contextmanager
def served(app: Flask, host: str = "127.0.0.1") -> Iterator[str]:
    """The address, without a slash at its end."""
    server = make_server(host, 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{host}:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
