"""What this process is called among all that share the database."""

import os
import secrets
import socket


def process_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


def worker_name() -> str:
    """No other worker has it, now or after this process' number is used again."""
    return f"{process_name()}-{secrets.token_hex(4)}"
