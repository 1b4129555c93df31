"""Write what commands on kz-kg found into the manual: settle.md, choose-what-to-build.md and commitments.md.

python tools/together.py --settle FOLDER         of `aryk settle kz-kg --also dry --out FOLDER`
                         --choose FOLDER         of `aryk choose kz-kg --budget 500e6 --against emissions --out FOLDER`
                         --budgets FOLDER        of `aryk choose kz-kg` with budgets of parties and years
                         --commitments FOLDER    of `aryk commitments kz-kg --out FOLDER`
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.tables import DOCS, filled, markdown

from aryk.commands.summary import number

MAKER = "tools/together.py"
MILLION = 1e6
NOTHING = 1e-3
"""Million USD below which a coalition gains nothing."""
SCENARIOS = {"base": "2024", "dry": "a dry year"}


def main() -> None:
    """Fill the pages of the folders that are named."""
    asked = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    for name in ("settle", "choose", "budgets", "commitments"):
        asked.add_argument(f"--{name}", type=Path)
    told = asked.parse_args()
    if told.settle:
        fill("settle.md", {"settle": settlement(told.settle)})
    if told.choose:
        fill("choose-what-to-build.md", {"portfolio": portfolio(told.choose), "frontier": frontier(told.choose)})
    if told.budgets:
        fill("choose-what-to-build.md", {"budgets": f"{budgets(told.budgets)}\n\n{portfolio(told.budgets)}"})
    if told.commitments:
        fill("commitments.md", {"commitments": commitments(told.commitments)})


def fill(page: str, parts: dict[str, str]) -> None:
    """Write parts of a page of the manual."""
    path = DOCS / "how-to" / page
    path.write_text(filled(path.read_text(encoding="utf-8"), parts, MAKER), encoding="utf-8")


def settlement(folder: Path) -> str:
    """What coalitions gain in each scenario, and each party's Shapley value."""
    gains = _by_scenario(pd.read_csv(folder / "coalitions.csv"), "coalition", "gain")
    shares = _by_scenario(pd.read_csv(folder / "divisions.csv"), "party", "shapley")
    scenarios = [name for name in SCENARIOS if name in gains]
    several = gains[gains.index.str.contains(r"\+")].sort_values("base", ascending=False)
    some = several[(several.abs() > NOTHING).any(axis=1)]
    rows: list[list[object]] = [[name, *(_money(row[each]) for each in scenarios)] for name, row in some.iterrows()]
    rows.append(["any other", *("0" for _ in scenarios)])
    for party in pd.read_csv(folder / "divisions.csv")["party"].unique():
        rows.append([f"Shapley value of {party}", *(_money(shares.at[party, each]) for each in scenarios)])
    return markdown(["million USD", *(SCENARIOS[each] for each in scenarios)], rows)


def _by_scenario(table: pd.DataFrame, rows: str, values: str) -> pd.DataFrame:
    return table.pivot_table(index=rows, columns="scenario", values=values) / MILLION


def portfolio(folder: Path) -> str:
    """The measures of the best portfolio, that of which a year's delay loses most first."""
    measures = pd.read_csv(folder / "measures.csv")
    chosen = measures[measures["chosen"]].sort_values("lost_by_a_year_without", ascending=False)
    dated = bool(chosen["first_year_of_works"].notna().any())
    rows: list[list[object]] = []
    for row in chosen.to_dict("records"):
        when = [f"{row['first_year_of_works']:.0f}", f"{row['first_year_of_use']:.0f}"] if dated else []
        sums = [_money(row[each] / MILLION) for each in ("capital", "yearly_cost", "lost_by_a_year_without")]
        rows.append([row["title"], *sums, *when])
    heads = ["measure, million USD", "capital", "cost a year", "lost if a year late"]
    return markdown([*heads, *(["works begin", "in use"] if dated else [])], rows)


def frontier(folder: Path) -> str:
    """What less of a criterion costs."""
    table = pd.read_csv(folder / "frontier.csv")
    criterion = str(table["held"].dropna().iloc[0])
    best, *points = table.iloc[1:].to_dict("records")
    rows: list[list[object]] = []
    for row in [best, *points]:
        names = set(str(row["measures"]).split()) if isinstance(row["measures"], str) else set()
        before = set(str(best["measures"]).split())
        change = [f"+{name}" for name in sorted(names - before)] + [f"-{name}" for name in sorted(before - names)]
        share = row[criterion] / best[criterion]
        rows.append(
            [
                f"{share:.0%}",
                number(row[criterion]),
                _money(row["gain_a_year"] / MILLION),
                number(row["price"]) if row["price"] else "",
                str(len(names)),
                ", ".join(f"`{each}`" for each in change) or "the best portfolio",
            ]
        )
    return markdown(
        ["held to", f"{criterion}, kt", "gain a year", "USD for one less", "measures", "beside the best portfolio"],
        rows,
    )


def budgets(folder: Path) -> str:
    """Budgets and what of them is spent."""
    rows: list[list[object]] = []
    for row in pd.read_csv(folder / "budgets.csv", keep_default_na=False).to_dict("records"):
        whose = row["party"] or "all"
        when = f"{float(row['year']):.0f}" if row["year"] != "" else "all years"
        rows.append([whose, when, *(_money(float(row[each]) / MILLION) for each in ("amount", "spent"))])
    return markdown(["budget of", "in", "million USD", "spent"], rows)


def commitments(folder: Path) -> str:
    """How many are kept, and what would keep those that are not."""
    found = pd.read_csv(folder / "commitments.csv", keep_default_na=False)
    changes = pd.read_csv(folder / "changes.csv", keep_default_na=False)
    counts = found["verdict"].value_counts()
    order = ("kept", "on course", "at risk", "missed", "not measurable")
    words = ", ".join(f"{counts.get(each, 0)} {each}" for each in order)
    rows: list[list[object]] = []
    by_name = found.set_index("agreement")
    for row in changes.to_dict("records"):
        own = by_name.loc[row["agreement"]]
        target = f"{_cell(own['target'])}{'*' if own['target_basis'] == 'assumed' else ''} {own['unit']}"
        cost = _cell(row["cost"])
        way = ", ".join(f"`{each}`" for each in row["measures"].split()) or row["change"]
        if cost == "":
            way = f"none of {row['tried']} tried reaches it; nearest: {_cell(row['value'])}"
        rows.append([own["title"], own["verdict"], _cell(own["run"]), target, way, cost])
    heads = ["commitment", "verdict", "run", "target", "cheapest change found", "million USD a year"]
    return f"{words}. Those that are not kept and due or at risk; * the target is assumed:\n\n{markdown(heads, rows)}"


def _cell(value: object) -> str:
    return "" if value == "" else number(float(str(value)))


def _money(value: float) -> str:
    return "" if math.isnan(value) else number(value) if abs(value) >= NOTHING else "0"


if __name__ == "__main__":
    main()
