"""The table: what was measured, beside what, and whether the goal is met."""

from __future__ import annotations

from dataclasses import dataclass

from bench.rounds import Cost


@dataclass(frozen=True)
class Figure:
    """One line: the product's cost and its floor's; `goal` is the greatest ratio of CPU that is wanted."""

    what: str
    product: Cost
    floor: Cost
    goal: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the floor's CPU the product takes."""
        return self.product.cpu_ms / self.floor.cpu_ms

    def line(self) -> str:
        """Return the figure as a line of the table."""
        goal, verdict = "", ""
        if self.goal is not None:
            goal = f"≤ {self.goal:.2f}"
            verdict = "yes" if self.ratio <= self.goal else "NO"
        rates = f"{self.product.rate:.0f} / {self.floor.rate:.0f}"
        return (
            f"{self.what:58}{self.product.cpu_ms:9.2f}{self.floor.cpu_ms:9.2f}{self.ratio:8.2f}"
            f"{goal:>8}{verdict:>6}{rates:>18}"
        )


@dataclass(frozen=True)
class Growth:
    """One line: a process's resident memory in MiB before and after; `goal` is how much more is allowed."""

    what: str
    before: float
    after: float
    goal: float

    def line(self) -> str:
        """Return the figure as a line below the table."""
        more = self.after - self.before
        verdict = "yes" if more <= self.goal else "NO"
        return (
            f"{self.what:58}{self.before:8.1f} MiB before, {self.after:.1f} after:"
            f" {more:+.1f}, goal ≤ {self.goal:.1f}  {verdict}"
        )


def heading() -> str:
    """Return what the columns are."""
    return (
        "CPU of the server's process tree, milliseconds each; two web processes on both sides; medians of rounds\n\n"
        f"{'':58}{'product':>9}{'floor':>9}{'ratio':>8}{'goal':>8}{'':>6}{'each a second':>18}"
    )
