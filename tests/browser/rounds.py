"""How the stories are walked: each round in a centre of its own.

The first four hold every value, and nearly every pair of two; each story is walked in two of them, by turns.
`make stories` walks every story in each of them, and in the others, which hold the pairs that lack and what
has little to do with the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests import depth

WIDE, NARROW = 1280, 390


@dataclass(frozen=True)
class Round:
    """`judged`: axe looks at the pages too. `scripts` off is a browser without JavaScript."""

    locale: str
    width: int
    scheme: str
    keyboard: bool = False
    scripts: bool = True
    scale: int = 1
    forced: bool = False
    judged: bool = False

    @property
    def name(self) -> str:
        ways = {
            "keyboard": self.keyboard,
            "plain": not self.scripts,
            "forced": self.forced,
            "zoom": self.scale > 1,
        }
        return "-".join([self.locale, str(self.width), self.scheme, *(way for way, on in ways.items() if on)])

    def context(self) -> dict[str, object]:
        """What Playwright's `new_context` takes."""
        return {
            "locale": {"ja": "ja-JP", "ko": "ko-KR"}[self.locale],
            "timezone_id": {"ja": "Asia/Tokyo", "ko": "Asia/Seoul"}[self.locale],
            "viewport": {"width": self.width // self.scale, "height": 900 // self.scale},
            "device_scale_factor": self.scale,
            "color_scheme": self.scheme,
            "forced_colors": "active" if self.forced else "none",
            "reduced_motion": "reduce",
            "java_script_enabled": self.scripts,
        }


USUAL = [
    Round("ja", WIDE, "light", judged=True),
    Round("ko", NARROW, "dark", judged=True),
    Round("ko", WIDE, "light", keyboard=True),
    Round("ja", NARROW, "dark", scripts=False),
]
DEEP = [
    Round("ja", NARROW, "light", judged=True),
    Round("ko", WIDE, "dark", judged=True),
    Round("ja", WIDE, "light", scale=2, judged=True),
    Round("ko", WIDE, "light", forced=True),
]
ROUNDS = USUAL + (DEEP if depth.every_story() else [])
_TURNS = (USUAL[0], USUAL[3]), (USUAL[1], USUAL[2])


def rounds_of(number: int) -> Sequence[Round]:
    """In which the story of that number is walked."""
    return ROUNDS if depth.every_story() else _TURNS[number % 2]
