"""Where the values of a case come from: the share that is reported, computed, assumed, and that says nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.case.held import row_names
from aryk.case.schema import TABLES

BASES = ("reported", "computed", "assumed", "")


def values_with_basis(case: Case) -> pd.DataFrame:
    """One row for each value that is written down: `table`, `row`, `column`, `basis`, `reference`.

    A value is a filled cell of a number or series column; a profile's values have the basis of their
    series. A cell in `sources` has its own basis.
    """
    parts: list[tuple[str, str, str, str, str]] = []
    for name, table in TABLES.items():
        frame = case.tables[name]
        if frame.empty or name in ("sources", "references"):
            continue
        names = row_names(table, frame)
        basis, reference = _evidence_of_rows(case, name, frame)
        for column in table.columns:
            if column.is_value and column.name not in table.key:
                filled = (frame[column.name] != "") if column.refers else frame[column.name].notna()
                parts += [
                    (name, names[place], column.name, basis[place], reference[place])
                    for place in np.flatnonzero(filled.to_numpy())
                ]
    values = pd.DataFrame(parts, columns=["table", "row", "column", "basis", "reference"], dtype=object)
    own = case.tables["sources"]
    if not own.empty:
        place = values.set_index(["table", "row", "column"]).index
        for kind in ("basis", "reference"):
            known = own[own[kind] != ""].drop_duplicates(["table", "row", "column"])
            found = known.set_index(["table", "row", "column"])[kind].reindex(place).to_numpy()
            values[kind] = values[kind].where(pd.isna(found), found)
    return values


def _evidence_of_rows(case: Case, name: str, frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    if "basis" in frame.columns:
        return list(frame["basis"]), list(frame["reference"])
    if "series" not in frame.columns:
        return [""] * len(frame), [""] * len(frame)
    series = case.tables["series"].set_index("series")
    return [list(series[column].reindex(frame["series"]).fillna("")) for column in ("basis", "reference")]  # type: ignore[return-value]


def shares(values: pd.DataFrame) -> pd.DataFrame:
    """Count of values by table and basis, with a row `all`; columns `reported`, `computed`, `assumed`, `none`."""
    counts = pd.crosstab(values["table"], values["basis"]).reindex(columns=list(BASES), fill_value=0)
    counts.columns = pd.Index([name or "none" for name in BASES])
    counts = counts.reindex([name for name in TABLES if name in counts.index])
    counts.loc["all"] = counts.sum()
    return counts
