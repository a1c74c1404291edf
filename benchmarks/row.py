from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """`ours` and `bare` in `unit`; `ratio` is what `goal` is said of: "at least 0.25", "at most 4"."""

    name: str
    unit: str
    ours: float
    bare: float
    ratio: float
    goal: str
    note: str = ""

    @property
    def met(self) -> bool | None:
        """None where nothing is wanted but more."""
        kind, _, limit = self.goal.rpartition(" ")
        if kind not in ("at least", "at most"):
            return None
        return self.ratio >= float(limit) if kind == "at least" else self.ratio <= float(limit)

    def line(self) -> str:
        figures = f"{self.ours:>10.2f} {self.bare:>10.2f} {self.unit:<12} ratio {self.ratio:>7.3f}"
        met = {True: "met: ", False: "NOT MET: ", None: ""}[self.met]
        return f"{self.name:<50} {figures}  ({met}{self.goal}) {self.note}"

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"met": self.met}
