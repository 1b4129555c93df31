"""Small river and power systems drawn by seed, many of them side by side in one case that share nothing.

Their numbers are no multiples of each other, so that few optima meet. As nothing joins them, one programme plans them
all, and each system has its own part of the optimum: what inputs of different systems move is told apart.
"""

from __future__ import annotations

import re

import numpy as np

from aryk.case.case import Case
from tests.planning.random_cases import Row, case_of

_SYSTEM = re.compile(r"_(\d+)(?:/|$)")


def system_of(name: str) -> int:
    """The system to which a row of a drawn case belongs."""
    found = _SYSTEM.search(name)
    assert found is not None, name
    return int(found[1])


def drawn_case(seed: int, systems: int) -> Case:
    """Systems of two or three dams in a row with turbines and fields, two grids with a wire, a market, limits."""
    random = np.random.default_rng(seed)
    days = int(random.integers(2, 6))
    rows: dict[str, list[Row]] = {
        "case": [
            {
                "case": "drawn",
                "title": "Drawn",
                "money": "USD",
                "start": "2024-06-03",
                "end": f"2024-06-{2 + days:02d}",
                "chronology": "full",
            }
        ],
        "parties": [{"party": each, "weight": random.uniform(0.7, 1.4)} for each in "AB"],
        "carriers": [
            {"carrier": "water", "amount_unit": "hm3", "rate_unit": "m3/s", "step": "day"},
            {"carrier": "power", "amount_unit": "MWh", "rate_unit": "MW", "step": "day"},
        ],
    }
    for place in range(systems):
        for table, own in _system(random, f"_{place}").items():
            rows.setdefault(table, []).extend(own)
    return case_of(rows)


def _system(random: np.random.Generator, end: str) -> dict[str, list[Row]]:
    """The rows of one system, their names with an end of its own."""
    dams = range(int(random.integers(2, 4)))

    def real(low: float, high: float) -> float:
        return float(random.uniform(low, high))

    return {
        "nodes": [
            {"node": f"east{end}", "carrier": "power", "party": "A"},
            {"node": f"west{end}", "carrier": "power", "party": "B"},
            *(
                {"node": f"dam{k}{end}", "carrier": "water", "party": "AB"[k % 2], "disposal": "yes"}
                for k in range(len(dams) + 1)
            ),
        ],
        "supplies": [
            {"supply": f"gas{end}", "node": f"east{end}", "capacity": real(20, 60), "cost": real(30, 60)},
            {"supply": f"coal{end}", "node": f"west{end}", "capacity": real(20, 60), "cost": real(10, 40)},
            *(
                {
                    "supply": f"river{k}{end}",
                    "node": f"dam{k}{end}",
                    "kind": "given",
                    "capacity": real(5, 30),
                    "available": f"melt{end}",
                }
                for k in dams
            ),
        ],
        "demands": [
            {
                "demand": f"town{end}",
                "node": f"east{end}",
                "level": real(20, 60),
                "profile": f"load{end}",
                "tiers": f"people{end}",
            },
            {
                "demand": f"mill{end}",
                "node": f"west{end}",
                "kind": "market",
                "level": real(5, 20),
                "tiers": f"buyers{end}",
            },
            *(
                {
                    "demand": f"fields{k}{end}",
                    "node": f"dam{k + 1}{end}",
                    "level": real(4, 25),
                    "profile": f"melt{end}",
                    "tiers": f"fields{end}",
                }
                for k in dams
            ),
        ],
        "tiers": [
            {"tiers": f"people{end}", "tier": 1.0, "share": 0.6, "value": real(300, 600)},
            {"tiers": f"people{end}", "tier": 2.0, "share": 0.4, "value": real(60, 200)},
            {"tiers": f"buyers{end}", "tier": 1.0, "share": 1.0, "value": real(15, 70)},
            {"tiers": f"fields{end}", "tier": 1.0, "share": 0.5, "value": real(20000, 60000)},
            {"tiers": f"fields{end}", "tier": 2.0, "share": 0.5, "value": real(2000, 15000)},
        ],
        "stores": [
            {
                "store": f"lake{k}{end}",
                "node": f"dam{k}{end}",
                "capacity": real(3, 9),
                "initial": real(1, 2.8),
                "final": "at-least",
                "final_minimum": real(0.3, 1.5),
                "regulation": "years",
            }
            for k in dams
        ],
        "links": [
            {
                "link": f"wire{end}",
                "from_node": f"west{end}",
                "to_node": f"east{end}",
                "capacity": real(5, 25),
                "capacity_back": real(5, 25),
                "cost": real(0.5, 3),
                "loss": real(0.01, 0.06),
            }
        ],
        "processes": [
            {"process": f"turbine{k}{end}", "party": "AB"[k % 2], "carrier": "power", "capacity": real(4, 18)}
            for k in dams
        ],
        "flows": [
            row
            for k in dams
            for row in (
                {
                    "process": f"turbine{k}{end}",
                    "node": f"dam{k}{end}",
                    "direction": "in",
                    "coefficient": real(0.9, 1.6),
                },
                {
                    "process": f"turbine{k}{end}",
                    "node": f"dam{k + 1}{end}",
                    "direction": "out",
                    "coefficient": real(0.7, 0.9),
                },
                {
                    "process": f"turbine{k}{end}",
                    "node": f"east{end}",
                    "direction": "out",
                    "coefficient": real(0.9, 1.1),
                },
            )
        ],
        "limits": [
            {
                "limit": f"share{end}",
                "party": "A",
                "sense": "at-least",
                "value": real(0.5, 3),
                "quantity": "amount",
                "penalty": real(3000, 30000),
            },
            {"limit": f"fuel{end}", "party": "A", "sense": "at-most", "value": real(300, 3000), "quantity": "amount"},
        ],
        "limit_terms": [
            {"limit": f"share{end}", "table": "demands", "row": f"fields1{end}", "coefficient": real(0.8, 1.2)},
            {"limit": f"fuel{end}", "table": "supplies", "row": f"gas{end}", "coefficient": real(0.8, 1.2)},
        ],
        "series": [
            {"series": f"melt{end}", "unit": "share", "cycle": "weekday"},
            {"series": f"load{end}", "unit": "share", "cycle": "weekday"},
        ],
        "profiles": [
            {"series": f"{name}{end}", "index": float(day), "value": real(0.5, 1.0)}
            for name in ("melt", "load")
            for day in range(1, 8)
        ],
    }
