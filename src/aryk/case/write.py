"""A `Case` into a folder of tables, and the empty template of one."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pandas as pd

from aryk.case.case import Case
from aryk.case.files import SERIES_FOLDER
from aryk.case.schema import TABLES, Table


def write_case(case: Case, folder: Path) -> None:
    """Write every table that has rows, and the files of series.

    Reading the folder gives an equal case: numbers are written with as many digits as they need.

    Raises
    ------
    FileExistsError
        If the folder is there and not empty.
    """
    _make_empty(folder)
    for name, table in TABLES.items():
        frame = case.tables[name]
        if len(frame):
            filled = [
                column.name
                for column in table.columns
                if column.required or column.name in table.key or _has_cells(frame[column.name])
            ]
            rows = ([_cell(frame.at[label, column]) for column in filled] for label in frame.index)
            _write_rows(folder / f"{name}.csv", filled, rows)
    for name, frame in case.series_files.items():
        path = folder / SERIES_FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            frame.rename_axis("time").reset_index().to_parquet(path, index=False)
        else:
            frame.rename_axis("time").to_csv(path, date_format="%Y-%m-%dT%H:%M:%S", lineterminator="\n")


def write_template(folder: Path) -> list[Path]:
    """An empty case: one file for each table, with its header, and a guide.

    Raises
    ------
    FileExistsError
        If the folder is there and not empty.
    """
    _make_empty(folder)
    written = []
    for table in TABLES.values():
        path = folder / f"{table.name}.csv"
        _write_rows(path, [column.name for column in table.columns], [])
        written.append(path)
    guide = folder / "README.md"
    guide.write_text(_guide(), encoding="utf-8")
    return [*written, guide]


def _make_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"{folder} is there already and not empty; nothing was written. Remedy: name another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)


def _has_cells(values: pd.Series) -> bool:
    return bool(values.notna().any()) if values.dtype == float else bool((values != "").any())


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _write_rows(path: Path, header: list[str], rows: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[arg-type]


def _guide() -> str:
    lines = [
        "# A case of Aryk",
        "",
        "Each file is one table; its first line names the columns. Fill what you need: tables without rows and",
        "columns without cells may go. Files of series go into the folder `series`. Then run",
        "",
        "    aryk check FOLDER",
        "    aryk run FOLDER",
        "",
        "A table may be spread over subfolders (`water/nodes.csv`, `power/nodes.csv`). Columns may carry a unit of",
        "their own in brackets: `capacity [GW]`.",
        "",
    ]
    for table in TABLES.values():
        lines += [f"## {table.name}.csv", "", table.meaning, "", *table_lines(table), ""]
    return "\n".join(lines)


def table_lines(table: Table) -> list[str]:
    """The columns of a table as lines of a Markdown table."""
    from aryk.case.cells import describe_bounds
    from aryk.case.schema import UNITS

    lines = ["| column | kind | unit | empty means | meaning |", "|---|---|---|---|---|"]
    for column in table.columns:
        kind = (
            {"text": f"name from `{column.refers}`", "list": f"names from `{column.refers}`"}.get(
                column.kind, column.kind
            )
            if column.refers
            else column.kind
        )
        if column.choices:
            kind = " / ".join(f"`{each}`" for each in column.choices)
        kind += describe_bounds(column)
        default = "must be filled" if column.required else _default(column.default)
        lines.append(f"| `{column.name}` | {kind} | {UNITS[column.unit]} | {default} | {column.meaning} |")
    return lines


def _default(default: str | float | bool | None) -> str:
    if default is None or default == "":
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"{default:g}" if isinstance(default, float) else default
