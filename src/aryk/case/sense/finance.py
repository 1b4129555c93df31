"""Checks of sense for financing: shares that sum to 1, loans that are paid back, measures that are there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

NEARLY = 1e-6
"""What shares may miss 1 by, as they are written with few figures."""


def check_financing(case: Case, rows: dict[str, Rows]) -> None:
    """All of a measure is paid for, no more, and what is borrowed is paid back after the grace."""
    total: dict[str, float] = {}
    last: dict[str, int] = {}
    for place, row in rows["financing"]:
        name = str(row["measure"])
        total[name] = total.get(name, 0.0) + float(row["share"])
        last[name] = place
        _check_loan(rows["financing"], place, row)
    for name, share in total.items():
        if abs(share - 1) > NEARLY:
            what = f"the shares of {name} sum to {100 * share:g} %"
            remedy = "take something off" if share > 1 else "name who pays the rest"
            rows["financing"].tell(last[name], "share", what, f"{share:g} in all", "1 in all", remedy)


def _check_loan(rows: Rows, place: int, row: dict[str, str | float]) -> None:
    loan, term, grace = (
        0.0 if math.isnan(float(row[each])) else float(row[each]) for each in ("loan", "term", "grace")
    )
    if loan > 0 and term <= grace:
        what, found = "the loan is never paid back", f"term {term:g}, grace {grace:g}"
        rows.tell(place, "term", what, found, "a term above the grace", "write after how many years all is paid back")
    elif loan == 0 and term > 0:
        what, remedy = "a term without a loan would do nothing", "write which part is borrowed, or leave term empty"
        rows.tell(place, "loan", what, f"term {term:g}", "a loan above 0", remedy)
