"""The least that Flask can do: one route that returns the bytes it was given."""

import os
from pathlib import Path

from flask import Flask, Response

app = Flask(__name__)
app.config["SCHEDULER"] = False  # the same gunicorn.conf.py as ours
body = Path(os.environ["BARE_BODY"]).read_bytes()


@app.get("/")
def same_bytes() -> Response:
    return Response(body, mimetype=os.environ.get("BARE_TYPE", "text/html"))
