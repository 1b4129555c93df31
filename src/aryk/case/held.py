"""What is worked out of a table once: a change copies the tables that it touches and shares the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

import pandas as pd

from aryk.case.schema import TABLES, Table

if TYPE_CHECKING:
    from aryk.case.case import Case

_HELD: dict[int, tuple[ref[pd.DataFrame], dict[str, Any]]] = {}


def _held(frame: pd.DataFrame, name: str, make: Callable[[], Any]) -> Any:
    known = _HELD.get(id(frame))
    if known is None or known[0]() is not frame:
        known = _HELD[id(frame)] = (ref(frame, partial(_let_go, id(frame))), {})
    made = known[1]
    if name not in made:
        made[name] = make()
    return made[name]


def _let_go(key: int, _: object) -> None:
    _HELD.pop(key, None)


def held_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    return _held(frame, "records", lambda: records(frame))  # type: ignore[no-any-return]


def held_column(frame: pd.DataFrame, name: str) -> list[Any]:
    """The cells of a column of a table."""
    return _held(frame, f"column {name}", frame[name].tolist)  # type: ignore[no-any-return]


def held_places(table: Table, frame: pd.DataFrame) -> dict[str, list[int]]:
    """The places of the rows of each name of `row_names`."""
    return _held(frame, "places", lambda: _places(table, frame))  # type: ignore[no-any-return]


def places_of(case: Case, table: str, row: str, group: str) -> list[int]:
    """The places of a row by its name of `row_names`, or without one of the rows that carry a tag."""
    frame = case.tables[table]
    if row:
        return held_places(TABLES[table], frame).get(row, [])
    return [place for place, tags in enumerate(held_column(frame, "groups")) if group in tags.split()]


def rows_of(case: Case, table: str, row: str, group: str) -> list[str]:
    """The names of the rows that a name or a tag stands for."""
    if row:
        return [row]
    names = row_names(TABLES[table], case.tables[table])
    return [names[place] for place in places_of(case, table, row, group)]


def _places(table: Table, frame: pd.DataFrame) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(row_names(table, frame)):
        found[name].append(place)
    return found


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries; many times quicker than `DataFrame.to_dict` on a small table."""
    titles = list(frame.columns)
    return [dict(zip(titles, cells, strict=True)) for cells in frame.to_numpy(dtype=object).tolist()]


def row_names(table: Table, frame: pd.DataFrame) -> list[str]:
    """The name by which `sources` and changes call each row: its key, joined by / where it has several columns."""
    columns = [frame[name].tolist() for name in table.key]
    if len(columns) == 1:
        return [_plain(cell) for cell in columns[0]]
    return ["/".join(_plain(cell) for cell in cells) for cells in zip(*columns, strict=True)]


def _plain(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:.15g}"
