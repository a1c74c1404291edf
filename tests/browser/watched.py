"""The application as it is served, and beside it a list of the pages and templates that were used.

Each line of the file VISITED is "page <endpoint>" or "template <name>".
"""

import os
from collections.abc import Callable

from flask import Flask, Response, request
from jinja2 import BaseLoader, Environment

from wsgi import app


def note(kind: str, name: str) -> None:
    with open(os.environ["VISITED"], "a") as visited:
        visited.write(f"{kind} {name}\n")


class Noting(BaseLoader):
    """A template is loaded once by a process, when it is first used: also one that others take in."""

    def __init__(self, loader: BaseLoader):
        self.loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable]:
        found = self.loader.get_source(environment, template)
        note("template", template)
        return found

    def list_templates(self) -> list[str]:
        return self.loader.list_templates()


def watch(watched: Flask) -> None:
    watched.jinja_env.loader = Noting(watched.jinja_env.loader)

    @watched.after_request
    def note_page(response: Response) -> Response:
        if request.endpoint and request.method == "GET" and response.status_code < 400:
            note("page", request.endpoint)
        return response


watch(app)
