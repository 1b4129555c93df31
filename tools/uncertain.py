"""Write what should be measured next into docs/explanation/kz-kg.md, from a run of `aryk uncertain`.

python tools/uncertain.py                                     the year of the case: half an hour
python tools/uncertain.py --start 2024-01-01 --end 2024-01-31  a part of it: minutes; the page says which

Fills the parts between `<!-- made by tools/uncertain.py: NAME -->` and `<!-- end of NAME -->`, and draws
docs/figures/uncertain.svg.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.tables import DOCS, filled, markdown

from aryk.case.case import Case
from aryk.case.read import read_case
from aryk.commands.summary import number
from aryk.report.charts.tornado import Swing, tornado_chart
from aryk.runs.run import asked_case
from aryk.runs.uncertain import Uncertain, name_of, title_of, uncertain

MAKER = "tools/uncertain.py"
PAGE = DOCS / "explanation" / "kz-kg.md"
PICTURE = DOCS / "figures" / "uncertain.svg"
MILLION = 1e6
STILL = 1e-3
"""Part of a result below which it counts as not moved."""
STYLE = (
    "text{font:12px sans-serif;fill:#22303c}.axis{fill:#5d6b78}.grid{stroke:#dde3e8}.mid{text-anchor:middle}"
    ".end{text-anchor:end}.goal{stroke:#111;stroke-width:2}"
)


def main() -> None:
    """Run, draw, fill."""
    asked = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    asked.add_argument("--case", default="kz-kg")
    asked.add_argument("--start")
    asked.add_argument("--end")
    asked.add_argument("--top", type=int, default=10)
    asked.add_argument("--page", type=Path, default=PAGE)
    asked.add_argument("--picture", type=Path, default=PICTURE)
    told = asked.parse_args()
    case = asked_case(read_case(told.case), {"scenario": "base", "start": told.start, "end": told.end, "set": []})
    found = uncertain(
        case, top=told.top, basis="assumed", progress=lambda stage, words: print(stage, words, flush=True)
    )
    told.picture.write_text(picture(found), encoding="utf-8")
    text = filled(told.page.read_text(encoding="utf-8"), {"uncertain": page(found, told.start, told.end)}, MAKER)
    told.page.write_text(text, encoding="utf-8")


def page(found: Uncertain, start: str | None, end: str | None) -> str:
    """The numbers that matter most, and what moves each headline result furthest."""
    case, days = found.plan.case, found.plan.calendar.days
    money = str(case.settings["money"])
    span = f"from {days[0].date()} to {days[-1].date()}"
    part = "" if not (start or end) else ", a part of the year: what matters in other seasons may not stand here"
    lines = [
        f"The assumed numbers that move the cost of all sides together most, in a plan {span}{part}. Each alone is "
        f"put to its lower and upper end, and all is planned again; in million {money}, above 0 is dearer:",
        "",
        markdown(["number", "of", "may be off by", "at its lower end", "at its upper end"], _ranked(found)),
        "",
        "![How far the cost moves with each of them](../figures/uncertain.svg)",
        "",
        "Blue: the number at its lower end; orange: at its upper end; the line: as planned.",
        "",
        "The one of them that moves each headline result and the gain of each party furthest:",
        "",
        markdown(["result", "as planned", "moved furthest by", "from", "to", "unit"], _furthest(found)),
    ]
    still = sum(not _is_moved(rows, moves) for _, rows, moves in _others(found))
    if still:
        lines += ["", f"{still} further results move by less than {STILL:.1%}."]
    return "\n".join(lines)


def _ranked(found: Uncertain) -> list[list[object]]:
    rows: list[list[object]] = []
    cost = _of_cost(found).set_index("place")
    for place, row in enumerate(found.numbers.head(len(cost)).to_dict("records")):
        ends = [_moved(cost.at[place, end] - cost.at[place, "base"]) for end in ("low", "high")]
        rows.append([f"`{name_of(row)}`", _title(found.plan.case, row), f"{row['share']:.0%}", *ends])
    return rows


def _of_cost(found: Uncertain) -> pd.DataFrame:
    """How far the first numbers move the cost."""
    return found.swings[(found.swings["result"] == "objective") & (found.swings["place"] < found.top)]


def _title(case: Case, row: dict[str, object]) -> str:
    return title_of(case, row).replace("|", "/")


def _moved(money: float) -> str:
    return "no plan" if math.isnan(money) else f"{money / MILLION:+,.3g}"


def _others(found: Uncertain) -> list[tuple[str, pd.DataFrame, pd.Series]]:
    """Each result but the cost, with how far each number moves it."""
    parts = []
    for result, rows in found.swings.groupby("result", sort=False):
        if result != "objective":
            moves = rows[["low", "high"]].sub(rows["base"], axis=0).abs().max(axis=1)
            parts.append((str(rows["title"].iloc[0]), rows, moves))
    return parts


def _is_moved(rows: pd.DataFrame, moves: pd.Series) -> bool:
    return bool(moves.notna().any() and moves.max() > STILL * max(1e-9, abs(float(rows["base"].iloc[0]))))


def _furthest(found: Uncertain) -> list[list[object]]:
    names = [name_of(row) for row in found.numbers.to_dict("records")]
    money = str(found.plan.case.settings["money"])
    rows: list[list[object]] = []
    for title, each, moves in _others(found):
        if _is_moved(each, moves):
            row = each.loc[moves.idxmax()]
            in_money = row["unit"] == money
            values = [number(float(row[name]) / (MILLION if in_money else 1.0)) for name in ("base", "low", "high")]
            unit = f"million {money}" if in_money else row["unit"]
            rows.append([title, values[0], f"`{names[int(row['place'])]}`", values[1], values[2], unit])
    return rows


def picture(found: Uncertain) -> str:
    """The tornado of the cost as a picture of its own."""
    names = [name_of(row) for row in found.numbers.to_dict("records")]
    cost = _of_cost(found)
    base = float(cost["base"].iloc[0]) / MILLION
    swings = [
        Swing(names[int(row["place"])], row["low"] / MILLION, row["high"] / MILLION) for row in cost.to_dict("records")
    ]
    unit = f"million {found.plan.case.settings['money']}"
    drawn = re.search(r"<svg.*?</svg>", str(tornado_chart("Cost less gain of all", "", unit, base, swings)), re.DOTALL)
    assert drawn is not None
    head, _, rest = drawn[0].partition(">")
    space = "" if "xmlns" in head else ' xmlns="http://www.w3.org/2000/svg"'
    return f"{head}{space}><style>{STYLE}</style>{rest}\n"


if __name__ == "__main__":
    main()
