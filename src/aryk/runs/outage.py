"""What the loss of a plant, line or supply does: the same days without and with it.

The plan of the whole horizon gives contents at the start of some days around the outage and the worth of stored
water at their end (`aryk.runs.window`). These days are planned hour by hour, once as they are and once with the
outage, by a re-solve. Both plans know the outage from their first day: what is told is the least that it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.case import Case, typed_frame
from aryk.case.faults import CaseError, Fault, nearest
from aryk.case.read import read_case
from aryk.case.schema import TABLES
from aryk.case.timeline import timeline
from aryk.measures.apply import BASE, with_scenario
from aryk.planning.plan import Plan, plan
from aryk.results.indicators import Gauge
from aryk.results.units import unit_of
from aryk.runs.window import Window, around, windowed

Row = tuple[str, str]
Progress = Callable[[str, str], None]
LOSABLE = ("supplies", "processes", "links")
SPARE = 3
"""Days before and after an outage that are planned with it."""
MOVED = {"supplies": "flow", "processes": "activity", "links": "flow", "stores": "net", "demands": "served"}
DRIFT = 0.05
"""Share of its largest content by which a store may end the window off the plan of the whole horizon, untold."""
LEAST = 1e-6
"""What is smaller, as share of the largest of its carrier, is no change but the solver's rounding."""


@dataclass(frozen=True)
class Outage:
    """The answer.

    Attributes
    ----------
    lost
        Table and name of each row that is out.
    start, end
        First and last day of the outage.
    window
        The days that were planned hour by hour.
    without, outage
        The two plans.
    notes
        What a reader should know before believing it.
    """

    lost: tuple[Row, ...]
    start: str
    end: str
    window: Window
    without: Plan
    outage: Plan
    notes: tuple[str, ...]

    @property
    def cost(self) -> float:
        """What it costs all parties together, weighted as in the plan, in the money of the case."""
        return self.outage.objective - self.without.objective

    def unserved(self) -> pd.DataFrame:
        """Each demand that misses something with or without the outage: amounts, and peak and hours with it."""
        case, rows = self.outage.case, []
        for demand, row in case.table("demands").iterrows():
            both = [each.results.find("demands", str(demand), "unserved") for each in (self.outage, self.without)]
            if both[0] is None or both[1] is None:
                continue
            clock = self.outage.calendar.clocks[both[0][0]]
            hours, kappa = clock.hours * clock.weight, case.kappa[case.carrier_of("demands")[demand]]
            missed, before = both[0][1], both[1][1]
            least = LEAST * max(1.0, float(np.abs(missed).max()))
            if max(missed.max(), before.max()) > least:
                rows.append(
                    {
                        "demand": demand,
                        "title": row["title"],
                        "node": row["node"],
                        "party": case.party_of("demands")[demand],
                        "carrier": case.carrier_of("demands")[demand],
                        "unserved": float(missed @ hours * kappa),
                        "without": float(before @ hours * kappa),
                        "unit": case.table("carriers").at[case.carrier_of("demands")[demand], "amount_unit"],
                        "peak": float(missed.max()),
                        "peak_unit": unit_of(case, "demands", str(demand), "unserved"),
                        "hours": float(hours[missed > least].sum()),
                    }
                )
        columns = ["demand", "title", "node", "party", "carrier", "unserved", "without", "unit", "peak", "peak_unit"]
        frame = pd.DataFrame(rows, columns=[*columns, "hours"])
        return frame.sort_values("unserved", ascending=False, ignore_index=True)

    def by_hour(self, demand: str) -> pd.Series:
        """The unserved flow of a demand in each step of the window, with the outage."""
        found = self.outage.results.find("demands", demand, "unserved")
        if found is None:
            raise KeyError(demand)
        return pd.Series(found[1], index=self.outage.calendar.clocks[found[0]].start, name=demand)

    def moved(self) -> pd.DataFrame:
        """What other plants, links, stores and markets did: change over the window, largest first in each carrier."""
        case, rows = self.outage.case, []
        for table, quantity in MOVED.items():
            carriers = case.carrier_of(table)
            for name in case.table(table).index:
                change = self._change(table, str(name), quantity)
                if change is None or (table, name) in self.lost:
                    continue
                flow, amount = change
                if table == "demands" and case.table("demands").at[name, "kind"] == "need":
                    continue
                peak = float(flow[np.argmax(np.abs(flow))])
                unit = str(case.table("carriers").at[carriers[name], "amount_unit"])
                words = (unit, peak, unit_of(case, table, str(name), quantity))
                rows.append((table, name, quantity, carriers[name], amount, *words))
        columns = ["table", "row", "quantity", "carrier", "change", "unit", "peak", "peak_unit"]
        frame = pd.DataFrame(rows, columns=columns)
        size = frame["change"].abs()
        least = LEAST * size.groupby(frame["carrier"]).transform("max").clip(lower=1.0)
        frame = frame.assign(size=size)[size > least]
        return frame.sort_values(["carrier", "size"], ascending=[True, False], ignore_index=True).drop(columns="size")

    def _change(self, table: str, row: str, quantity: str) -> tuple[Floats, float] | None:
        """Change of a flow in each step, and of its amount over the window."""
        both = [each.results.find(table, row, quantity) for each in (self.outage, self.without)]
        if both[0] is None or both[1] is None:
            return None
        clock, case = self.outage.calendar.clocks[both[0][0]], self.outage.case
        flow = both[0][1] - both[1][1]
        return flow, float(flow @ (clock.hours * clock.weight) * case.kappa[case.carrier_of(table)[row]])

    def money(self) -> pd.DataFrame:
        """Change of money by party and kind: above 0 is cost."""
        return (self.outage.accounts - self.without.accounts).round(2)

    def prices(self) -> pd.DataFrame:
        """Mean price at each node on the days of the outage, with and without it, largest rise first."""
        rows = []
        nodes = self.outage.case.table("nodes")
        for name in nodes.index:
            both = [each.results.find("nodes", name, "price") for each in (self.outage, self.without)]
            if both[0] is None or both[1] is None:
                continue
            calendar = self.outage.calendar
            clock = calendar.clocks[both[0][0]]
            share = clock.hours * calendar.share_of_days(both[0][0], calendar.window(self.start, self.end))
            mean = [float(np.average(each[1], weights=share)) for each in both if each is not None]
            rows.append((name, nodes.at[name, "carrier"], *mean, unit_of(self.outage.case, "nodes", name, "price")))
        frame = pd.DataFrame(rows, columns=["node", "carrier", "with", "without", "unit"])
        return frame.iloc[np.argsort(-(frame["with"] - frame["without"]).to_numpy(), kind="stable")].reset_index(
            drop=True
        )


