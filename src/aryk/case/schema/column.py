"""What a column and a table of a case are: the words in which `aryk.case.schema` is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["id", "text", "list", "number", "integer", "yes-no", "date", "season-day", "choice"]

UNITS = {
    "": "",
    "1": "-",
    "rate": "rate unit of the carrier",
    "amount": "amount unit of the carrier",
    "money": "money unit of the case",
    "million money": "million money units of the case",
    "money/year": "money unit of the case per year",
    "money/amount": "money unit of the case per amount unit of the carrier",
    "money/amount/day": "money unit of the case per amount unit of the carrier and day",
    "money/amount/h": "money unit of the case per amount unit of the carrier and hour",
    "money/amount/rate": "money unit of the case per amount unit and rate unit of the carrier",
    "money/h": "money unit of the case per hour",
    "t": "t",
    "1/h": "share per hour",
    "1/day": "share per day",
    "mm/day": "mm/day",
    "h": "h",
    "years": "years",
    "m": "m",
    "km": "km",
    "km2": "km2",
    "kV": "kV",
    "ha": "ha",
    "t/ha": "t/ha",
    "money/t": "money unit of the case per tonne",
    "deg": "degrees",
    "trucks": "trucks",
    "trucks/h": "trucks/h",
    "trucks/day": "trucks/day",
}
"""The units a column may have. The first part of the value is what the manual prints."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `default` is what an empty cell means; `None` with `required=False` means that an empty cell stays
    empty ("no limit", "not known") and the meaning says so. `refers` names the table whose key the cell
    must hold; `refers="series"` on a column without `key` means a series or profile by name.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    default: str | float | bool | None = None
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    refers: str | None = None
    counted: bool = True

    @property
    def is_value(self) -> bool:
        """Whether a cell of this column is data that needs a source (a number, a series)."""
        return self.counted and (self.is_numeric or self.refers == "series")

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in ("number", "integer")

    @property
    def blank(self) -> str | float:
        """What stands for an empty cell."""
        return float("nan") if self.is_numeric else ""


@dataclass(frozen=True)
class Table:
    """One table of a case; `key` names the columns that make a row unique."""

    name: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]
    required: bool = False
    single_row: bool = False
    carrier_by: str | None = None
    """How a row finds the carrier that gives rate and amount their units: a column that names a node,
    a carrier, or a row of another table; None where no column needs it."""
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def id(self) -> str:
        """The column that names a row, where one column is enough."""
        return self.key[0]


def identifier(name: str, meaning: str) -> Column:
    """The key column of a table."""
    return Column(name, "id", meaning, required=True)


def reference_to(table: str, name: str, meaning: str, *, required: bool = False) -> Column:
    """A cell that names a row of `table`."""
    return Column(name, "text", meaning, required=required, refers=table)


def text(name: str, meaning: str, *, required: bool = False, default: str | None = "") -> Column:
    """A free text."""
    return Column(name, "text", meaning, default=None if required else default, required=required)


def names(name: str, meaning: str, *, refers: str | None = None) -> Column:
    """Names separated by blanks."""
    return Column(name, "list", meaning, default="", refers=refers)


def number(
    name: str,
    unit: str,
    meaning: str,
    *,
    default: float | None = None,
    required: bool = False,
    minimum: float | None = None,
    maximum: float | None = None,
    counted: bool = True,
) -> Column:
    """A number with a unit."""
    return Column(
        name,
        "number",
        meaning,
        unit=unit,
        default=default,
        required=required,
        minimum=minimum,
        maximum=maximum,
        counted=counted,
    )


def integer(name: str, meaning: str, *, required: bool = False, minimum: float | None = None) -> Column:
    """A whole number that orders or counts rows; no source needed."""
    return Column(name, "integer", meaning, required=required, minimum=minimum, counted=False)


def choice(
    name: str, meaning: str, choices: tuple[str, ...], *, default: str | None = None, required: bool = False
) -> Column:
    """One of a few words."""
    return Column(name, "choice", meaning, default=default, choices=choices, required=required)


def yes_no(name: str, meaning: str, *, default: bool) -> Column:
    """`yes` or `no`."""
    return Column(name, "yes-no", meaning, default=default)


def date(name: str, meaning: str, *, required: bool = False) -> Column:
    """A day, written 2024-04-01."""
    return Column(name, "date", meaning, required=required)


def season_day(name: str, meaning: str) -> Column:
    """A day of any year, written 04-01."""
    return Column(name, "season-day", meaning, default="")


TITLE = text("title", "what a reader calls it")
GROUPS = names("groups", "tags by which limits, indicators and changes can name many rows at once")
ACTIVE = yes_no(
    "active", "no: written down but not part of the model until a scenario or a measure sets it to yes", default=True
)
EVIDENCE = (
    reference_to("references", "reference", "where the numbers of this row come from"),
    choice(
        "basis",
        "reported: a source says so; computed: arithmetic on reported numbers; assumed: an estimate",
        ("reported", "computed", "assumed"),
    ),
    text("note", "reason, doubt, rival figure"),
)
