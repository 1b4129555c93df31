"""Small rivers, written down in a few rows."""

import numpy as np
import pandas as pd

from aryk.case.case import Case, typed_frame
from aryk.case.schema import TABLES


def river_case(end="2021-03-31", step="day", series=None, **tables):
    """A case of one carrier (hm3, m3/s); `series` are daily values by name, from 2021-01-01."""
    rows = {
        "case": [{"case": "small", "money": "USD", "start": "2021-01-01", "end": end}],
        "parties": [{"party": "valley"}],
        "carriers": [{"carrier": "water", "amount_unit": "hm3", "rate_unit": "m3/s", "step": step, "system": "water"}],
        "series": [{"series": name, "file": "series.csv"} for name in series or {}],
        **tables,
    }
    for node in rows.get("nodes", ()):
        node.setdefault("carrier", "water")
        node.setdefault("party", "valley")
    frames = {name: typed_frame(table, rows.get(name, [])) for name, table in TABLES.items()}
    files = {
        name: pd.DataFrame({"file": f"{name}.csv", "row": np.arange(len(frame)) + 2}) for name, frame in frames.items()
    }
    held = {}
    if series:
        days = pd.date_range("2021-01-01", periods=len(next(iter(series.values()))), freq="D", unit="s")
        held["series.csv"] = pd.DataFrame(series, index=days.rename("time"))
    return Case("small", frames, files, held)
