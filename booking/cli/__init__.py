"""The commands of `flask --app wsgi …`, one file each."""

from flask import Flask

from booking.cli import demo, doctor, mailbox, receive, serve, setup, tick, token, video, worker


def register(app: Flask) -> None:
    for module in (setup, demo, token, serve, worker, mailbox, video, tick, receive, doctor):
        app.cli.add_command(module.command)
