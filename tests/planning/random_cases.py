"""Random small cases that always have a plan: every need is in tiers, every surplus may leave."""

from __future__ import annotations

import itertools

import pandas as pd
from hypothesis import strategies as st

from aryk.case.case import Case, typed_frame
from aryk.case.schema import TABLES

Row = dict[str, str | float]


def case_of(rows: dict[str, list[Row]]) -> Case:
    tables = {name: typed_frame(table, rows.get(name, [])) for name, table in TABLES.items()}
    places = {
        name: pd.DataFrame({"file": f"{name}.csv", "row": range(2, len(frame) + 2)}) for name, frame in tables.items()
    }
    return Case("random", tables, places, {})


@st.composite
def cases(draw, chronologies=("full", "typical-days")):
    def real(low: float, high: float) -> float:
        return float(draw(st.integers(int(low * 8), int(high * 8)))) / 8

    start = draw(st.dates(pd.Timestamp("2023-01-01").date(), pd.Timestamp("2024-12-01").date()))
    length = draw(st.integers(1, 12))
    waters = [f"w{place}" for place in range(draw(st.integers(1, 3)))]
    grids = [f"e{place}" for place in range(draw(st.integers(1, 3)))]
    rows: dict[str, list[Row]] = {
        "case": [
            {
                "case": "random",
                "title": "Random",
                "money": "USD",
                "start": str(start),
                "end": str((pd.Timestamp(start) + pd.Timedelta(days=length)).date()),
                "chronology": draw(st.sampled_from(chronologies)),
            }
        ],
        "parties": [{"party": "A", "weight": real(0.5, 2)}, {"party": "B", "weight": 1.0}],
        "carriers": [
            {
                "carrier": "water",
                "amount_unit": "hm3",
                "rate_unit": "m3/s",
                "step": draw(st.sampled_from(["day", "dekad"])),
            },
            {
                "carrier": "power",
                "amount_unit": "MWh",
                "rate_unit": "MW",
                "step": draw(st.sampled_from(["hour", "day"])),
            },
        ],
        "nodes": [
            {
                "node": node,
                "carrier": "water" if node[0] == "w" else "power",
                "party": draw(st.sampled_from("AB")),
                "disposal": "yes",
                "disposal_cost": real(0, 2),
            }
            for node in waters + grids
        ],
        "tiers": [
            {"tiers": f"{kind}-tiers", "tier": tier, "share": share, "value": value}
            for kind in ("water", "power")
            for tier, share, value in ((1.0, 0.25, real(60, 90)), (2.0, 0.75, real(20, 50)))
        ],
        "series": [{"series": "course", "cycle": "hour"}, {"series": "week", "cycle": "weekday"}],
        "profiles": [{"series": "course", "index": float(hour), "value": real(0.25, 1)} for hour in range(24)]
        + [{"series": "week", "index": float(day), "value": real(0.25, 1)} for day in range(1, 8)],
    }
    rows["supplies"] = [
        {
            "supply": f"s-{node}",
            "node": node,
            "kind": draw(st.sampled_from(["given", "dispatchable", "curtailable"])),
            "capacity": real(1, 30),
            "minimum": 0.5,
            "available": draw(st.sampled_from(["", "course", "week"])),
            "cost": real(0, 25),
        }
        for node in waters + grids
    ]
    rows["demands"] = [
        {
            "demand": f"d-{node}",
            "node": node,
            "kind": draw(st.sampled_from(["need", "market"])),
            "level": real(1, 25),
            "profile": draw(st.sampled_from(["", "course", "week"])),
            "tiers": "water-tiers" if node[0] == "w" else "power-tiers",
        }
        for node in waters + grids
    ]
    rows["links"] = [
        {
            "link": f"l-{a}-{b}",
            "from_node": a,
            "to_node": b,
            "capacity": real(1, 20),
            "capacity_back": back,
            "loss": draw(st.sampled_from([0.0, 0.125])),
            "cost": draw(st.sampled_from([0.0, 1.5])),
            "lag": 0.0 if back else draw(st.sampled_from([0.0, 7.0, 30.0])),
            "initial_flow": real(0, 3),
        }
        for group in (waters, grids)
        for a, b in itertools.pairwise(group)
        for back in [draw(st.sampled_from([0.0, 4.0]))]
    ]
    rows["stores"] = [
        {
            "store": f"r-{node}",
            "node": node,
            "capacity": 40.0,
            "minimum": 0.0 if loss else 2.0,  # what is lost may be more than what flows in
            "initial": draw(st.sampled_from([float("nan"), 10.0])),
            "regulation": draw(st.sampled_from(["day", "dekad", "season"])),
            "final": "free" if loss else draw(st.sampled_from(["cyclic", "free"])),
            "end_value": real(0, 3),
            "in_efficiency": efficiency,
            "out_efficiency": efficiency,
            "in_capacity": real(1, 9),
            "out_capacity": real(1, 9),
            "loss": loss,
            "lower_rule": "week" if draw(st.booleans()) else "",
            "rule_cost": 0.25,
        }
        for node in (waters[0], grids[0])
        for efficiency in [draw(st.sampled_from([1.0, 0.9]))]
        for loss in [draw(st.sampled_from([0.0, 0.02]))]
        if draw(st.booleans())
    ]
    rows["processes"] = [{"process": "turbine", "party": "A", "carrier": "power", "capacity": real(1, 9), "cost": 0.5}]
    rows["flows"] = [
        {"process": "turbine", "node": waters[0], "direction": "in", "coefficient": 1.5},
        {"process": "turbine", "node": waters[-1], "direction": "out", "coefficient": 1.25},
        {"process": "turbine", "node": grids[0], "direction": "out", "coefficient": 1.0},
    ]
    rows["limits"] = [
        {
            "limit": "soft-share",
            "party": "B",
            "sense": draw(st.sampled_from(["at-least", "at-most", "equal"])),
            "value": real(0, 20),
            "quantity": draw(st.sampled_from(["amount", "rate"])),
            "per": draw(st.sampled_from(["dekad", "horizon"])),
            "penalty": real(1, 9),
        }
    ]
    rows["limit_terms"] = [
        {"limit": "soft-share", "table": "demands", "row": f"d-{waters[0]}", "quantity": "served", "coefficient": 1.0},
        {"limit": "soft-share", "table": "processes", "row": "turbine", "quantity": "activity", "coefficient": -0.5},
    ]
    return case_of(rows)
