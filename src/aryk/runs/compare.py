"""Two runs side by side: what was put in differently, then what came out differently."""

from __future__ import annotations

import pandas as pd

from aryk.case.case import Case
from aryk.case.held import row_names
from aryk.case.schema import TABLES
from aryk.runs.folder import StoredRun
from aryk.runs.run import asked_case


def input_differences(one: StoredRun, other: StoredRun) -> pd.DataFrame:
    """Every cell in which the planned cases differ: `table`, `row`, `column`, `a`, `b`.

    A row that only one of them has stands once, with an empty column; options stand in the table `options`.
    """
    records: list[dict[str, object]] = []
    for name in ("scenario", "start", "end", "set", "solver"):
        a, b = (_words(each.settings.get(name)) for each in (one, other))
        if a != b:
            records.append({"table": "options", "row": "", "column": name, "a": a, "b": b})
    if one.record["hashes"]["planned"] != other.record["hashes"]["planned"]:
        first, second = (asked_case(each.case(), each.settings) for each in (one, other))
        records += case_differences(first, second)
    return pd.DataFrame(records, columns=["table", "row", "column", "a", "b"])


def case_differences(one: Case, other: Case) -> list[dict[str, object]]:
    """Cells, rows and files of series in which two cases differ."""
    records: list[dict[str, object]] = []
    for name, table in TABLES.items():
        a, b = one.tables[name].copy(), other.tables[name].copy()
        a.index, b.index = pd.Index(row_names(table, a)), pd.Index(row_names(table, b))
        for row in a.index.difference(b.index):
            records.append({"table": name, "row": row, "column": "", "a": "there", "b": "not there"})
        for row in b.index.difference(a.index):
            records.append({"table": name, "row": row, "column": "", "a": "not there", "b": "there"})
        both = a.index.intersection(b.index)
        for column in a.columns:
            left, right = a[column].reindex(both), b[column].reindex(both)
            differ = (left != right) & ~(left.isna() & right.isna())
            records += [
                {"table": name, "row": row, "column": column, "a": _words(left[row]), "b": _words(right[row])}
                for row in both[differ.to_numpy()]
            ]
    for file in sorted({*one.series_files, *other.series_files}):
        a_file, b_file = one.series_files.get(file), other.series_files.get(file)
        if a_file is None or b_file is None or not a_file.equals(b_file):
            present = ["there" if each is not None else "not there" for each in (a_file, b_file)]
            words = present if present[0] != present[1] else ["its values", "other values"]
            records.append({"table": "series files", "row": file, "column": "", "a": words[0], "b": words[1]})
    return records


def output_differences(one: StoredRun, other: StoredRun) -> pd.DataFrame:
    """Indicators in which two runs differ, largest relative difference first.

    Columns: `indicator`, `title`, `unit`, `a`, `b`, `difference`, `relative`.
    """
    a, b = one.table("indicators").set_index("indicator"), other.table("indicators").set_index("indicator")
    every = a.index.union(b.index)
    frame = pd.DataFrame({name: a[name].reindex(every).fillna(b[name].reindex(every)) for name in ("title", "unit")})
    frame["a"], frame["b"] = a["value"].reindex(every), b["value"].reindex(every)
    frame["difference"] = frame["b"] - frame["a"]
    frame["relative"] = frame["difference"] / frame["a"].abs().where(frame["a"] != 0)
    scale = frame[["a", "b"]].abs().max(axis=1)
    unequal = (frame["difference"].abs() > 1e-9 * scale.clip(lower=1.0)) | (frame["a"].isna() != frame["b"].isna())
    order = (frame["difference"].abs() / scale.where(scale > 0)).fillna(2.0)
    return (
        frame[unequal]
        .assign(order=order[unequal])
        .sort_values("order", ascending=False)
        .drop(columns="order")
        .reset_index()
    )


def _words(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if value is None or pd.isna(value):
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
