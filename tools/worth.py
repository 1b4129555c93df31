"""Write the ranking of measures of docs/how-to/worth.md from what `aryk worth kz-kg --measures ... --out FOLDER` wrote.

python tools/worth.py FOLDER
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.tables import DOCS, filled, markdown

from aryk.commands.summary import number

MAKER = "tools/worth.py"
PAGE = DOCS / "how-to" / "worth.md"
PARTIES = ("KZ", "KG", "RU", "UZ")


def main() -> int:
    """Write the page from a folder."""
    ranked = pd.read_csv(Path(sys.argv[1]) / "worth.csv", index_col="measure")
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(filled(text, {"ranking": table(ranked)}, MAKER), encoding="utf-8")
    return 0


def table(ranked: pd.DataFrame) -> str:
    """Measures by present value; (a) marks a row whose cost is assumed. Rows that say the same stand once."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, row in ranked.iterrows():
        parties = [row.get(f"present value {party}", math.nan) for party in PARTIES]
        cells = (
            number(float(row["capital"])) + (" (a)" if row["basis"] == "assumed" else ""),
            _number(row["gain"]),
            _number(row["present value"]),
            *(_number(each) for each in parties),
            _number(row["per million"]),
            "none" if math.isnan(row["before loans"]) else f"{100 * row['before loans']:.1f} %",
            "never" if math.isinf(row["payback"]) else f"{row['payback']:.1f}",
        )
        alike.setdefault(cells, []).append(str(name))
    rows: list[list[object]] = [[_named(names), *cells] for cells, names in alike.items()]
    heads = ["measure", "capital", "gain a year", "present value", *PARTIES, "for each million", "rate before loans"]
    return markdown([*heads, "payback, years"], rows)


def _named(names: list[str]) -> str:
    return f"`{names[0]}`" if len(names) == 1 else f"`{names[0]}` to `{names[-1]}`, each of {len(names)}"


def _number(value: float) -> str:
    if math.isnan(value):
        return ""
    return number(value) if abs(value) >= 0.0005 else "0"


if __name__ == "__main__":
    raise SystemExit(main())
