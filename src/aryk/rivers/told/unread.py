"""What a case writes for plans and a river run does not read."""

from __future__ import annotations

from aryk.case.case import Case

UNREAD = {
    ("flows", "lag"): "what leaves a process comes out at once",
    ("processes", "minimum_share"): "a process may run at less",
    ("processes", "cost_rise"): "an amount costs the same at every activity",
}
"""Columns by table that bind a plan but not a river run, and what the run does instead."""


def unread(case: Case) -> dict[str, tuple[list[str], str]]:
    """Columns that rows of a case fill in and a river run does not read: these rows, and what the run does instead.

    Parameters
    ----------
    case
        The part that is run, as `RiverRun.case` has it.

    Examples
    --------
    >>> import aryk
    >>> unread(aryk.read_case("tiny"))
    {'flows.lag': (['turbine'], 'what leaves a process comes out at once')}
    """
    found = {}
    for (table, column), instead in UNREAD.items():
        cells = case.table(table)[column]
        used = cells != "" if cells.dtype.kind not in "fi" else cells.fillna(0.0) != 0.0
        rows = list(dict.fromkeys(str(name) for name in cells.index[used.to_numpy()]))
        if rows:
            found[f"{table}.{column}"] = (rows, instead)
    return found
