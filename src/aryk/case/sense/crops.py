"""Checks of sense for crops: stages in order, crops that grow somewhere, fields that transpire."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_crops(case: Case, rows: dict[str, Rows]) -> None:
    """Each crop has stages that follow each other, and an area that transpires."""
    stages, areas = case.tables["crop_stages"], case.tables["crop_areas"]
    for place, row in rows["crops"]:
        name = str(row["crop"])
        if not (stages["crop"] == name).any():
            what, remedy = "no row of crop_stages.csv belongs to this crop", "add its stages; one may stand for all"
            rows["crops"].tell(place, "crop", what, name, "", remedy)
        if not (areas["crop"] == name).any():
            what, remedy = "this crop grows nowhere", "add it to crop_areas.csv or take it out"
            rows["crops"].tell(place, "crop", what, name, "", remedy)
    _check_stages(rows)
    kinds = dict(zip(case.tables["demands"]["demand"], case.tables["demands"]["kind"], strict=True))
    for place, row in rows["crop_areas"]:
        if not row["evapotranspiration"]:
            what, remedy = "without evapotranspiration nothing tells how much the crop misses", "name its series"
            rows["crop_areas"].tell(place, "evapotranspiration", what, "(empty)", "a series in mm/day", remedy)
        kind = str(kinds.get(str(row["demand"]), "need")) or "need"
        if kind != "need":
            what, remedy = "crops grow where water is needed, not where it is sold", "name a demand of kind need"
            rows["crop_areas"].tell(place, "demand", what, f"{row['demand']}: {kind}", "a need", remedy)


def _check_stages(rows: dict[str, Rows]) -> None:
    """Stages of a crop lie within a year, one after the other."""
    tell = rows["crop_stages"].tell
    by_crop: dict[str, list[tuple[float, int, str, str]]] = {}
    for place, row in rows["crop_stages"]:
        first, last = str(row["from_day"]), str(row["to_day"])
        if not first or not last:
            what, remedy = "a stage needs its first and its last day", "write both"
            tell(place, "from_day", what, f"{first or '(empty)'} to {last or '(empty)'}", "two days", remedy)
        elif first > last:
            what, remedy = "a stage ends before it begins", "write stages of a crop over the new year as two stages"
            tell(place, "to_day", what, f"{first} to {last}", f"a day from {first} on", remedy)
        else:
            by_crop.setdefault(str(row["crop"]), []).append((float(row["stage"]), place, first, last))
    for own in by_crop.values():
        ordered = sorted(own)
        for (_, _, _, before), (_, place, first, _) in itertools.pairwise(ordered):
            if first <= before:
                what, remedy = "this stage begins before the one before it has ended", "correct one of them"
                tell(place, "from_day", what, first, f"after {before}", remedy)
