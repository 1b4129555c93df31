"""A power network to measure with: 30 nodes, meshed lines, plants, wind and sun, storage, tiered demand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.case import Case, typed_frame
from aryk.case.schema import TABLES


def network(hours: int, nodes: int = 30, seed: int = 7, *, sizes: bool = False) -> Case:
    """A case in full chronology, with `hours` hours (whole days) from 1 January 2023.

    With `sizes` the plan also chooses how much gas, wind and sun there is, and how much each link is widened.
    """
    random = np.random.default_rng(seed)
    days = hours // 24
    names = [f"n{place:02d}" for place in range(nodes)]
    end = str((pd.Timestamp("2023-01-01") + pd.Timedelta(days=days - 1)).date())
    time = np.arange(hours)
    daily = 1 + 0.25 * np.sin(2 * np.pi * (time % 24 - 8) / 24) + 0.1 * np.cos(2 * np.pi * time / 8760)
    series = {f"load-{name}": daily * (1 + 0.05 * random.standard_normal(hours)) for name in names}
    series |= {
        f"wind-{name}": np.clip(0.35 + 0.25 * np.cumsum(random.standard_normal(hours)) / np.sqrt(time + 50), 0, 1)
        for name in names[::2]
    }
    sun = np.clip(np.sin(np.pi * ((time % 24) - 6) / 12), 0, 1)
    series |= {f"sun-{name}": sun * random.uniform(0.5, 1.0, days).repeat(24) for name in names[1::2]}
    links = [(names[a], names[(a + step) % nodes]) for a in range(nodes) for step in (1, 7)]
    rows: dict[str, list[dict[str, str | float]]] = {
        "case": [
            {
                "case": "network",
                "title": "Network",
                "money": "USD",
                "start": "2023-01-01",
                "end": end,
                "chronology": "full",
            }
        ],
        "parties": [{"party": "A"}],
        "carriers": [{"carrier": "power", "amount_unit": "MWh", "rate_unit": "MW", "step": "hour", "system": "power"}],
        "nodes": [{"node": name, "carrier": "power", "party": "A"} for name in names],
        "tiers": [{"tiers": "homes", "tier": 1.0, "share": 1.0, "value": 3000.0}],
        "demands": [
            {
                "demand": f"d-{name}",
                "node": name,
                "level": float(random.uniform(300, 900)),
                "profile": f"load-{name}",
                "tiers": "homes",
            }
            for name in names
        ],
        "supplies": [
            *(
                {
                    "supply": f"coal-{name}",
                    "node": name,
                    "capacity": float(random.uniform(200, 900)),
                    "cost": float(random.uniform(15, 35)),
                }
                for name in names
            ),
            *(
                {
                    "supply": f"gas-{name}",
                    "node": name,
                    "capacity": float(random.uniform(200, 600)),
                    "cost": float(random.uniform(45, 90)),
                }
                for name in names
            ),
            *(
                {
                    "supply": f"wind-{name}",
                    "node": name,
                    "kind": "curtailable",
                    "capacity": 300.0,
                    "available": f"wind-{name}",
                }
                for name in names[::2]
            ),
            *(
                {
                    "supply": f"sun-{name}",
                    "node": name,
                    "kind": "curtailable",
                    "capacity": 300.0,
                    "available": f"sun-{name}",
                }
                for name in names[1::2]
            ),
        ],
        "stores": [
            {
                "store": f"battery-{name}",
                "node": name,
                "capacity": 400.0,
                "in_capacity": 100.0,
                "out_capacity": 100.0,
                "in_efficiency": 0.95,
                "out_efficiency": 0.95,
            }
            for name in names[::3]
        ],
        "links": [
            {
                "link": f"l{place:02d}",
                "from_node": a,
                "to_node": b,
                "capacity": float(random.uniform(80, 400)),
                "capacity_back": 80.0,
            }
            for place, (a, b) in enumerate(links)
        ],
        "series": [{"series": name, "file": "hours.parquet"} for name in series],
    }
    if sizes:
        grown = [("supplies", row["supply"], 60_000.0) for row in rows["supplies"] if "coal" not in str(row["supply"])]
        grown += [("links", row["link"], 15_000.0) for row in rows["links"]]
        rows["expansions"] = [
            {"expansion": f"more-{name}", "party": "A", "maximum": 2000.0, "capital": capital, "life": 20.0}
            for _, name, capital in grown
        ]
        rows["expansion_terms"] = [
            {"expansion": f"more-{name}", "table": table, "row": name, "column": "capacity", "coefficient": 1.0}
            for table, name, _ in grown
        ]
    tables = {name: typed_frame(table, rows.get(name, [])) for name, table in TABLES.items()}
    places = {
        name: pd.DataFrame({"file": [f"{name}.csv"] * len(frame), "row": range(2, len(frame) + 2)})
        for name, frame in tables.items()
    }
    index = pd.date_range("2023-01-01", periods=hours, freq="h", unit="s")
    return Case("network", tables, places, {"hours.parquet": pd.DataFrame(series, index=index)})
