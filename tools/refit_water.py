"""Refit what the references call weak in the water part of kz-kg, and say how well it fits.

    python tools/refit_water.py            fit on each year, test on the other, fit on both; print the tables
    python tools/refit_water.py --write 2024    also write the fit on that year into the tables of the case

The water part is planned alone (rivers, reservoirs, fields; turbines sell their power at a set price), so that a
plan of a year takes a moment. Factors on supply practice, losses, return flows and groundwater are sought that make
the sum of squared errors smallest, each error in parts of the tolerance of its observation, errors far beyond it
softened (Cauchy's loss, scale `SOFT`), plus a small pull towards the values of the references (`PULL`): a factor
that no observation speaks of stays where it was.
Method: Powell's conjugate directions within bounds (Powell, Computer Journal 7, 1964).
"""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from aryk.case.case import Case
from aryk.case.changes import Change, apply_changes
from aryk.case.read import BUNDLED, read_case
from aryk.case.timeline import timeline
from aryk.measures.apply import with_scenario
from aryk.planning.plan import plan
from aryk.results.indicators import Gauge
from aryk.runs.hindcast import hindcast

SOFT = 3.0
PULL = 0.25
POWER_PRICE = 30.0


@dataclass(frozen=True)
class Factor:
    """A factor on a column of all rows with a tag."""

    table: str
    group: str
    column: str
    low: float
    high: float


FACTORS = (
    Factor("demands", "kg-chu-irrigation", "level", 0.7, 1.3),
    Factor("demands", "kg-talas-irrigation", "level", 0.7, 1.4),
    Factor("demands", "kz-irrigation", "level", 0.7, 1.4),
    Factor("links", "field-loss", "loss_return", 0.6, 1.0),
    Factor("links", "chu-river-loss", "loss", 0.4, 1.8),
    Factor("links", "kirov-transit", "loss", 0.6, 1.5),
    Factor("links", "fan-infiltration", "loss", 0.5, 1.6),
    Factor("stores", "groundwater", "loss", 0.5, 2.0),
)
YEARS = {"2023": "dry", "2024": "base"}


def water_alone(case: Case) -> Case:
    """The Chu and Talas part of the case: every row in the files of its folder `water`, without other carriers."""
    tables = dict(case.tables)

    def kept(name: str) -> pd.Series:
        return case.files[name]["file"].str.startswith("water/")

    for name in (
        "nodes",
        "supplies",
        "demands",
        "stores",
        "links",
        "processes",
        "limits",
        "indicators",
        "observations",
    ):
        tables[name] = case.tables[name][kept(name).to_numpy()].reset_index(drop=True)
    nodes = set(tables["nodes"]["node"])
    for name, owner in (("flows", "process"), ("limit_terms", "limit"), ("indicator_terms", "indicator")):
        rows = case.tables[name]
        parent = {"process": "processes", "limit": "limits", "indicator": "indicators"}[owner]
        rows = rows[rows[owner].isin(tables[parent][owner])]
        tables[name] = (rows[rows["node"].isin(nodes)] if name == "flows" else rows).reset_index(drop=True)
    tables["processes"] = tables["processes"].assign(cost=-POWER_PRICE)
    tables["payments"] = case.tables["payments"].iloc[:0]
    tables["agreements"] = case.tables["agreements"].iloc[:0]
    for name in ("scenario_changes", "measure_changes", "separation_changes"):
        tables[name] = case.tables[name][
            kept(name).to_numpy() | (case.tables[name]["table"] == "case").to_numpy()
        ].reset_index(drop=True)
    places = {name: case.files[name].iloc[: len(frame)] for name, frame in tables.items()}
    return Case("water", tables, places, case.series_files, as_written=False)


def errors(cases: dict[str, Case], factors: np.ndarray, years: tuple[str, ...]) -> pd.DataFrame:
    """The hindcast of each year with the factors in place; `scaled` is the error in parts of its tolerance."""
    changes = [
        Change(each.table, "", each.group, each.column, "scale", repr(float(value)), "refit")
        for each, value in zip(FACTORS, factors, strict=True)
    ]
    parts = []
    for year in years:
        made = plan(apply_changes(cases[year], changes))
        table = hindcast(Gauge(timeline(made.case), made.results)).assign(year=year)
        parts.append(table[table["verdict"] != "not in this run"])
    found = pd.concat(parts, ignore_index=True)
    scale = (found["tolerance"] * found["observed"].abs()).where(found["observed"] != 0, 1.0)
    return found.assign(scaled=found["error"] / scale)