def outage(
    case: Case | str | Path,
    out: Sequence[str],
    start: str,
    days: int,
    *,
    scenario: str = BASE,
    progress: Progress | None = None,
) -> Outage:
    """What happens when rows are out of service for some days.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    out
        Names of supplies, processes and links, or tags that they carry.
    start
        First day of the outage, such as 2024-02-02.
    days
        How many days it lasts.

    Raises
    ------
    CaseError
        If a name stands for nothing, or the days do not lie in the horizon.
    NoPlanError
        If no plan keeps every limit.
    """
    end = str((pd.Timestamp(start) + pd.Timedelta(days=days - 1)).date())
    under = under_scenario(case, scenario)
    lost = lost_rows(under, out)
    planned, without, window = days_without(under, start, end, progress)
    made = without.resolve(with_outage(without.case, lost, start, end), progress=progress)
    notes = [*_notes(under, lost), *_drift(planned, without, made)]
    return Outage(tuple(lost), start, end, window, without, made, tuple(notes))


def under_scenario(case: Case | str | Path, scenario: str) -> Case:
    """A case, a folder or the name of a bundled case, under a scenario."""
    return with_scenario(case if isinstance(case, Case) else read_case(case), scenario)


def days_without(
    case: Case, start: str, end: str, progress: Progress | None, *, longest: int | None = None
) -> tuple[Plan, Plan, Window]:
    """The plan of the whole horizon, and of the days around an outage without it.

    Hour by hour, but in the typical days of the case where the days are more than `longest`.
    """
    window = around(timeline(case).calendar, start, end, SPARE)
    planned = plan(case, progress=progress)
    short = longest is None or window.days <= longest
    cut = windowed(planned, window, "full" if short else str(case.settings["chronology"]))
    return planned, plan(cut, progress=progress, keep=True), window


