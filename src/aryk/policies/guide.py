"""What stored water is worth by dekad and filling, learnt from plans that know their year; and as tables of rules.

A plan with perfect foresight prices the content of each store at each dekad (the dual of its balance). Over many
years and contents at the start, the mean of that price at a dekad and filling is what one more amount is worth when
the year is not known yet (the mean of hindsight values; compare sampling stochastic dynamic programming, Kelman,
Stedinger, Cooper, Hsu and Yuan 1990). It falls with the filling, so the means are made to fall (pooled adjacent
violators, Ayer and others 1955).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.calendar import CLOSING
from aryk.case.case import Case, typed_frame
from aryk.case.profiles import cycle_index
from aryk.case.schema import TABLES
from aryk.case.timeline import timeline
from aryk.policies.years import DEKAD, even, paths, with_path

Floats = NDArray[np.float64]
FILLINGS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Fillings at which the value of water is kept; straight in between."""
NEAR_DEKADS, NEAR_FILLING = 1.0, 0.12
"""Standard widths of the mean over neighbouring dekads and fillings."""
CURVES = (0.8, 0.2)
"""Quantiles of planned fillings between which the value of water is that of its zone."""
KINDS = ("values", "curves")
"""What tables a guide makes."""


@dataclass(frozen=True)
class Samples:
    """Fillings and prices of a store over plans, shape (n,): `dekad` from 1 to 36, `price` in money per amount."""

    dekad: NDArray[np.int64]
    filling: Floats
    price: Floats


@dataclass(frozen=True)
class Guide:
    """What the water of a store is worth.

    Attributes
    ----------
    values
        Money per amount at each dekad of the year and each of `FILLINGS`; shape (36, 5).
    curves
        Fillings of plans at the quantiles `CURVES`, by dekad; shape (36, 2).
    zones
        Mean price above, between and below the curves.
    """

    store: str
    values: Floats
    curves: Floats
    zones: Floats


def guided_stores(case: Case) -> list[str]:
    """Stores that carry water over the seasons and whose bounds are known, in the order of their table."""
    rows = case.table("stores")
    seasonal = rows["regulation"].isin(("season", "year", "years")) & (rows["capacity"] > 0) & rows["loss_to"].eq("")
    return [str(name) for name in rows.index[seasonal]]


def learnt(
    case: Case,
    years: int = 24,
    seed: int = 1,
    stores: Sequence[str] = (),
    progress: Callable[[str, str], None] | None = None,
) -> dict[str, Guide]:
    """Plan many years and learn what stored water is worth.

    Each plan knows its year and begins with contents of its own, spread evenly from empty to full.

    Parameters
    ----------
    case
        The part of a case that is a river, on dekads, scenario applied.
    years
        Number of plans.
    stores
        Those to guide; none: see `guided_stores`.

    Raises
    ------
    CaseError, NoPlanError
        See `aryk.policies.years.paths` and `aryk.plan`.
    """
    from aryk.planning.plan import plan

    chosen = list(stores) or guided_stores(case)
    names, rates = paths(case, years, seed)
    clock = timeline(case).calendar.clocks[DEKAD]
    place = cycle_index(clock.start, DEKAD)
    draws = np.random.default_rng(seed + 1)
    fills = np.stack([draws.permutation(even(years)) for _ in chosen]) if chosen else np.zeros((0, years))
    kept: dict[str, list[tuple[NDArray[np.int64], Floats, Floats]]] = {name: [] for name in chosen}
    for year in range(years):
        if progress is not None:
            progress("plan", f"year {year + 1} of {years}")
        under = with_path(without_end(case), names, rates[year], clock.start)
        raw = under.tables["stores"].copy()
        for number, name in enumerate(chosen):
            if case.table("stores").at[name, "regulation"] in CLOSING:
                continue
            here = (raw["store"] == name).to_numpy()
            least = float(case.table("stores").at[name, "minimum"])
            most = float(case.table("stores").at[name, "capacity"])
            raw.loc[here, "initial"] = least + fills[number, year] * (most - least)
        made = plan(under.with_tables({"stores": raw}))
        for name in chosen:
            price, level = (made.results.find("stores", name, quantity) for quantity in ("price", "level"))
            assert price is not None
            assert level is not None
            begin = float(raw.loc[(raw["store"] == name).to_numpy(), "initial"].iloc[0])
            begin = float(level[1][-1]) if math.isnan(begin) else begin
            filling = np.concatenate([[begin], level[1][:-1]]) / float(case.table("stores").at[name, "capacity"])
            kept[name].append((place, filling, price[1]))
    return {name: guide(name, _joined(own)) for name, own in kept.items()}


def without_end(case: Case) -> Case:
    """The case with stores free at the end of the horizon: what is left counts by its `end_value` alone."""
    stores = case.tables["stores"]
    return case.with_tables({"stores": stores.assign(final="free", final_minimum=math.nan)})


def _joined(own: Sequence[tuple[NDArray[np.int64], Floats, Floats]]) -> Samples:
    return Samples(*(np.concatenate([each[part] for each in own]) for part in range(3)))