def score(table: pd.DataFrame, factors: np.ndarray) -> float:
    """What is made small."""
    robust = SOFT**2 * np.log1p((table["scaled"] / SOFT) ** 2)
    return float(robust.sum() + (np.log(factors) ** 2).sum() / PULL**2)


def fit(cases: dict[str, Case], years: tuple[str, ...], evaluations: int) -> np.ndarray:
    """The best factors for some years."""
    best = minimize(
        lambda factors: score(errors(cases, factors, years), factors),
        np.ones(len(FACTORS)),
        method="Powell",
        bounds=[(each.low, each.high) for each in FACTORS],
        options={"maxfev": evaluations, "xtol": 1e-2, "ftol": 1e-3},
    )
    return np.round(np.asarray(best.x), 3)


def misfit(table: pd.DataFrame) -> str:
    """How many observations agree, and the median relative error."""
    agree = int((table["verdict"] == "agrees").sum())
    return f"{agree} of {len(table)} agree, median absolute error {100 * table['relative'].abs().median():.0f} %"


def write(factors: np.ndarray) -> None:
    """Scale the columns in the tables of the case and name the fit as their source."""
    folder = BUNDLED / "kz-kg" / "water"
    cells: list[tuple[str, str, str]] = []
    for each, value in zip(FACTORS, factors, strict=True):
        path = folder / f"{each.table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            if each.group in row["groups"].split() and row[each.column]:
                row[each.column] = f"{min(float(row[each.column]) * value, 1e9 if each.column == 'level' else 1.0):.4g}"
                cells.append((each.table, next(iter(row.values())), each.column))
        _write_rows(path, list(rows[0]), rows)
    path = folder / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        held = list(csv.DictReader(file))
    kept = [row for row in held if (row["table"], row["row"], row["column"]) not in set(cells)]
    note = "scaled by tools/refit_water.py to storages and deliveries of 2023 and 2024; see docs/explanation/kz-kg.md"
    kept += [
        {"table": table, "row": row, "column": column, "reference": "water-refit", "basis": "assumed", "note": note}
        for table, row, column in cells
    ]
    _write_rows(path, list(held[0]), kept)


def _write_rows(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", choices=[*YEARS, "both"], help="write this fit into the tables")
    parser.add_argument("--evaluations", type=int, default=400, help="plans for each fit")
    asked = parser.parse_args()
    whole = read_case("kz-kg")
    water = water_alone(whole)
    cases = {year: with_scenario(water, scenario) for year, scenario in YEARS.items()}
    both = tuple(YEARS)
    ones = np.ones(len(FACTORS))
    fits = {
        "as in the references": ones,
        "fit on 2023": fit(cases, ("2023",), asked.evaluations),
        "fit on 2024": fit(cases, ("2024",), asked.evaluations),
        "fit on both": fit(cases, both, asked.evaluations),
    }
    print(f"{'factor':<44}" + "".join(f"{name:>22}" for name in fits))
    for place, each in enumerate(FACTORS):
        print(f"{each.group + ' ' + each.column:<44}" + "".join(f"{values[place]:>22.3f}" for values in fits.values()))
    for year in both:
        print(f"\n{year}")
        for name, values in fits.items():
            print(f"  {name:<22}{misfit(errors(cases, values, (year,)))}")
    table = errors(cases, fits["fit on both"], both)
    before = errors(cases, ones, both)
    print(f"\n{'observation':<34}{'observed':>10}{'before':>10}{'after':>10}  verdict")
    for row, old in zip(table.to_dict("records"), before["run"], strict=True):
        print(f"{row['observation']:<34}{row['observed']:>10.4g}{old:>10.4g}{row['run']:>10.4g}  {row['verdict']}")
    if asked.write:
        write(fits[f"fit on {asked.write}"])
        print("\nwritten into the tables", file=sys.stderr)


if __name__ == "__main__":
    main()