def lost_rows(case: Case, names: Iterable[str], *, shared: bool = True) -> list[Row]:
    """The rows in use that names stand for: rows, rows with a tag, and what shares one capacity with them.

    Raises
    ------
    CaseError
        If a name stands for nothing.
    """
    found: list[Row] = []
    for name in names:
        own = [(table, name) for table in LOSABLE if name in case.table(table).index]
        own = own or [(table, row) for table in LOSABLE for row in case.members(table, name)]
        if not own:
            every = [str(row) for table in LOSABLE for row in case.table(table).index]
            remedy = nearest(name, every) or "aryk show lists the rows of a run"
            allowed = "a row in use of supplies.csv, processes.csv or links.csv, or a tag that they carry"
            raise CaseError([Fault("--out", 0, "", "no row in use has this name or tag", name, allowed, remedy)])
        found += own
    return list(dict.fromkeys(with_shared(case, found) if shared else found))


def with_shared(case: Case, rows: list[Row]) -> list[Row]:
    """Rows and the parts of the same plants: those that a limit of each hour holds within one capacity."""
    limits = case.table("limits")
    joint = limits.index[(limits["sense"] == "at-most") & (limits["quantity"] == "rate") & (limits["per"] == "hour")]
    terms = case.resolve(case.table("limit_terms"))
    found = list(rows)
    for _, own in terms[terms["limit"].isin(joint)].groupby("limit", sort=False):
        parts = list(zip(own["table"], own["row"], strict=True))
        plants = own["table"].isin(["supplies", "processes"]).all() and (own["coefficient"] > 0).all()
        if plants and set(parts) & set(rows):
            found += parts
    return list(dict.fromkeys(found))


def with_outage(case: Case, lost: Iterable[Row], start: str, end: str) -> Case:
    """The case with rows out of service from `start` to `end`."""
    own = case.tables["outages"]
    rows: list[dict[str, str | float]] = [
        {"outage": f"lost-{table}-{row}", "table": table, "row": row, "start": start, "end": end} for table, row in lost
    ]
    more = pd.concat([own, typed_frame(TABLES["outages"], rows)], ignore_index=True)
    files = pd.DataFrame({"file": "outages.csv", "row": range(2, len(more) + 2)})
    return replace(case.with_tables({"outages": more}), files={**case.files, "outages": files})


def _notes(case: Case, lost: list[Row]) -> list[str]:
    """What the reader should know."""
    names = {row for _, row in lost}
    alike = [
        row
        for table in LOSABLE
        for row in case.table(table).index
        if row not in names and any(str(row).startswith(f"{name}-") for name in names)
    ]
    notes = ["the plan knows the outage in advance and acts for all sides as one: real losses are larger"]
    if alike:
        notes.append(f"of like name and still in service: {', '.join(alike)}; add them to --out if they are lost too")
    notes.append("people: the case does not say how many people a demand serves, so none are counted")
    return notes


def _drift(planned: Plan, without: Plan, made: Plan) -> list[str]:
    """Stores that end the window far from the plan of the whole horizon, already without the outage."""
    gauge, case = Gauge(planned.timeline, planned.results), planned.case
    day = int(np.searchsorted(planned.calendar.days, without.calendar.days[-1]))
    notes = []
    for name in case.table("stores").index:
        levels = [each.results.find("stores", name, "level") for each in (planned, without, made)]
        whole, before, after = levels
        if whole is None or before is None or after is None or not planned.results.find("stores", name, "initial"):
            continue
        wanted = gauge.content(name, *whole, day, begins=False)
        ends = float(before[1][-1])
        if abs(ends - wanted) > DRIFT * max(float(np.max(whole[1])), LEAST):
            unit = unit_of(case, "stores", name, "level")
            words = f"{wanted:,.0f} {unit} as planned for the whole horizon, {ends:,.0f} without the outage"
            notes.append(f"{name} ends these days with {words}, {float(after[1][-1]):,.0f} with it")
    return notes