def guide(store: str, samples: Samples) -> Guide:
    """Values and curves of a store from samples.

    Examples
    --------
    >>> dekad = np.repeat(np.arange(1, 37), 50)
    >>> filling = np.tile(np.linspace(0, 1, 50), 36)
    >>> made = guide("lake", Samples(dekad, filling, 100.0 - 80.0 * filling))
    >>> bool(np.all(np.diff(made.values, axis=1) < 0)), bool(abs(made.values[0, 2] - 60) < 1)
    (True, True)
    """
    values = np.zeros((36, len(FILLINGS)))
    curves = np.zeros((36, len(CURVES)))
    for k in range(36):
        away = np.abs(samples.dekad - 1 - k)
        away = np.minimum(away, 36 - away)
        near = np.exp(-0.5 * (away / NEAR_DEKADS) ** 2)
        means, masses = np.zeros(len(FILLINGS)), np.zeros(len(FILLINGS))
        for number, filling in enumerate(FILLINGS):
            weight = near * np.exp(-0.5 * ((samples.filling - filling) / NEAR_FILLING) ** 2)
            masses[number] = weight.sum()
            means[number] = (weight @ samples.price) / masses[number] if masses[number] > 1e-12 else np.nan
        values[k] = falling(_filled(means), np.maximum(masses, 1e-9))
        same = away <= 1
        curves[k] = np.quantile(samples.filling[same], CURVES) if same.any() else np.nan
    return Guide(store, values, curves, _zones(samples, curves))


def _filled(means: Floats) -> Floats:
    """Means with those of the nearest filling where no plan came."""
    known = np.flatnonzero(np.isfinite(means))
    return np.asarray(np.interp(np.arange(len(means)), known, means[known])) if len(known) else np.zeros(len(means))


def falling(values: Floats, weights: Floats) -> Floats:
    """The nearest values that do not rise, by weighted squares: pooled adjacent violators (Ayer and others 1955).

    >>> falling(np.array([5.0, 3.0, 4.0, 1.0]), np.ones(4)).tolist()
    [5.0, 3.5, 3.5, 1.0]
    """
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append((float(value), float(weight), 1))
        while len(pools) > 1 and pools[-2][0] < pools[-1][0]:
            (one, mass, count), (other, more, further) = pools[-2], pools[-1]
            pools[-2:] = [((one * mass + other * more) / (mass + more), mass + more, count + further)]
    return np.concatenate([np.full(count, value) for value, _, count in pools])


def _zones(samples: Samples, curves: Floats) -> Floats:
    """Mean price above, between and below the curves; it does not fall downwards."""
    high, low = (curves[samples.dekad - 1, number] for number in range(2))
    masks = (samples.filling >= high, (samples.filling < high) & (samples.filling >= low), samples.filling < low)
    means = np.array([samples.price[mask].mean() if mask.any() else np.nan for mask in masks])
    weights = np.array([max(float(mask.sum()), 1e-9) for mask in masks])
    return falling(_filled(means)[::-1], weights[::-1])[::-1]


def tables_of(case: Case, guides: dict[str, Guide], kind: str = "values") -> dict[str, pd.DataFrame]:
    """Rules that say what the water of stores is worth, as tables to add to a case.

    `values`, `tuned`: a straight line between fillings, its values by dekad. `curves`: one value in each zone between
    curves of filling by dekad. The rule takes the place of the cost of what a store gives; the value that the case puts
    on what is left at the end is taken off, as a river run adds it to every amount.
    """
    rows: dict[str, list[dict[str, str | float]]] = {
        name: [] for name in ("rules", "rule_terms", "rule_uses", "series", "profiles")
    }

    def course(name: str, title: str, values: Floats, unit: str) -> None:
        rows["series"].append({"series": name, "title": title, "unit": unit, "cycle": DEKAD, **BASIS})
        rows["profiles"] += [
            {"series": name, "index": k + 1, "value": float(f"{value:.6g}")} for k, value in enumerate(values)
        ]

    for name, own in guides.items():
        rule, title = f"worth-of-{name}", str(case.table("stores").at[name, "title"] or name)
        end = float(case.table("stores").at[name, "end_value"])
        read: dict[str, str | float] = {"table": "stores", "row": name, "quantity": "filling"}
        terms: list[dict[str, str | float]] = [read]
        if kind != "curves":
            for number, filling in enumerate(FILLINGS):
                series = f"{rule}-at-{100 * filling:.0f}"
                course(
                    series, f"Worth of water of {title} at {100 * filling:.0f} % full", own.values[:, number] - end, ""
                )
                terms += [{"number": filling}, {"series": series}]
        else:
            for number, share in enumerate(CURVES):
                series = f"{rule}-curve-{100 * share:.0f}"
                course(
                    series,
                    f"Filling of {title} that {100 * share:.0f} % of plans stay below",
                    own.curves[:, number],
                    "share",
                )
                terms.append({"series": series})
            terms += [{"number": float(f"{value - end:.6g}")} for value in own.zones]
        rows["rules"].append(
            {
                "rule": rule,
                "title": f"Worth of water of {title}",
                "kind": "zones" if kind == "curves" else "curve",
                **BASIS,
            }
        )
        rows["rule_terms"] += [{"rule": rule, "place": number, **term} for number, term in enumerate(terms, start=1)]
        rows["rule_uses"].append({"table": "stores", "row": name, "column": "cost", "rule": rule, **BASIS})
    return {name: typed_frame(TABLES[name], own) for name, own in rows.items()}


BASIS = {"basis": "computed", "note": "mean over plans of many years"}


def with_rules(case: Case, tables: dict[str, pd.DataFrame]) -> Case:
    """The case with rules added; a rule takes the place of one that set the same column."""
    changed = {}
    for name, frame in tables.items():
        own = case.tables[name]
        if name == "rule_uses":
            keys = set(zip(frame["table"], frame["row"], frame["column"], strict=True))
            old = [key not in keys for key in zip(own["table"], own["row"], own["column"], strict=True)]
            own = own[np.array(old, dtype=bool)]
        changed[name] = pd.concat([own, frame], ignore_index=True)
    return case.with_tables(changed)
