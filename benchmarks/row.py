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

    def line(self) -> str:
        figures = f"{self.ours:>10.2f} {self.bare:>10.2f} {self.unit:<12} ratio {self.ratio:>6.2f}"
        return f"{self.name:<44} {figures}  ({self.goal}) {self.note}"

    def as_json(self) -> dict[str, object]:
        return asdict(self)
