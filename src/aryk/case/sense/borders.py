"""Checks of sense for borders: shares, chains, shifts and regimes that would do nothing or cross."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from typing import TYPE_CHECKING

from aryk.case.faults import nearest, quoted

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

Row = dict[str, str | float]


def check_borders(case: Case, rows: dict[str, Rows]) -> None:
    """Every chain is whole, every truck has a way through, and every regime and shift can be told apart."""
    _check_stages(rows)
    _check_shares(rows)
    _check_mixes(rows)
    _check_names(rows)
    _check_shifts(rows)
    _check_regimes(rows)
    _check_dates(rows)
    _check_flows(rows)


def _stages(rows: dict[str, Rows]) -> dict[str, dict[str, Row]]:
    chains: dict[str, dict[str, Row]] = defaultdict(dict)
    for _, row in rows["chain_stages"]:
        chains[str(row["chain"])][str(row["stage"])] = row
    return chains


def _check_stages(rows: dict[str, Rows]) -> None:
    tell, places = rows["chain_stages"].tell, dict[tuple[str, float], str]()
    for place, row in rows["chain_stages"]:
        chain, stage, number = str(row["chain"]), str(row["stage"]), float(row["place"])
        if places.setdefault((chain, number), stage) != stage:
            what, remedy = f"{places[chain, number]} has the same place in {chain}", "number the stages 1, 2, 3 ..."
            tell(place, "place", what, f"{number:g}", "each place once", remedy)
        if math.isnan(float(row["failure"])) != math.isnan(float(row["repair"])):
            what, remedy = "a breakdown needs its mean time between and its mean repair", "write both or neither"
            tell(place, "failure", what, "one of the two", "both or neither", remedy)
        if row["servers"] == 0 and row["share"] != 0:
            what, remedy = f"trucks come to {stage} and nobody serves them", "write servers, or 0 as share"
            tell(place, "servers", what, "0", "1 or more", remedy)
        widest = {"triangular": 1 / math.sqrt(6), "uniform": 1 / math.sqrt(3)}.get(str(row["distribution"]), math.inf)
        if float(row["spread"]) > widest:
            what, allowed = f"a {row['distribution']} time that spreads so far falls below 0", f"at most {widest:.2f}"
            tell(place, "spread", what, f"{row['spread']:g}", allowed, "use gamma or lognormal")


def _check_shares(rows: dict[str, Rows]) -> None:
    """Shares of classes stand at stages of their chain, and some truck comes to every stage."""
    chains, tell = _stages(rows), rows["chain_shares"].tell
    mixes: dict[str, set[str]] = defaultdict(set)
    for _, row in rows["truck_mixes"]:
        if float(row["share"]) > 0:
            mixes[str(row["mix"])].add(str(row["truck_class"]))
    own: dict[tuple[str, str, str], float] = {}
    for place, row in rows["chain_shares"]:
        chain, stage = str(row["chain"]), str(row["stage"])
        if stage not in chains.get(chain, {}):
            there = chains.get(chain, {})
            what = f"{chain} has no stage of this name"
            tell(place, "stage", what, stage, quoted(there) or "a stage", nearest(stage, there) or "correct the name")
        if not math.isnan(float(row["share"])):
            own[chain, stage, str(row["truck_class"])] = float(row["share"])
    of_chain: dict[str, set[str]] = defaultdict(set)
    of_passage = {str(row["passage"]): str(row["chain"]) for _, row in rows["passages"]}
    for _, row in rows["truck_flows"]:
        for passage in (str(row["passage"]), *str(row["others"]).split()):
            of_chain[of_passage.get(passage, "")] |= mixes[str(row["mix"])]
    by_regime = {str(row["stage"]) for _, row in rows["regimes"] if float(row["share"]) > 0}
    for place, row in rows["chain_stages"]:
        chain, stage = str(row["chain"]), str(row["stage"])
        usual = 1.0 if math.isnan(float(row["share"])) else float(row["share"])
        come = {kind for kind in of_chain[chain] if own.get((chain, stage, kind), usual) > 0}
        if of_chain[chain] and not come and stage not in by_regime:
            what, remedy = f"no truck ever comes to {stage}", "give a class a share, or take the stage out"
            rows["chain_stages"].tell(place, "share", what, stage, "a share above 0 of some class", remedy)


def _check_mixes(rows: dict[str, Rows]) -> None:
    sums: dict[str, float] = defaultdict(float)
    last: dict[str, int] = {}
    for place, row in rows["truck_mixes"]:
        sums[str(row["mix"])] += float(row["share"])
        last[str(row["mix"])] = place
    for mix, total in sums.items():
        if abs(total - 1) > 1e-6:
            what, remedy = f"the shares of {mix} do not sum to 1", "correct the shares"
            rows["truck_mixes"].tell(last[mix], "share", what, f"{total:.6g}", "1", remedy)


def _check_names(rows: dict[str, Rows]) -> None:
    """Names that stand for a group of rows, not for one."""
    chains = {str(row["chain"]) for _, row in rows["chain_stages"]}
    mixes = {str(row["mix"]) for _, row in rows["truck_mixes"]}
    regimes = {str(row["regime"]) for _, row in rows["regimes"]}
    for table, column, known, where in (
        ("passages", "chain", chains, "chain_stages"),
        ("truck_flows", "mix", mixes, "truck_mixes"),
        ("regime_days", "regime", regimes, "regimes"),
    ):
        for place, row in rows[table]:
            name = str(row[column])
            if name not in known:
                remedy = nearest(name, known) or f"add its rows to {where}.csv or correct the name"
                rows[table].tell(place, column, f"{where}.csv has no rows of this name", name, quoted(known), remedy)


def weekdays_of(words: str) -> tuple[int, ...]:
    """The weekdays that `1-5`, `6-7`, `3` or nothing (all) mean; Monday is 1.

    Raises
    ------
    ValueError
        If it means none.

    Examples
    --------
    >>> weekdays_of("6-1")
    (6, 7, 1)
    """
    parts = [int(part) for part in words.split("-")] if words else [1, 7]
    if len(parts) > 2 or not all(1 <= part <= 7 for part in parts):
        raise ValueError(words)
    return tuple((parts[0] - 1 + step) % 7 + 1 for step in range((parts[-1] - parts[0]) % 7 + 1))


def _hours(row: Row, first: str, last: str) -> tuple[float, float]:
    begin, end = float(row[first]), float(row[last])
    return 0.0 if math.isnan(begin) else begin, 24.0 if math.isnan(end) else end


def _check_shifts(rows: dict[str, Rows]) -> None:
    """Shifts lie within a day, and those of a stage do not overlap."""
    of_passage = {str(row["passage"]): str(row["chain"]) for _, row in rows["passages"]}
    chains, seen = _stages(rows), defaultdict[tuple[str, str, int], list[tuple[float, float, int]]](list)
    for place, row in rows["shifts"]:
        tell, passage, stage = rows["shifts"].tell, str(row["passage"]), str(row["stage"])
        there = chains.get(of_passage.get(passage, ""), {})
        if stage and stage not in there:
            what, remedy = f"{passage} has no stage of this name", nearest(stage, there) or "correct the name"
            tell(place, "stage", what, stage, quoted(there), remedy)
        begin, end = _hours(row, "from_hour", "to_hour")
        if end <= begin:
            what, remedy = "the shift ends before it begins", "write one over midnight as two rows"
            tell(place, "to_hour", what, f"{end:g}", f"above {begin:g}", remedy)
        try:
            days = weekdays_of(str(row["weekdays"]))
        except ValueError:
            remedy = "write 1-5 for Monday to Friday"
            tell(place, "weekdays", "no weekdays", row["weekdays"], "a day from 1 to 7, or two joined by -", remedy)
            continue
        for day in days:
            seen[passage, stage, day].append((begin, end, place))
    _tell_overlaps(rows["shifts"], seen, "from_hour", "two shifts of {} overlap")


def _tell_overlaps(
    rows: Rows, seen: dict[tuple[str, str, int], list[tuple[float, float, int]]], column: str, words: str
) -> None:
    told: set[int] = set()
    for (name, *_), spans in seen.items():
        for (_, end, _), (begin, _, place) in itertools.pairwise(sorted(spans)):
            if begin < end and place not in told:
                told.add(place)
                found = str(rows.frame[column].iloc[place]) if column == "start" else f"{begin:g}"
                rows.tell(place, column, words.format(name), found, "one at a time", "correct one of the two")


def _check_regimes(rows: dict[str, Rows]) -> None:
    everywhere = {stage for chain in _stages(rows).values() for stage in chain}
    for place, row in rows["regimes"]:
        stage, tell = str(row["stage"]), rows["regimes"].tell
        if stage and stage not in everywhere:
            what, remedy = "no chain has a stage of this name", nearest(stage, everywhere) or "correct the name"
            tell(place, "stage", what, stage, quoted(everywhere), remedy)
        for column in ("ceiling", "share"):
            if not stage and not math.isnan(float(row[column])):
                what, remedy = f"{column} speaks of one stage", "name the stage"
                tell(place, column, what, f"{row[column]:g}", "empty, or a stage", remedy)
        if float(row["ceiling"]) <= 0:
            remedy = "to close, write 0 servers and leave the ceiling empty"
            tell(place, "ceiling", "a ceiling that lets nobody through", f"{row['ceiling']:g}", "above 0", remedy)


def _check_dates(rows: dict[str, Rows]) -> None:
    """Times do not go back, and regimes of a passage do not overlap."""
    seen: dict[tuple[str, str, int], list[tuple[float, float, int]]] = defaultdict(list)
    for table in ("regime_days", "episodes"):
        for place, row in rows[table]:
            if row["start"] and row["end"] and str(row["start"]) > str(row["end"]):
                what, allowed = "it ends before it starts", f"{row['start']} or later"
                rows[table].tell(place, "end", what, row["end"], allowed, "correct start or end")
                continue
            if table == "regime_days" and row["start"] and row["end"]:
                hour, end_hour = _hours(row, "hour", "end_hour")
                begin, end = _ordinal(str(row["start"])) + hour / 24, _ordinal(str(row["end"])) + end_hour / 24
                if end <= begin:
                    what, remedy = "it ends in the hour in which it starts, or before", "correct hour or end_hour"
                    rows[table].tell(place, "end_hour", what, f"{end_hour:g}", f"above {hour:g}", remedy)
                else:
                    seen[str(row["passage"]), "", 0].append((begin, end, place))
    _tell_overlaps(rows["regime_days"], seen, "start", "two regimes of {} overlap")


def _ordinal(day: str) -> int:
    import datetime

    return datetime.date.fromisoformat(day).toordinal()


def _check_flows(rows: dict[str, Rows]) -> None:
    """Other passages lie at a known distance, and passages have lanes."""
    known = {(str(row["passage"]), str(row["other"])) for _, row in rows["detours"]}
    for place, row in rows["truck_flows"]:
        passage = str(row["passage"])
        for other in str(row["others"]).split():
            if (passage, other) not in known:
                what, remedy = f"how far {other} is from {passage} is not known", "add the row to detours.csv"
                rows["truck_flows"].tell(place, "others", what, other, "passages with a row in detours.csv", remedy)
    for place, row in rows["passages"]:
        lanes = float(row["lanes"])
        if not math.isnan(lanes) and (lanes < 1 or lanes != int(lanes)):
            what, remedy = "no number of lanes", "write 1, 2, 3 ..., or take the passage out of use"
            rows["passages"].tell(place, "lanes", what, f"{lanes:g}", "a whole number above 0", remedy)
    for place, row in rows["sightings"]:
        if math.isnan(float(row["waiting"])) and math.isnan(float(row["cleared"])):
            what, remedy = "a sighting of nothing", "write the trucks that waited or that were let through"
            rows["sightings"].tell(place, "waiting", what, "two empty cells", "one of the two", remedy)
