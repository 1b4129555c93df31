"""Write the parts of docs/how-to/desk.md that come from sittings at the desk of kz-kg through seasons that are over.

python tools/desk_tables.py            both years with the norm, and 2023 with a dry year as analogue (some minutes)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.tables import DOCS, filled, markdown

from aryk.case.read import read_case
from aryk.desk.hindcast import desk_hindcast, scores
from aryk.rivers.part import river_part
from aryk.runs.run import asked_case

MAKER = "tools/desk_tables.py"
PAGE = DOCS / "how-to" / "desk.md"
SITTINGS = (("2023", "norm"), ("2023", "dry-year"), ("2024", "norm"))
MONTHS = ("04", "05", "06", "07", "08", "09")
FORESEEN = {
    "delivery-talas": "Talas delivery of the season",
    "delivery-chu": "Chu delivery of the season",
    "storage-kirov": "Kirov at its end",
    "storage-orto-tokoy": "Orto-Tokoy at its end",
}


def main() -> None:
    """Sit, and write."""
    case = read_case("kz-kg")
    foreseen: list[list[object]] = []
    judged: list[list[object]] = []
    for year, forecast in SITTINGS:
        under = asked_case(case, {"scenario": year, "start": None, "end": None})
        part = river_part(under, None, ["chu", "talas"], "dekad")
        table = desk_hindcast(part, f"{year}-04-01", f"{year}-09-21", forecast)
        months = table[table["day"].str[8:] == "01"]
        for line, title in FORESEEN.items():
            own = months[months["line"] == line]
            own = own.set_index(own["day"].str[5:7])
            told = [f"{own.at[each, 'expected']:,.0f}" for each in MONTHS]
            foreseen.append([year, forecast, title, *told, f"{own['came'].iloc[-1]:,.0f}"])
        for name, days in (("April to June", ("04", "05", "06")), ("July to September", ("07", "08", "09"))):
            own = table[table["day"].str[5:7].isin(days)]
            short, score = own.dropna(subset=["chance", "short"]), scores(own)
            shares = [score["inside"], short["chance"].mean(), short["short"].mean()]
            told = [*(f"{100 * each:.0f} %" for each in shares), f"{score['brier']:.2f}", f"{score['even']:.2f}"]
            judged.append([year, forecast, name, *told])
    head = ["year", "forecast", "hm3", *(f"told on 1 {pd.Timestamp(2023, int(m), 1):%B}" for m in MONTHS), "came"]
    one = markdown(head, foreseen)
    head = [
        "year",
        "forecast",
        "tables of",
        "came within 8 of 10",
        "chance told",
        "was short",
        "Brier",
        "Brier of one share",
    ]
    parts = {"hindcast": f"{one}\n\n{markdown(head, judged)}"}
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts, MAKER), encoding="utf-8")


if __name__ == "__main__":
    main()
