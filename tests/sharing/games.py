"""Games with published answers, and random ones."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from aryk.sharing.game import Game, sizes

AIRCRAFT = {
    "Fokker Friendship 27": (65899, 42, 4.86),
    "Viscount 800": (76725, 9555, 5.66),
    "Hawker Siddeley Trident": (95200, 288, 10.30),
    "Britannia": (97200, 303, 10.85),
    "Caravelle VI R": (97436, 151, 10.92),
    "BAC 111 (500)": (98142, 1315, 11.13),
    "Vanguard 953": (102496, 505, 13.40),
    "Comet 4B": (104849, 1128, 15.07),
    "Britannia 300": (113322, 151, 44.80),
    "Convair Coronado": (115440, 112, 60.61),
    "Boeing 707": (117676, 22, 162.24),
}
"""Runway of Birmingham, 1968-69: cost for each type, movements, and the fee by the Shapley value (Littlechild and Owen
1973, Littlechild and Thompson 1977)."""

TVA = np.array([0, 163520, 140826, 301607, 250096, 378821, 367370, 412584.0])
"""Thousand dollars for navigation, flood control and power (Straffin and Heaney 1981)."""

SKANE = {
    "A": 21.95, "H": 17.08, "K": 10.91, "L": 15.88, "M": 20.81, "T": 21.98, "AH": 34.69, "AK": 32.86, "AL": 37.83,
    "AM": 42.76, "AT": 43.93, "HK": 22.96, "HL": 25.00, "HM": 37.89, "HT": 39.06, "KL": 26.79, "KM": 31.45,
    "KT": 32.89, "LM": 31.10, "LT": 37.86, "MT": 39.41, "AHK": 40.74, "AHL": 43.22, "AHM": 55.50, "AHT": 56.67,
    "AKL": 48.74, "AKM": 53.40, "AKT": 54.85, "ALM": 53.05, "ALT": 59.81, "AMT": 61.36, "HKL": 27.26, "HKM": 42.55,
    "HKT": 44.94, "HLM": 45.81, "HLT": 46.98, "HMT": 56.49, "KLM": 42.01, "KLT": 48.77, "KMT": 50.32, "LMT": 51.46,
    "AHKL": 48.95, "AHKM": 60.25, "AHKT": 62.72, "AHLM": 64.03, "AHLT": 65.20, "AHMT": 74.10, "AKLM": 63.96,
    "AKLT": 70.72, "AKMT": 72.27, "ALMT": 73.41, "HKLM": 48.07, "HKLT": 49.24, "HKMT": 59.35, "HLMT": 64.41,
    "KLMT": 56.61, "AHKLM": 69.76, "AHKLT": 70.93, "AHKMT": 77.42, "AHLMT": 83.00, "AKLMT": 73.97, "HKLMT": 66.46,
    "AHKLMT": 83.82,
}  # fmt: skip
"""Million crowns for the water of groups of towns in Skane (Young, Okada and Hashimoto 1979, 1982)."""


def skane_costs() -> np.ndarray:
    """Cost by mask."""
    costs = np.zeros(64)
    for who, cost in SKANE.items():
        costs[sum(1 << "AHKLMT".index(town) for town in who)] = cost
    return costs


def bankruptcy(estate: float, claims: list[float]) -> Game:
    """What is left to a group of creditors when all others have been paid (O'Neill 1982)."""
    names = [f"creditor {place}" for place in range(len(claims))]
    return Game.of(
        names,
        lambda who: max(0.0, estate - sum(each for name, each in zip(names, claims, strict=True) if name not in who)),
    )


def talmud(estate: float, claims: list[float]) -> list[float]:
    """The consistent division of Aumann and Maschler: equal awards up to half of each claim, then equal losses."""
    half, total = [each / 2 for each in claims], sum(claims)
    if estate > total / 2:
        return [claim - lost for claim, lost in zip(claims, talmud(total - estate, claims), strict=True)]
    given, left = [0.0] * len(claims), estate
    order = sorted(range(len(claims)), key=lambda place: half[place])
    for rank, place in enumerate(order):
        given[place] = min(half[place], left / (len(claims) - rank))
        left -= given[place]
    return given


def council() -> Game:
    """The Security Council of the United Nations: nine of fifteen, with all five permanent members."""
    names = [f"permanent {place}" for place in range(5)] + [f"elected {place}" for place in range(10)]

    def carried(who: frozenset[str]) -> float:
        return float(len(who) >= 9 and sum(name.startswith("permanent") for name in who) == 5)

    return Game.of(names, carried)


@st.composite
def games(draw, least: int = 2, most: int = 5, cooperative: bool = True) -> Game:
    """Random games; cooperative ones gain enough together that each can be kept whole."""
    count = draw(st.integers(least, most))
    numbers = st.integers(-50, 100) if draw(st.booleans()) else st.floats(-10, 50, allow_nan=False, width=32)
    values = np.array([0.0, *draw(st.lists(numbers, min_size=(1 << count) - 1, max_size=(1 << count) - 1))], float)
    if cooperative:
        values[-1] = values[sizes(count) == 1].sum() + abs(values[-1])
    return Game(tuple(f"party {place}" for place in range(count)), values)
