"""Mozilla's Marionette protocol: JavaScript with a program's own rights, run within it.

firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import json
import socket
from typing import Any

CHROME = ("Marionette:SetContext", {"value": "chrome"})
# An asynchronous function around each script: it may await, and what it returns or throws comes back.
WRAPPED = """
const [...given] = arguments;
const done = given.pop();
(async ([...args]) => {%s})(given).then(
  value => done({ value: value ?? null }),
  error => done({ error: `${error} ${error?.stack ?? ""}` })
);
"""


class ScriptError(Exception):
    """What the script threw, or what Marionette says of it."""


class Marionette:
    def __init__(self, port: int, patience: float):
        """`patience`: seconds that a script may take."""
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=patience + 5)
        self.stream, self.number = self.connection.makefile("rb"), 0
        self._read()  # it introduces itself
        unasked = {"alwaysMatch": {"unhandledPromptBehavior": "ignore"}}
        self.command("WebDriver:NewSession", {"capabilities": unasked})
        self.command(*CHROME)
        self.command("WebDriver:SetTimeouts", {"script": int(patience * 1000)})

    def script(self, text: str, *args: Any) -> Any:
        """The value that `text`, the body of a function with an array `args`, returns. Raises ScriptError."""
        asked = {"script": WRAPPED % text, "args": args, "sandbox": "system", "newSandbox": True}
        told = self.command("WebDriver:ExecuteAsyncScript", asked)["value"]
        if "error" in told:
            raise ScriptError(told["error"])
        return told["value"]

    def command(self, name: str, values: dict[str, Any] | None = None) -> Any:
        self.number += 1
        said = json.dumps([0, self.number, name, values or {}]).encode()
        self.connection.sendall(b"%d:%s" % (len(said), said))
        _, _, error, result = self._read()
        if error:
            raise ScriptError(f"{name}: {error['error']}: {error['message']}")
        return result

    def close(self) -> None:
        self.stream.close()
        self.connection.close()

    def _read(self) -> Any:
        """Each message is its length in bytes, a colon, and JSON."""
        length = b""
        while (digit := self.stream.read(1)) != b":":
            if not digit:
                raise ScriptError("Thunderbird hung up")
            length += digit
        return json.loads(self.stream.read(int(length)))
