"""A case as a PyPSA network: the order of construction on one page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.case.steps import StepCalendar
from aryk.case.timeline import node_steps, timeline
from aryk.exchange.pypsa.export import limits
from aryk.exchange.pypsa.export.flows import add_demands, add_nodes, add_processes, add_supplies
from aryk.exchange.pypsa.export.guard import check_known
from aryk.exchange.pypsa.export.links import add_links
from aryk.exchange.pypsa.export.sheet import Sheet
from aryk.exchange.pypsa.export.sizes import check_expansions
from aryk.exchange.pypsa.export.stores import add_stores, check_stores
from aryk.exchange.pypsa.network import Network


def export_case(case: Case, *, partial: bool = False) -> tuple[Network, tuple[Fault, ...]]:
    """Turn a case into a network, with what is left out.

    Parameters
    ----------
    partial
        Leave out what cannot be carried over, instead of refusing.

    Raises
    ------
    CaseError
        If the case has more than one clock or typical days; without `partial`, if anything cannot be carried over.
    """
    sheet = Sheet(timeline(case), _one_step(case))
    snapshots, periods = _time(sheet)
    check_known(sheet)
    check_expansions(sheet)
    check_stores(sheet)
    counted = limits.prepare(sheet)
    add_nodes(sheet)
    add_supplies(sheet)
    add_demands(sheet)
    add_processes(sheet)
    add_links(sheet)
    add_stores(sheet)
    limits.add_limits(sheet, counted)
    network = sheet.network(snapshots, periods)
    _add_carriers(sheet, network)
    if sheet.faults and not partial:
        raise CaseError(sheet.faults)
    return network, tuple(sorted(set(sheet.faults)))


def _one_step(case: Case) -> str:
    """The one step of a case.

    Raises
    ------
    CaseError
        If there are several, or typical days.
    """
    steps = {*node_steps(case), *(step for step in case.table("processes")["step"] if step)}
    typical = case.settings["chronology"] == "typical-days" and not len(case.tables["steps"])
    if typical:
        what, remedy = "typical days: a network has one row of snapshots", "write chronology full"
        raise CaseError([Fault("case.csv", 2, "chronology", what, "typical-days", "full", remedy)])
    if len(steps) > 1:
        what, remedy = "several clocks: a network has one", "give all carriers and nodes one step"
        raise CaseError([Fault("carriers.csv", 0, "step", what, ", ".join(sorted(steps)), "one step", remedy)])
    return str(steps.pop())


def _time(sheet: Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Snapshots with their weightings, and investment periods."""
    calendar, clock = sheet.timeline.calendar, sheet.clock
    amounts = clock.hours * clock.weight
    snapshots = pd.DataFrame({"label": clock.start, "period": np.nan})
    worth = np.ones(len(clock))
    periods = pd.DataFrame({"objective": [], "years": []}, index=pd.Index([], dtype=int))
    if isinstance(calendar, StepCalendar) and len(sheet.case.table("stages")):
        snapshots["period"] = calendar.stage_year[calendar.stage]
        worth = calendar.stage_value[calendar.stage]
        index = pd.Index(calendar.stage_year.astype(int))
        periods = pd.DataFrame({"objective": calendar.stage_value, "years": 1.0}, index=index)
    weightings = {"objective": amounts * clock.value / worth, "stores": clock.hours, "generators": amounts}
    return snapshots.assign(**weightings), periods


def _add_carriers(sheet: Sheet, network: Network) -> None:
    """The carriers of the case, and those by which limits find what they count."""
    table = sheet.case.table("carriers")
    names = dict.fromkeys([*table.index, *sheet.carriers.values(), *sheet.attributes, "count"])
    frame = pd.DataFrame({"max_growth": np.inf, "max_relative_growth": 0.0}, index=pd.Index(list(names), dtype=object))
    frame["co2_emissions"] = 0.0
    for carrier, values in sheet.attributes.items():
        for attribute, value in values.items():
            if attribute not in frame.columns:
                frame[attribute] = 0.0
            frame.loc[carrier, attribute] = value
    network.tables["carriers"] = frame
