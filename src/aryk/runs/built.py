"""What a plan would build: the size of each expansion, what it adds, and what it costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.planning.rules.expansion import terms_of, yearly_cost
from aryk.results.fields import Results

LEAST = 1e-6
"""What is smaller, in parts of the largest size (1 where there is none), is not built."""
_AMOUNTS = ("stores",)


def built(case: Case, results: Results) -> pd.DataFrame:
    """Each expansion in use, in the order of its table.

    Returns
    -------
    DataFrame
        By expansion: title, party, size, maximum (NaN: no limit), adds (capacities with units, as words), capital and
        yearly (money of the case: to build it, and annuity with upkeep of each year), basis.
    """
    rows = case.table("expansions")
    sizes = {
        str(name): float(value[0])
        for each in results.of("expansions", "size")
        for name, value in zip(each.names, each.values, strict=True)
    }
    size = np.array([sizes.get(str(name), np.nan) for name in rows.index])
    least = LEAST * rows["maximum"].fillna(1.0).clip(lower=1.0).to_numpy()
    size = np.where(np.abs(size) < least, 0.0, size)
    terms = terms_of(case.table("expansion_terms"), rows)
    return pd.DataFrame(
        {
            "title": rows["title"].where(rows["title"] != "", rows.index.to_series()),
            "party": rows["party"],
            "size": size,
            "maximum": rows["maximum"],
            "adds": [
                _adds(case, terms[terms["expansion"] == name], each)
                for name, each in zip(rows.index, size, strict=True)
            ],
            "capital": rows["capital"].to_numpy() * size,
            "yearly": yearly_cost(rows) * size,
            "basis": rows["basis"],
        },
        index=rows.index,
    )


def _adds(case: Case, terms: pd.DataFrame, size: float) -> str:
    """Capacities that a size adds; both ways of a link once where they are alike."""
    words: dict[str, str] = {}
    for term in terms.itertuples():
        carrier = case.table("carriers").loc[case.carrier_of(str(term.table))[term.row]]
        amount = term.table in _AMOUNTS and term.column == "capacity"
        unit = carrier["amount_unit"] if amount else carrier["rate_unit"]
        words.setdefault(str(term.row), f"{size * float(term.coefficient):,.4g} {unit} {term.row}")
    return ", ".join(words.values()) if size > 0 else ""
