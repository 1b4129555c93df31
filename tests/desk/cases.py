"""A valley with a lake, a promise and fields, whose river is known by three quantiles."""

import numpy as np
import pandas as pd

from aryk.case.case import typed_frame
from aryk.case.schema import TABLES
from tests.rivers.cases import river_case

MEAN, SPREAD, PERSISTENCE = 20.0, 0.4, 0.7
Z90 = 1.2815515655446004


def valley(**tables):
    """Log of the river: mean log 20, standard deviation 0.4 in all dekads; from 2021-01-01 to 2021-12-31."""
    quantiles = {"low": np.exp(-Z90 * SPREAD), "middle": 1.0, "high": np.exp(Z90 * SPREAD)}
    rows = {
        "nodes": [{"node": "lake"}, {"node": "field"}, {"node": "sea", "disposal": "yes"}],
        "supplies": [{"supply": "river", "node": "lake", "kind": "given", "capacity": 1.0, "available": "flow-middle"}],
        "stores": [
            {"store": "lake", "node": "lake", "capacity": 300.0, "initial": 100.0, "final": "free", "end_value": 1.0}
        ],
        "links": [
            {"link": "canal", "from_node": "lake", "to_node": "field", "kind": "canal", "capacity": 30.0},
            {"link": "gate", "from_node": "lake", "to_node": "sea", "lag": 30.0},
        ],
        "demands": [{"demand": "wheat", "node": "field", "kind": "need", "level": 12.0, "tiers": "fields"}],
        "tiers": [{"tiers": "fields", "tier": 1, "share": 1.0, "value": 50.0}],
        "limits": [
            {
                "limit": "promise",
                "sense": "at-least",
                "value": 120.0,
                "from_day": "04-01",
                "to_day": "09-30",
                "penalty": 20.0,
            }
        ],
        "limit_terms": [{"limit": "promise", "table": "links", "row": "gate"}],
        "outlooks": [
            {"outlook": "dry", "quantile": 0.1},
            {"outlook": "mid", "quantile": 0.5},
            {"outlook": "wet", "quantile": 0.9},
        ],
        "outlook_terms": [
            {"outlook": name, "supply": "river", "series": f"flow-{place}", "persistence": PERSISTENCE}
            for name, place in (("dry", "low"), ("mid", "middle"), ("wet", "high"))
        ],
        **tables,
    }
    days = 365
    series = {f"flow-{name}": np.full(days, MEAN * factor) for name, factor in quantiles.items()}
    return river_case(end="2021-12-31", step="dekad", series=series, **rows)


def with_table(case, name, rows):
    """The case with other rows in a table."""
    frame = typed_frame(TABLES[name], rows)
    files = pd.DataFrame({"file": f"{name}.csv", "row": np.arange(len(frame)) + 2})
    case = case.with_tables({name: frame})
    object.__setattr__(case, "files", {**case.files, name: files})
    return case
