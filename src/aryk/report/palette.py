"""Colours that people with any colour vision can tell apart (Okabe and Ito 2008, and their darker kin)."""

from __future__ import annotations

from collections.abc import Iterable

INK, QUIET, GRID = "#22303c", "#5d6b78", "#dde3e8"
BLUE, ORANGE, GREEN, VERMILION = "#0072b2", "#e69f00", "#009e73", "#d55e00"
SKY, PURPLE, YELLOW, BROWN, SLATE = "#56b4e9", "#cc79a7", "#f0e442", "#8c6d31", "#7b8794"
CYCLE = (BLUE, ORANGE, GREEN, PURPLE, SKY, BROWN, "#332288", YELLOW, "#117733", "#882255", SLATE, "#88ccee")
BAD, GOOD = VERMILION, GREEN

_MEANT = {
    "not served": BAD,
    "coal": "#4a4a4a",
    "gas": ORANGE,
    "oil": "#8c510a",
    "uranium": "#882255",
    "nuclear": "#882255",
    "hydro": BLUE,
    "water": BLUE,
    "wind": GREEN,
    "sun": YELLOW,
    "solar": YELLOW,
    "biomass": "#117733",
    "import": PURPLE,
    "stores": "#332288",
}
"""Words in the name of a source that call for a colour; the first that fits is taken."""

USE = (
    (0.5, SKY, "mean use below 50 %"),
    (0.8, "#b8860b", "50 to 80 %"),
    (0.95, VERMILION, "80 to 95 %"),
    (float("inf"), "#7a0177", "95 % and more"),
)
"""Colour of a line by the share of its capacity that is used."""


def colours(names: Iterable[str]) -> dict[str, str]:
    """A colour of its own for each name: by meaning where a word tells, else the next that is free."""
    found: dict[str, str] = {}
    for name in names:
        for word, colour in _MEANT.items():
            if word in name.lower() and colour not in found.values():
                found[name] = colour
                break
    free = [colour for colour in CYCLE if colour not in found.values()]
    rest = [name for name in names if name not in found]
    for place, name in enumerate(rest):
        found[name] = free[place % len(free)] if free else SLATE
    return found


def of_use(share: float) -> str:
    """Colour of a share of capacity."""
    return next(colour for below, colour, _ in USE if share < below or below == float("inf"))
