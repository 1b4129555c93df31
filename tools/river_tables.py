"""Write the parts of docs/explanation/chu-talas.md that come from river runs of kz-kg.

python tools/river_tables.py                  the runs: what was observed, the repair of Kirov, climate (about a minute)
python tools/river_tables.py --fit FOLDER     also the fit in the folder that `aryk river-fit ... --out FOLDER` wrote
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.tables import DOCS, filled, markdown

from aryk.case.case import Case
from aryk.case.read import read_case
from aryk.commands.summary import number
from aryk.results.indicators import Gauge
from aryk.rivers.run import RiverRun, simulate_river
from aryk.rivers.told.limits import accounts_of
from aryk.rivers.told.observed import fits, observed
from aryk.runs.run import asked_case

MAKER = "tools/river_tables.py"
PAGE = DOCS / "explanation" / "chu-talas.md"
CLIMATES = ("2024", "climate-melt", "climate-2050-even", "climate-2050", "climate-2050-trend")
EFFECTS = (
    "chu-inflow",
    "talas-inflow",
    "kg-irrigation-served",
    "kg-chu-irrigation-shortage",
    "kg-talas-irrigation-shortage",
    "kz-irrigation-served",
    "kz-chu-irrigation-shortage",
    "kz-talas-irrigation-shortage",
    "talas-delivery",
    "chu-delivery",
    "chu-border-flow",
    "lower-chu-release",
    "orto-tokoy-storage",
    "kirov-storage",
    "tasotkel-storage",
    "kirov-flood-days",
)
REPAIR = (
    "talas-delivery",
    "kz-talas-irrigation-shortage",
    "kg-talas-irrigation-shortage",
    "kirov-winter-release",
    "kirov-flood-days",
    "kirov-highest-release",
    "kirov-storage",
)


ACCOUNT = {
    "entitled": "entitled",
    "delivered": "delivered",
    "due": "instalments of debt",
    "unpaid": "of them not covered",
    "lowest": "deepest debt",
    "end": "at the end of the year",
}


def ran(case: Case, scenario: str, settings: tuple[str, ...] = (), end: str | None = None) -> tuple[Case, RiverRun]:
    """A scenario of the Chu and Talas as a river run."""
    under = asked_case(case, {"scenario": scenario, "start": None, "end": end, "set": list(settings)})
    return under, simulate_river(under, groups=["chu", "talas"])


def seen_and_run(case: Case) -> str:
    """Observations of both years, and the fit of each kind."""
    rows: list[list[object]] = []
    judged: list[list[object]] = []
    for year in ("2023", "2024"):
        table = observed(*ran(case, year))
        for row in table.itertuples():
            rows.append([row.title, number(row.observed), number(row.run), row.unit, row.verdict])
        judged += _judged(year, table)
        both = table[table["unit"] == "hm3"].assign(kind="contents and amounts")
        judged += _judged(year, both)
    head = ["year", "kind", "observations", "agree", "NSE", "KGE", "bias"]
    return markdown(head, judged) + "\n\n" + markdown(["observed", "seen", "run", "unit", ""], rows)


def _judged(year: str, table: pd.DataFrame) -> list[list[object]]:
    return [
        [
            year,
            f"{row.kind}, {row.unit}",
            row.observations,
            row.agree,
            *map(_share, (row.nse, row.kge)),
            _percent(row.bias),
        ]
        for row in fits(table).itertuples()
    ]


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def _percent(value: float) -> str:
    return f"{100 * value:+.0f} %"


def repair(case: Case) -> str:
    """What the repair costs, in a mean and in a dry year after it."""
    whole = ("stores.kirov.upper_rule=kirov-flood-space",)
    runs = [ran(case, name, settings) for name in ("kirov-repair", "kirov-repair-dry") for settings in (whole, ())]
    rows: list[list[object]] = []
    for year in ("2024", "2025"):
        for name in REPAIR:
            own = runs[0][0].table("indicators").loc[name]
            values = [Gauge(run.timeline, run.results).value(name, f"{year}-01-01", f"{year}-12-31") for _, run in runs]
            rows.append([year, own["title"], *map(number, values), own["unit"]])
    return markdown(["year", "", "mean years", "with repair", "dry years", "with repair", "unit"], rows)


def climate(case: Case) -> str:
    """Effects of each pathway."""
    gauges = [Gauge(run.timeline, run.results) for _, run in (ran(case, name) for name in CLIMATES)]
    own = case.table("indicators")
    rows: list[list[object]] = [
        [own.at[name, "title"], *(number(gauge.value(name)) for gauge in gauges), own.at[name, "unit"]]
        for name in EFFECTS
    ]
    return markdown(["", *CLIMATES, "unit"], rows)


def debt(case: Case) -> str:
    """What the half of the Talas does as an account that binds."""
    runs = [ran(case, name)[1] for name in ("2024", "treaty-debt")]
    gauges, own = [Gauge(run.timeline, run.results) for run in runs], case.table("indicators")
    rows: list[list[object]] = [
        [own.at[name, "title"], *(number(gauge.value(name)) for gauge in gauges), own.at[name, "unit"]]
        for name in ("talas-delivery", "kz-talas-irrigation-shortage", "kg-talas-irrigation-shortage", "kirov-storage")
    ]
    told = [accounts_of(run).set_index("account").loc["talas-share"] for run in runs]
    for quantity, words in ACCOUNT.items():
        rows.append([f"Account of the half: {words}", *(number(each[quantity]) for each in told), "hm3"])
    return markdown(["", "2024", "treaty-debt", "unit"], rows)


def fit(folder: Path) -> str:
    """Numbers and measures of a fit."""
    numbers, measures = pd.read_csv(folder / "parameters.csv"), pd.read_csv(folder / "fit.csv", dtype={"scenario": str})
    rows: list[list[object]] = [
        [
            row.title,
            f"{row.low:g} to {row.high:g}",
            *(number(each) for each in (row.start, row.best)),
            f"{number(row.good_low)} to {number(row.good_high)}",
            row.says,
        ]
        for row in numbers.itertuples()
    ]
    judged: list[list[object]] = []
    for (part, year, kind, unit), group in measures.groupby(["part", "scenario", "kind", "unit"], sort=False):
        old, new = (group[group["numbers"] == each].iloc[0] for each in ("before", "after"))
        judged.append(
            [
                f"{part} {year}",
                f"{kind}, {unit}",
                old["observations"],
                *(f"{old[each]} / {new[each]}" for each in ("agree",)),
                *(f"{_share(old[each])} / {_share(new[each])}" for each in ("nse", "kge")),
                f"{_percent(old['bias'])} / {_percent(new['bias'])}",
            ]
        )
    head = ["", "kind", "observations", "agree", "NSE", "KGE", "bias"]
    numbers_head = ["number", "bounds", "start", "best", "equally good", ""]
    return f"{markdown(numbers_head, rows)}\n\nBefore / after:\n\n{markdown(head, judged)}"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", type=Path, help="folder of a fit")
    asked = parser.parse_args()
    case = read_case("kz-kg")
    parts = {"observed": seen_and_run(case), "repair": repair(case), "climate": climate(case), "debt": debt(case)}
    if asked.fit is not None:
        parts["fit"] = fit(asked.fit)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts, MAKER), encoding="utf-8")


if __name__ == "__main__":
    main()
