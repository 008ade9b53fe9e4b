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


def heading() -> str:
    """Return what the columns are."""
    return (
        "CPU of the server's process tree, milliseconds each; two web processes on both sides; medians of rounds\n\n"
        f"{'':58}{'product':>9}{'floor':>9}{'ratio':>8}{'goal':>8}{'':>6}{'each a second':>18}"
    )


def line(figure: Figure) -> str:
    """Return one figure as a line of the table."""
    goal, verdict = "", ""
    if figure.goal is not None:
        goal = f"≤ {figure.goal:.2f}"
        verdict = "yes" if figure.ratio <= figure.goal else "NO"
    rates = f"{figure.product.rate:.0f} / {figure.floor.rate:.0f}"
    return (
        f"{figure.what:58}{figure.product.cpu_ms:9.2f}{figure.floor.cpu_ms:9.2f}{figure.ratio:8.2f}"
        f"{goal:>8}{verdict:>6}{rates:>18}"
    )
