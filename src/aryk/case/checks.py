"""What must hold between rows, tables and columns of a case, beyond the form of each cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pandas as pd

from aryk.case.case import Case
from aryk.case.cells import CellError, check_bounds, parse_cell
from aryk.case.faults import Fault, nearest, quoted
from aryk.case.held import held_column, held_records, row_names
from aryk.case.schema import COMPONENT_TABLES, QUANTITIES, TABLES, Table

Tables = Mapping[str, pd.DataFrame]
TERM_TABLES = {"limit_terms": "limits", "indicator_terms": "indicators", "desk_line_terms": "desk_lines"}
ROW_TABLES = ("plants", "expansion_terms")
"""Tables whose column `row` names a row of the table in column `table`."""
CELL_TABLES = ("sources", "uncertainties")
"""Tables whose columns `table`, `row` and `column` name cells."""
SELECTION_TABLES = ("outages", "reserve_terms", "scenario_factors", "fit_parameters")
"""Tables whose columns `row` and `group` name rows of the table in column `table`."""
CHANGE_TABLES = {
    "scenario_changes": "scenarios",
    "measure_changes": "measures",
    "separation_changes": "separations",
}
UNCHANGING = (
    *CHANGE_TABLES.values(),
    *CHANGE_TABLES,
    "scenario_factors",
    "fit_parameters",
    "references",
    "sources",
    "uncertainties",
    "profiles",
)


class Rows:
    """The rows of a table with the place of each, and a way to tell a fault there."""

    def __init__(self, table: Table, frame: pd.DataFrame, places: pd.DataFrame, faults: list[Fault]) -> None:
        self.table, self.frame, self.places, self.faults = table, frame, places, faults

    def __iter__(self) -> Iterator[tuple[int, dict[str, str | float]]]:
        return iter(enumerate(self._records))

    @property
    def _records(self) -> list[dict[str, str | float]]:
        return held_records(self.frame)

    def column(self, name: str) -> list[Any]:
        """The cells of a column."""
        return held_column(self.frame, name)

    def tell(self, place: int, column: str, what: str, found: object = "", allowed: str = "", remedy: str = "") -> None:
        """Note a fault of the row at `place`."""
        file, line = str(self.places["file"].iloc[place]), int(self.places["row"].iloc[place])
        self.faults.append(Fault(file, line, column, what, str(found), allowed, remedy))


class _Anything(set[str]):
    """The names of a table that could not be read: any word may be one of them."""

    def __contains__(self, word: object) -> bool:
        return True


class _Names(dict[str, set[str]]):
    """Names by table, gathered when a table is first asked for."""

    def __init__(self, gather: Callable[[str], set[str]], unsure: Collection[str]) -> None:
        super().__init__((name, _Anything()) for name in unsure)
        self.gather = gather

    def __missing__(self, name: str) -> set[str]:
        self[name] = self.gather(name)
        return self[name]


def check_relations(
    tables: Tables,
    files: Tables,
    faults: list[Fault],
    unsure: Collection[str] = (),
    only: Collection[str] = tuple(TABLES),
) -> None:
    """Every name that stands for a row, a table, a column or a tag must be one.

    Names of the tables in `unsure`, whose rows could not be read, are taken as they are; `only` names the
    tables whose cells are looked at.
    """
    keys = _Names(lambda name: set(tables[name][TABLES[name].id].tolist()), unsure)
    named = _Names(lambda name: set(row_names(TABLES[name], tables[name])), unsure)
    tags = _Names(lambda name: {tag for cell in tables[name].get("groups", ()) for tag in cell.split()}, unsure)
    for name, table in TABLES.items():
        if name not in only:
            continue
        rows = Rows(table, tables[name], files[name], faults)
        _check_references(rows, keys)
        if name in TERM_TABLES:
            _check_terms(rows, named, tags)
        elif name in CHANGE_TABLES:
            _check_changes(rows, tables, named, tags, keys)
        elif name == "payments":
            _check_payments(rows, named, tags)
        elif name in SELECTION_TABLES:
            for place, row in rows:
                if row["table"] in rows.table.by_name["table"].choices:
                    _check_selection(rows, place, row, named, tags)
        elif name in ROW_TABLES:
            _check_rows(rows, named)
        elif name in CELL_TABLES:
            _check_cells(rows, named)


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
            f"row {name}, group {group}" if name else "both are empty",
            "a row, or a group",
            "leave one of them empty" if name else "name a row of the table, or a tag that its rows carry",
        )
    elif name and name not in named[table]:
        rows.tell(
            place,
            "row",
            f"no row of {table}.csv has this name",
            name,
            f"a name from {table}.csv",
            _in_other_table(name, named) or nearest(name, named[table]) or "correct the name or the table",
        )
    elif group and "groups" not in TABLES[table].by_name:
        rows.tell(place, "group", f"rows of {table}.csv carry no tags", group, "a row", "name the row, not a group")
    elif group and group not in tags[table]:
        rows.tell(
            place,
            "group",
            f"no row of {table}.csv carries this tag, so nothing would be meant",
            group,
            quoted(sorted(tags[table])),
            _in_other_table(group, tags)
            or nearest(group, tags[table])
            or f"write the tag into the column groups of {table}.csv",
        )


def _check_rows(rows: Rows, named: dict[str, set[str]]) -> None:
    for place, row in rows:
        table, name = str(row["table"]), str(row["row"])
        if table in rows.table.by_name["table"].choices and name and name not in named[table]:
            what, allowed = f"no row of {table}.csv has this name", f"a name from {table}.csv"
            remedy = _in_other_table(name, named) or nearest(name, named[table]) or "correct the name or the table"
            rows.tell(place, "row", what, name, allowed, remedy)


def _in_other_table(word: str, words: dict[str, set[str]]) -> str:
    """A remedy that names the table of components or nodes in which a word does stand, or nothing."""
    other = next((table for table in QUANTITIES if word in words[table] and words[table]), "")
    return f"{word} stands in {other}.csv: correct the table" if other else ""


def _check_terms(rows: Rows, named: dict[str, set[str]], tags: dict[str, set[str]]) -> None:
    for place, row in rows:
        if row["table"] in rows.table.by_name["table"].choices:
            _check_selection(rows, place, row, named, tags)
            _check_quantity(rows, place, row)


def _check_quantity(rows: Rows, place: int, row: dict[str, str | float]) -> None:
    allowed = QUANTITIES[str(row["table"])]
    if row["quantity"] in rows.table.by_name["quantity"].choices and row["quantity"] not in allowed:
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
        if row["table"] in COMPONENT_TABLES:
            _check_selection(rows, place, row, named, tags)
            _check_quantity(rows, place, row)
        elif not row["table"] and (row["row"] or row["group"]):
            rows.tell(
                place,
                "table",
                "a row or group without its table",
                row["row"] or row["group"],
                quoted(COMPONENT_TABLES),
                "name the table",
            )
        if row["payer"] and row["payer"] == row["payee"]:
            rows.tell(
                place, "payee", "payer and payee are the same party", row["payee"], "two parties", "correct one of them"
            )


def _check_changes(
    rows: Rows, tables: Tables, named: dict[str, set[str]], tags: dict[str, set[str]], keys: dict[str, set[str]]
) -> None:
    changeable = [name for name in TABLES if name not in UNCHANGING]
    for place, row in rows:
        table = str(row["table"])
        if not table:
            continue
        if table in UNCHANGING:
            what, remedy = f"a change cannot reach {table}.csv", "correct the table"
            if table == "profiles":
                remedy = "write a second series, and set the column that names the first one to it"
            rows.tell(place, "table", what, table, quoted(changeable, 30), remedy)
            continue
        if table not in changeable:
            rows.tell(
                place,
                "table",
                "no table has this name",
                table,
                quoted(changeable, 30),
                nearest(table, changeable) or "correct the name of the table",
            )
            continue
        _check_selection(rows, place, row, named, tags)
        if not row["column"]:
            continue
        column = TABLES[table].by_name.get(str(row["column"]))
        if column is None or column.name in TABLES[table].key:
            allowed = [each for each in TABLES[table].by_name if each not in TABLES[table].key]
            rows.tell(
                place,
                "column",
                f"{table}.csv has no column of this name that can change",
                row["column"],
                quoted(allowed, 40),
                nearest(str(row["column"]), allowed) or "correct the name of the column",
            )
            continue
        numeric = column.is_numeric
        if row["operation"] in ("scale", "add") and not numeric:
            what = f"{row['operation']} needs a number, and {table}.{column.name} is none"
            rows.tell(place, "operation", what, row["operation"], "set", "use set")
            continue
        try:
            if row["operation"] in ("scale", "add") and row["value"] == "":
                what, remedy = f"nothing to {row['operation']} by", "write the factor or the summand"
                rows.tell(place, "value", what, "an empty cell", "a number", remedy)
                continue
            value = parse_cell(column, str(row["value"]))
            if numeric and row["operation"] in ("scale", "add"):
                continue
            if numeric and not math.isnan(float(value)):
                check_bounds(column, float(value))
            if column.refers and value and value not in keys[column.refers]:
                rows.tell(
                    place,
                    "value",
                    f"no row of {column.refers}.csv has this name",
                    value,
                    f"a name from {column.refers}.csv",
                    nearest(str(value), keys[column.refers])
                    or f"add the row to {column.refers}.csv or correct the name",
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


def _check_cells(rows: Rows, named: dict[str, set[str]]) -> None:
    for place, row in rows:
        table, name, column = str(row["table"]), str(row["row"]), str(row["column"])
        if not table:
            for cell, words in (("row", name), ("column", column)):
                if words:
                    rows.tell(place, cell, f"a {cell} without its table", words, "empty", "name the table too")
            continue
        if table not in TABLES:
            remedy = nearest(table, TABLES) or "correct the name of the table"
            rows.tell(place, "table", "no table has this name", table, quoted(TABLES, 30), remedy)
            continue
        if name and name not in named[table]:
            what, allowed = f"no row of {table}.csv has this name", f"a name from {table}.csv"
            remedy = nearest(name, named[table]) or "correct the name or the table"
            rows.tell(place, "row", what, name, allowed, remedy)
        if column and column not in TABLES[table].by_name:
            what, allowed = f"{table}.csv has no column of this name", quoted(TABLES[table].by_name, 40)
            remedy = nearest(column, TABLES[table].by_name) or "correct the name of the column"
            rows.tell(place, "column", what, column, allowed, remedy)


def check_meaning(case: Case, faults: list[Fault], changed: Collection[str] = tuple(TABLES)) -> None:
    """What rows say must make sense together; called when every name is known to stand for something.

    `changed` names the tables, and columns as table.column, that were not looked at before; checks that read none of
    them are left out.
    """
    from aryk.case import sense

    rows = {name: Rows(table, case.tables[name], case.files[name], faults) for name, table in TABLES.items()}
    for check, tables in sense.CHECKS.items():
        if not set(tables).isdisjoint(changed):
            check(case, rows)
