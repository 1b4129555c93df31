"""The part of a case that is a river: one carrier, on its own clock, every step in order."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.schema import STEPS


def river_carrier(case: Case) -> str:
    """The carrier of the river: the only one of the case, or the only one whose system is water.

    Raises
    ------
    CaseError
        If it is not clear.
    """
    carriers = case.table("carriers")
    listed = list(carriers.index) if len(carriers) == 1 else list(carriers.index[carriers["system"] == "water"])
    if len(listed) != 1:
        what = "no carrier, or several, could be the river that is run"
        remedy = "set system to water in the row of the carrier, of one only, or name the carrier"
        raise CaseError(
            [Fault("carriers.csv", 0, "system", what, quoted(listed), "one carrier of system water", remedy)]
        )
    return str(listed[0])


def river_part(case: Case, carrier: str | None = None, groups: Sequence[str] = (), step: str | None = None) -> Case:
    """The nodes of one carrier, with a tag where `groups` names some, and all that stands at them.

    What joins them to other nodes is cut: of a turbine only the water stays. All nodes keep one clock, that of the
    carrier or `step`, and the chronology is full.

    Raises
    ------
    CaseError
        If the carrier or a tag is not there, or the step is none.

    Examples
    --------
    >>> import aryk
    >>> talas = river_part(aryk.read_case("kz-kg"), groups=["talas"])
    >>> "kirov" in talas.table("stores").index, "toktogul" in talas.table("stores").index
    (True, False)
    """
    name = carrier if carrier is not None else river_carrier(case)
    faults = []
    if name not in case.table("carriers").index:
        known = list(case.table("carriers").index)
        faults.append(Fault("carriers.csv", 0, "carrier", "no such carrier", name, quoted(known), nearest(name, known)))
    if step is not None and step not in STEPS[1:]:
        faults.append(Fault("carriers.csv", 0, "step", "no such step", step, quoted(STEPS[1:]), nearest(step, STEPS)))
    nodes = case.table("nodes")
    here = nodes["carrier"] == name
    tags = sorted({tag for tagged in nodes["groups"][here] for tag in tagged.split()})
    for group in groups:
        if group not in tags:
            what = "no node of the river has this tag"
            faults.append(Fault("nodes.csv", 0, "groups", what, group, quoted(tags), nearest(group, tags)))
    if faults:
        raise CaseError(faults)
    if groups:
        here &= nodes["groups"].map(lambda tagged: bool(set(tagged.split()) & set(groups)))
    return _kept(case, name, set(nodes.index[here]), step)


def _kept(case: Case, carrier: str, nodes: set[str], step: str | None) -> Case:
    def rows(table: str, keep: pd.Series) -> pd.DataFrame:
        return case.tables[table][keep.to_numpy()].reset_index(drop=True)

    raw = case.tables
    tables = {"nodes": rows("nodes", raw["nodes"]["node"].isin(nodes)).assign(step="")}
    for table in ("supplies", "demands", "stores"):
        tables[table] = rows(table, raw[table]["node"].isin(nodes))
    tables["stores"]["loss_to"] = tables["stores"]["loss_to"].where(tables["stores"]["loss_to"].isin(nodes), "")
    links = rows("links", raw["links"]["from_node"].isin(nodes) & raw["links"]["to_node"].isin(nodes))
    links["loss_to"] = links["loss_to"].where(links["loss_to"].isin(nodes), "")
    tables["links"] = links
    tables["flows"] = rows("flows", raw["flows"]["node"].isin(nodes))
    tables["processes"] = rows("processes", raw["processes"]["process"].isin(tables["flows"]["process"])).assign(
        step=""
    )
    carriers = rows("carriers", raw["carriers"]["carrier"].isin([carrier, *tables["processes"]["carrier"]]))
    if step is not None:
        carriers["step"] = carriers["step"].where(carriers["carrier"] != carrier, step)
    own = carriers["step"][carriers["carrier"] == carrier].iloc[0]
    carriers["step"] = carriers["step"].where(carriers["carrier"] == carrier, own)
    tables["carriers"] = carriers
    tables["case"] = raw["case"].assign(chronology="full")
    tables["limit_terms"], tables["limits"] = _whole_limits(case, tables)
    if "operating_points" in raw:
        tables["operating_points"] = raw["operating_points"].iloc[:0]
    return case.with_tables(tables)


def _whole_limits(case: Case, tables: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Limits of which every term is in the river; a group may have members elsewhere that are not."""
    terms = case.tables["limit_terms"]
    resolved = case.resolve(case.table("limit_terms"))
    names = {
        table: set(tables[table].iloc[:, 0])
        for table in ("supplies", "demands", "stores", "links", "processes", "nodes")
    }
    inside = [row in names.get(table, ()) for table, row in zip(resolved["table"], resolved["row"], strict=True)]
    whole = pd.Series(inside, dtype=bool).groupby(resolved["limit"].to_numpy()).all()
    kept = set(whole.index[whole])
    limits = case.tables["limits"]
    return (
        terms[terms["limit"].isin(kept).to_numpy()].reset_index(drop=True),
        limits[limits["limit"].isin(kept).to_numpy()].reset_index(drop=True),
    )
