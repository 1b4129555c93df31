"""What crops lose when water is short: yield response by stage of growth, for plans and river runs.

Doorenbos and Kassam (Yield response to water, FAO Irrigation and Drainage Paper 33, 1979), equation 1, by stage s:

    1 - Ya/Ym = ky_s (1 - ETa_s / ETm_s)

and over the stages the product of the ratios (Rao, Sarma and Chander 1988), each at least 0. ETm = coefficient x
reference evapotranspiration; what rain does not give of it is to be irrigated. The share of its water that a demand
gets in a step is the share of that irrigation which its crops get: a demand that is served in full loses nothing, so
yields are those of the practised supply.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.timeline import Timeline
from aryk.results.fields import Results

LOSS_COLUMNS = ["demand", "crop", "party", "area", "year", "stress", "worst_stage", "ratio", "tonnes", "money"]
M3_PER_MM_HA = 10.0


def crop_losses(line: Timeline, results: Results) -> pd.DataFrame:
    """What each crop of each demand loses in each year of the horizon.

    Returns
    -------
    DataFrame
        One row for each demand, crop and calendar year: `area` in ha, `stress` 1 - ETa/ETm over its stages,
        `worst_stage` with the largest loss ("" without any), `ratio` Ya/Ym, `tonnes` and `money` lost. Stages outside
        the horizon count as without stress. Demands that the results do not have are left out.

    Examples
    --------
    >>> import aryk
    >>> run = aryk.simulate_river("kz-kg", scenario="dry", groups=["talas"])
    >>> losses = crop_losses(run.timeline, run.results)
    >>> bool((losses["ratio"] <= 1.0).all())
    True
    """
    case = line.case
    areas = case.table("crop_areas")
    parties = case.party_of("demands")
    rows: list[list[object]] = []
    for demand, own in areas.groupby("demand", sort=False):
        served = results.find("demands", str(demand), "served")
        missing = results.find("demands", str(demand), "unserved")
        if served is None or missing is None:
            continue
        clock = served[0]
        wanted = served[1] + missing[1]
        share = np.where(wanted > 1e-9, np.clip(served[1] / np.where(wanted > 1e-9, wanted, 1.0), 0.0, 1.0), 1.0)
        most, rain = _depths(line, own, clock)
        got = watered(own, np.maximum(most - rain, 0.0), share)
        actual = np.minimum(rain, most) + got
        for place, row in enumerate(own.to_dict("records")):
            for year in sorted(set(line.calendar.days.year)):
                lost = _response(line, str(row["crop"]), clock, most[place], actual[place], int(year))
                rows.append([str(demand), str(row["crop"]), parties[demand], float(row["area"]), year, *lost])
    return _priced(case.table("crops"), pd.DataFrame(rows, columns=LOSS_COLUMNS[:8]))


def _depths(line: Timeline, own: pd.DataFrame, clock: str) -> tuple[Floats, Floats]:
    """Largest evapotranspiration and rain of the crops of a demand, mm/day; shape (crops, steps)."""
    crops = line.case.table("crops")
    reference = line.table(own["evapotranspiration"], clock)
    factor = line.table(crops["coefficient"].reindex(own["crop"]), clock)
    return reference * factor, line.table(own["rain"], clock, 0.0)


def watered(own: pd.DataFrame, wanted: Floats, share: Floats) -> Floats:
    """Depth of irrigation that each crop gets: in order of `place`, those without one together after the others.

    Parameters
    ----------
    wanted
        Depth to be irrigated, mm/day; shape (crops, steps).
    share
        Share of all of it that there is; shape (steps,).
    """
    area = own["area"].to_numpy(dtype=float)[:, None]
    places = own["place"].to_numpy(dtype=float)
    left = share * (area * wanted).sum(axis=0)
    got = np.zeros_like(wanted)
    order = [*sorted({float(each) for each in places[~np.isnan(places)]}), math.nan]
    for place in order:
        same = np.isnan(places) if math.isnan(place) else places == place
        need = (area * wanted)[same].sum(axis=0)
        part = np.where(need > 0, np.minimum(left / np.where(need > 0, need, 1.0), 1.0), 1.0)
        got[same] = wanted[same] * part
        left = np.maximum(left - need * part, 0.0)
    return got


def _response(
    line: Timeline, crop: str, clock: str, most: Floats, actual: Floats, year: int
) -> tuple[float, str, float]:
    """Stress over all stages, the stage that costs most, and Ya/Ym."""
    stages = line.case.table("crop_stages")
    calendar = line.calendar
    time = calendar.clocks[clock]
    whole, kept, ratio, worst, name = 0.0, 0.0, 1.0, 0.0, ""
    for stage in stages[stages["crop"] == crop].sort_values("stage").itertuples():
        days = calendar.window(f"{year}-{stage.from_day}", f"{year}-{_last(stage.to_day, year)}")
        weight = calendar.share_of_days(clock, days) * time.hours * time.weight / 24.0
        full, had = float(most @ weight), float(actual @ weight)
        if full <= 0:
            continue
        whole, kept = whole + full, kept + had
        lost = min(float(stage.response) * (1.0 - had / full), 1.0)
        ratio *= 1.0 - lost
        if lost > worst + 1e-9:
            worst, name = lost, str(stage.title or f"stage {stage.stage:g}")
    return (1.0 - kept / whole if whole > 0 else 0.0), name, ratio


def _last(day: str, year: int) -> str:
    """29 February where a year has it, else 28."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return "02-28" if day == "02-29" and not leap else day


def _priced(crops: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    yields, prices = (crops[name].reindex(losses["crop"]).to_numpy(dtype=float) for name in ("yield", "price"))
    tonnes = losses["area"].to_numpy(dtype=float) * yields * (1.0 - losses["ratio"].to_numpy(dtype=float))
    return losses.assign(tonnes=tonnes, money=tonnes * prices)[LOSS_COLUMNS]


def by_demand(losses: pd.DataFrame) -> pd.DataFrame:
    """Area, mean ratio of yields weighted by area, stress and money lost of each demand; dearest first."""
    if losses.empty:
        return pd.DataFrame(columns=["party", "area", "stress", "ratio", "money"])
    weighted = losses.assign(stress=losses["stress"] * losses["area"], ratio=losses["ratio"] * losses["area"], count=1)
    sums = weighted.groupby("demand", sort=False).agg(
        party=("party", "first"),
        area=("area", "sum"),
        stress=("stress", "sum"),
        ratio=("ratio", "sum"),
        money=("money", "sum"),
    )
    years = losses["year"].nunique()
    sums["stress"] /= sums["area"]
    sums["ratio"] /= sums["area"]
    sums["area"] /= years
    return sums.sort_values("money", ascending=False, kind="stable")
