"""Mails to read: whole ones of ours, each as the program of its name writes them, and small ones."""

from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "mailbox"
SERVER = "mx.rooms.example"
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"
OTHER = CALENDAR.replace("REQUEST", "CANCEL")


def sample(name: str) -> bytes:
    return (DATA / f"{name}.eml").read_bytes()


def mail(*fields: str, body: str | bytes = "", sender: str = "sato@example.jp") -> bytes:
    head = "\r\n".join((f"From: {sender}", *fields)).encode()
    return head + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())


def part(kind: str, body: str | bytes = "", *fields: str) -> bytes:
    head = "\r\n".join((f"Content-Type: {kind}", *fields)).encode()
    return head + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())


def mixed(*parts: bytes, boundary: str = "=_b", kind: str = "mixed", fields: tuple[str, ...] = ()) -> bytes:
    """A mail of parts; without its From: a part that has parts."""
    return mail(
        *fields,
        f'Content-Type: multipart/{kind}; boundary="{boundary}"',
        body=joined(*parts, boundary=boundary),
    )


def joined(*parts: bytes, boundary: str) -> bytes:
    line = b"--" + boundary.encode()
    return b"".join(line + b"\r\n" + one + b"\r\n" for one in parts) + line + b"--\r\n"
