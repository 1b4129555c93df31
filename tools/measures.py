"""Write the list of measures of docs/explanation/measures.md from the tables of kz-kg.

python tools/measures.py            write it anew
python tools/measures.py --check    tell whether it is current; exit code 1 if not
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.founding import FOUNDING, beyond, measures_of
from tools.tables import DOCS, filled, markdown

from aryk.case.case import Case
from aryk.case.read import read_case
from aryk.case.references import values_with_basis
from aryk.commands.summary import number

MAKER = "tools/measures.py"
PAGE = DOCS / "explanation" / "measures.md"
COST = ("capital", "upkeep", "lead_time", "life")
"""The columns of a measure that its worth needs."""
MARKS = {"reported": "", "computed": " (c)", "assumed": " (a)"}
"""How a number is marked by its basis."""


def main() -> int:
    """Write or check the page."""
    now = PAGE.read_text(encoding="utf-8")
    new = page(now)
    if "--check" in sys.argv:
        if now != new:
            print(f"{PAGE.name} is not current. Remedy: python {MAKER}")
        return int(now != new)
    PAGE.write_text(new, encoding="utf-8")
    return 0


def page(text: str) -> str:
    """The page with its part as it should be."""
    return filled(text, {"measures": listed(read_case("kz-kg"))}, MAKER)


def listed(case: Case) -> str:
    """Every measure under what the articles name, with cost, who pays, what it changes and the basis of each."""
    names = list(case.table("measures").index)
    values = values_with_basis(case)
    basis = values.set_index(["table", "row", "column"])["basis"].to_dict()
    parts = []
    for item in [*FOUNDING, "Not in the articles"]:
        own = measures_of(item, names) if item in FOUNDING else beyond(names)
        rows: list[list[object]] = [_row(case, name, basis) for name in own]
        parts += [f"### {item}", "", markdown(list(HEADER), rows), ""]
    return "\n".join(parts)


HEADER = ("measure", "what", "million USD", "upkeep, million a year", "years to build", "life", "who pays", "changes")


def _row(case: Case, name: str, basis: dict[tuple[str, str, str], str]) -> list[object]:
    row = case.table("measures").loc[name]

    def cell(column: str, scale: float = 1.0) -> str:
        mark = MARKS[basis.get(("measures", name, column), "assumed")]
        return "not known" if math.isnan(row[column]) else f"{number(float(row[column]) / scale)}{mark}"

    return [
        f"`{name}`",
        row["title"],
        cell("capital"),
        cell("upkeep", 1e6),
        cell("lead_time"),
        cell("life"),
        _payers(case, name, str(row["party"]), basis),
        _changes(case, name),
    ]


def _payers(case: Case, name: str, owner: str, basis: dict[tuple[str, str, str], str]) -> str:
    rows = case.table("financing")
    rows = rows[rows["measure"] == name]
    if rows.empty:
        return owner
    words = []
    for party, each in rows.set_index("party").iterrows():
        key = f"{name}/{party}"
        said = f"{party} {100 * each['share']:.3g} %{MARKS[basis.get(('financing', key, 'share'), 'assumed')]}"
        if each["loan"] > 0:
            marks = {column: MARKS[basis.get(("financing", key, column), "assumed")] for column in ("loan", "term")}
            said += f", {100 * each['loan']:.3g} %{marks['loan']} lent at {100 * each['rate']:.3g} % (a)"
            said += f" for {each['term']:g} years{marks['term']}"
        words.append(said)
    return "; ".join(words)


def _changes(case: Case, name: str) -> str:
    changes = case.table("measure_changes")
    own = changes[changes["measure"] == name]
    words = [f"`{each.table}.{each.row or each.group}.{each.column}`" for each in own.itertuples()]
    return ", ".join(dict.fromkeys(words))


def undocumented(case: Case) -> pd.DataFrame:
    """Numbers of measures, their financing and their effects that lack a basis or a reference."""
    values = values_with_basis(case)
    own = values[values["table"].isin(["measures", "measure_changes", "financing"])]
    return own[(own["basis"] == "") | (own["reference"] == "")]


if __name__ == "__main__":
    raise SystemExit(main())
