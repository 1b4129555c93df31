"""What must hold between rows, tables and columns of a case, beyond the form of each cell."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from aryk.case.case import Case
from aryk.case.cells import CellError, check_bounds, parse_cell
from aryk.case.faults import Fault, nearest, quoted
from aryk.case.schema import COMPONENT_TABLES, QUANTITIES, TABLES, Table

Tables = dict[str, pd.DataFrame]
TERM_TABLES = {"limit_terms": "limits", "indicator_terms": "indicators"}
CHANGE_TABLES = {"scenario_changes": "scenarios", "measure_changes": "measures"}
UNCHANGING = ("scenarios", "scenario_changes", "measures", "measure_changes", "references", "sources", "profiles")


class Rows:
    """The rows of a table with the place of each, and a way to tell a fault there."""

    def __init__(self, table: Table, frame: pd.DataFrame, places: pd.DataFrame, faults: list[Fault]) -> None:
        self.table, self.frame, self.places, self.faults = table, frame, places, faults

    def __iter__(self) -> Iterator[tuple[int, dict[str, str | float]]]:
        return iter(enumerate(self.frame.to_dict("records")))

    def tell(self, place: int, column: str, what: str, found: object = "", allowed: str = "", remedy: str = "") -> None:
        """Note a fault of the row at `place`."""
        file, line = str(self.places["file"].iloc[place]), int(self.places["row"].iloc[place])
        self.faults.append(Fault(file, line, column, what, str(found), allowed, remedy))


def row_names(table: Table, frame: pd.DataFrame) -> list[str]:
    """The name by which `sources` and changes call each row: its key, joined by / where it has several columns."""
    columns = [frame[name] for name in table.key]
    return ["/".join(_plain(cell) for cell in cells) for cells in zip(*columns, strict=True)]


def _plain(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:g}"


def check_relations(tables: Tables, files: Tables, faults: list[Fault]) -> None:
    """Every name that stands for a row, a table, a column or a tag must be one."""
    keys = {name: set(tables[name][table.id]) for name, table in TABLES.items()}
    named = {name: set(row_names(table, tables[name])) for name, table in TABLES.items()}
    tags = {
        name: {tag for cell in frame["groups"] for tag in cell.split()} if "groups" in frame.columns else set()
        for name, frame in tables.items()
    }
    for name, table in TABLES.items():
        rows = Rows(table, tables[name], files[name], faults)
        _check_references(rows, keys)
        if name in TERM_TABLES:
            _check_terms(rows, named, tags)
        elif name in CHANGE_TABLES:
            _check_changes(rows, tables, named, tags, keys)
        elif name == "payments":
            _check_payments(rows, named, tags)
        elif name == "sources":
            _check_sources(rows, named)


def _check_references(rows: Rows, keys: dict[str, set[str]]) -> None:
    for column in rows.table.columns:
        if column.refers is None:
            continue
        allowed = keys[column.refers]
        cells = rows.frame[column.name]
        for place, cell in enumerate(cells):
            for word in cell.split() if column.kind == "list" else [cell] if cell else []:
                if word not in allowed:
                    rows.tell(
                        place,
                        column.name,
                        f"no row of {column.refers}.csv has this name",
                        word,
                        f"a name from {column.refers}.csv",
                        nearest(word, allowed) or f"add the row to {column.refers}.csv or correct the name",
                    )


def _check_selection(
    rows: Rows, place: int, row: dict[str, str | float], named: dict[str, set[str]], tags: dict[str, set[str]]
) -> None:
    table, name, group = str(row["table"]), str(row["row"]), str(row["group"])
    if bool(name) == bool(group):
        rows.tell(
            place,
            "row",
            "exactly one of row and group must be filled",
            f"row {name or '(empty)'}, group {group or '(empty)'}",
            "a row, or a group",
            "leave one of them empty",
        )
    elif name and name not in named[table]:
        rows.tell(
            place,
            "row",
            f"no row of {table}.csv has this name",
            name,
            f"a name from {table}.csv",
            nearest(name, named[table]) or "correct the name or the table",
        )
    elif group and group not in tags[table]:
        rows.tell(
            place,
            "group",
            f"no row of {table}.csv carries this tag, so nothing would be meant",
            group,
            quoted(sorted(tags[table])),
            nearest(group, tags[table]) or f"write the tag into the column groups of {table}.csv",
        )


def _check_terms(rows: Rows, named: dict[str, set[str]], tags: dict[str, set[str]]) -> None:
    for place, row in rows:
        if not row["table"]:
            continue
        _check_selection(rows, place, row, named, tags)
        _check_quantity(rows, place, row)


def _check_quantity(rows: Rows, place: int, row: dict[str, str | float]) -> None:
    allowed = QUANTITIES[str(row["table"])]
    if row["quantity"] and row["quantity"] not in allowed:
        rows.tell(
            place,
            "quantity",
            f"rows of {row['table']}.csv have no such quantity",
            row["quantity"],
            quoted(allowed),
            "choose one of them",
        )


def _check_payments(rows: Rows, named: dict[str, set[str]], tags: dict[str, set[str]]) -> None:
    for place, row in rows:
        if row["table"]:
            _check_selection(rows, place, row, named, tags)
            _check_quantity(rows, place, row)
        elif row["row"] or row["group"]:
            rows.tell(
                place,
                "table",
                "a row or group without its table",
                row["row"] or row["group"],
                quoted(COMPONENT_TABLES),
                "name the table",
            )
        if row["payer"] == row["payee"]:
            rows.tell(
                place, "payee", "payer and payee are the same party", row["payee"], "two parties", "correct one of them"
            )


def _check_changes(
    rows: Rows, tables: Tables, named: dict[str, set[str]], tags: dict[str, set[str]], keys: dict[str, set[str]]
) -> None:
    changeable = [name for name in TABLES if name not in UNCHANGING]
    for place, row in rows:
        table = str(row["table"])
        if table not in changeable:
            rows.tell(
                place,
                "table",
                "no table that a change can reach has this name",
                table,
                quoted(changeable, 30),
                nearest(table, changeable),
            )
            continue
        _check_selection(rows, place, row, named, tags)
        column = TABLES[table].by_name.get(str(row["column"]))
        if column is None or column.name in TABLES[table].key:
            allowed = [each for each in TABLES[table].by_name if each not in TABLES[table].key]
            rows.tell(
                place,
                "column",
                f"{table}.csv has no column of this name that can change",
                row["column"],
                quoted(allowed, 40),
                nearest(str(row["column"]), allowed),
            )
            continue
        numeric = column.kind in ("number", "integer")
        if row["operation"] in ("scale", "add") and not numeric:
            rows.tell(
                place, "operation", f"{row['operation']} on a column that is no number", column.name, "set", "use set"
            )
            continue
        try:
            value = parse_cell(column, str(row["value"]))
            if numeric and row["operation"] in ("scale", "add"):
                float(str(row["value"]))
            elif numeric and not math.isnan(float(value)):
                check_bounds(column, float(value))
            if column.refers and value and value not in keys[column.refers]:
                rows.tell(
                    place,
                    "value",
                    f"no row of {column.refers}.csv has this name",
                    value,
                    f"a name from {column.refers}.csv",
                    nearest(str(value), keys[column.refers]),
                )
        except CellError as error:
            rows.tell(
                place,
                "value",
                f"{error.what}, for {table}.{column.name}",
                row["value"] or "an empty cell",
                error.allowed,
                error.remedy,
            )
        except ValueError:
            rows.tell(
                place,
                "value",
                "not a number to scale or add by",
                row["value"] or "an empty cell",
                "a number",
                "write the factor or the summand",
            )


def _check_sources(rows: Rows, named: dict[str, set[str]]) -> None:
    for place, row in rows:
        table = str(row["table"])
        if table not in TABLES:
            rows.tell(place, "table", "no table has this name", table, quoted(TABLES, 30), nearest(table, TABLES))
        elif row["row"] not in named[table]:
            rows.tell(
                place,
                "row",
                f"no row of {table}.csv has this name",
                row["row"],
                f"a name from {table}.csv",
                nearest(str(row["row"]), named[table]),
            )
        elif row["column"] not in TABLES[table].by_name:
            rows.tell(
                place,
                "column",
                f"{table}.csv has no column of this name",
                row["column"],
                quoted(TABLES[table].by_name, 40),
                nearest(str(row["column"]), TABLES[table].by_name),
            )


def check_meaning(case: Case, faults: list[Fault]) -> None:
    """What rows say must make sense together; called when every name is known to stand for something."""
    from aryk.case import sense

    rows = {name: Rows(table, case.tables[name], case.files[name], faults) for name, table in TABLES.items()}
    for check in sense.CHECKS:
        check(case, rows)
