"""The case: tables that do not change. A change gives a new case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from aryk.case.schema import TABLES, Table
from aryk.case.units import amount_per_rate_hour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Case:
    """Everything a model needs, with sources.

    Attributes
    ----------
    name
        Short name of the case.
    tables
        Each table as written, by name: text columns hold "" where a cell is empty, number columns NaN.
        Rates and amounts are in the units of their carrier.
    files
        For each table the file and line of each row, for messages.
    series_files
        Each file of `series/` as a frame of numbers with a time index.
    as_written
        Whether the tables are those of the folder, in which every row must serve something; a change may
        leave rows without use.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, pd.DataFrame] = field(repr=False)
    series_files: Mapping[str, pd.DataFrame] = field(repr=False)
    as_written: bool = True

    @cached_property
    def _filled(self) -> dict[str, pd.DataFrame]:
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """A table with the defaults filled in, only the rows in use, indexed by its first key column.

        `yes-no` columns are bool; numbers without a default stay NaN, names without one "".
        """
        if name not in self._filled:
            self._filled[name] = _filled(TABLES[name], self.tables[name])
        return self._filled[name]

    @property
    def settings(self) -> pd.Series:
        """The one row of the table `case`, defaults filled in."""
        return self.table("case").iloc[0]

    @cached_property
    def kappa(self) -> pd.Series:
        """Amount per rate-hour of each carrier."""
        carriers = self.table("carriers")
        return pd.Series(
            [
                amount_per_rate_hour(rate, amount)
                for rate, amount in zip(carriers.rate_unit, carriers.amount_unit, strict=True)
            ],
            index=carriers.index,
            dtype=float,
        )

    def carrier_of(self, table: str) -> pd.Series:
        """The carrier of each row in use of a component table."""
        rows, by = self.table(table), TABLES[table].carrier_by
        if by is None:
            raise KeyError(table)
        if by == "carrier":
            return rows["carrier"]
        return pd.Series(self.table("nodes")["carrier"].reindex(rows[by]).to_numpy(), index=rows.index, dtype=object)

    def party_of(self, table: str) -> pd.Series:
        """The party that bears cost and gain of each row in use of a component table."""
        rows, by = self.table(table), TABLES[table].carrier_by
        if by is None or by == "carrier":
            return rows["party"]
        of_node = pd.Series(self.table("nodes")["party"].reindex(rows[by]).to_numpy(), index=rows.index, dtype=object)
        return rows["party"].where(rows["party"] != "", of_node)

    def members(self, table: str, group: str) -> list[str]:
        """The rows in use of a table that carry a tag, in the order of the table."""
        rows = self.table(table)
        return [name for name, tags in zip(rows.index, rows["groups"], strict=True) if group in tags.split()]

    def resolve(self, terms: pd.DataFrame) -> pd.DataFrame:
        """Rows of a table of terms with each `group` written out as its rows.

        Terms on rows that are not in use fall away. Columns: those of `terms`, `row` filled, `quantity`
        filled with the default of the table.
        """
        from aryk.case.schema import QUANTITIES

        records = []
        for record in terms.to_dict("records"):
            table = record["table"]
            if not table:
                continue
            if record["row"]:
                rows = [record["row"]] if record["row"] in self.table(table).index else []
            else:
                rows = self.members(table, record["group"])
            quantity = record["quantity"] or QUANTITIES[table][0]
            records += [{**record, "row": row, "quantity": quantity} for row in rows]
        return pd.DataFrame(records, columns=list(terms.columns))

    def with_tables(self, tables: Mapping[str, pd.DataFrame]) -> Case:
        """A new case in which the named tables are replaced; what is known of the others is kept."""
        changed = replace(self, tables={**self.tables, **tables}, as_written=False)
        changed._filled.update({name: frame for name, frame in self._filled.items() if name not in tables})
        return changed

    def with_rows(self, rows: Mapping[str, Sequence[Mapping[str, str | float]]]) -> Case:
        """A new case with rows added to the end of tables; cells that are not told are empty. Nothing is checked."""
        return self.with_tables({name: self._longer(name, new) for name, new in rows.items() if new})

    def _longer(self, name: str, new: Sequence[Mapping[str, str | float]]) -> pd.DataFrame:
        frame, added = self.tables[name], typed_frame(TABLES[name], new)
        return pd.concat([frame, added], ignore_index=True) if len(frame) else added


def _filled(table: Table, raw: pd.DataFrame) -> pd.DataFrame:
    frame = raw.copy()
    for column in table.columns:
        values = frame[column.name]
        if column.kind == "yes-no":
            frame[column.name] = values.where(values != "", "yes" if column.default else "no").eq("yes").astype(bool)
        elif column.is_numeric:
            if column.default is not None:
                frame[column.name] = values.fillna(float(column.default))
        elif column.default:
            frame[column.name] = values.where(values != "", column.default)
    if "active" in frame.columns:
        frame = frame[frame["active"]]
    return frame.set_index(table.id, drop=False).rename_axis(None)


def typed_frame(table: Table, rows: Iterable[Mapping[str, str | float]]) -> pd.DataFrame:
    """Rows as a frame with every column of the table: float for numbers, object for text."""
    listed = list(rows)
    cells = {column.name: [row.get(column.name, column.blank) for row in listed] for column in table.columns if listed}
    return frame_of(table, cells, len(listed))


def frame_of(table: Table, cells: Mapping[str, Sequence[str | float]], rows: int) -> pd.DataFrame:
    """Columns of cells as a frame with every column of the table; columns that are not there are empty."""
    index = pd.RangeIndex(rows)
    data = {
        column.name: pd.Series(
            cells.get(column.name, column.blank), index=index, dtype=float if column.is_numeric else object
        )
        for column in table.columns
    }
    frame = pd.DataFrame(data, index=index)
    frame.columns = pd.Index(list(data), dtype=object)  # object: found twice as fast as strings
    return frame
