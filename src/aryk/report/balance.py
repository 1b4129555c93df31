"""What enters and leaves the nodes of a carrier, told apart by what it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from aryk.case.calendar import Floats
from aryk.report.view import View


@dataclass(frozen=True)
class Part:
    """A flow at a node on the asked clock, shape (n,): above 0 it enters, below 0 it leaves.

    `kind` is supply, process, demand, missing, link, returned, store or disposal; `label` the fuel, technology or sort;
    `across` the node at the other end of a link.
    """

    kind: str
    label: str
    table: str
    row: str
    node: str
    values: Floats
    across: str = ""


def parts(view: View, carrier: str, clock: str) -> list[Part]:
    """All flows at the nodes of a carrier; travel times of links and processes are left out."""
    return [
        *_supplies(view, carrier, clock),
        *_processes(view, carrier, clock),
        *_demands(view, carrier, clock),
        *_links(view, carrier, clock),
        *_returned(view, carrier, clock),
        *_others(view, carrier, clock),
    ]


def label_of(row: Mapping[str, object], other: str) -> str:
    """Fuel, else technology, else what is said for want of both."""
    return str(row["fuel"] or row["technology"] or other)


def _supplies(view: View, carrier: str, clock: str) -> Iterable[Part]:
    flows = view.on("supplies", "flow", clock)
    for name, row in view.items("supplies", carrier):
        if str(name) in flows:
            yield Part("supply", label_of(row, "supplies"), "supplies", str(name), row["node"], flows[str(name)])


def _processes(view: View, carrier: str, clock: str) -> Iterable[Part]:
    table, processes, own = view.case.table("flows"), view.case.table("processes"), set(view.nodes_of(carrier))
    for row in table[table["node"].isin(own)].to_dict("records"):
        found = view.results.find("processes", row["process"], "activity")
        if found is None or row["process"] not in processes.index:
            continue
        step, values = found
        rate = row["coefficient"] * values * (view.timeline.values(row["profile"], step) if row["profile"] else 1.0)
        sign = 1.0 if row["direction"] == "out" else -1.0
        label = label_of(processes.loc[row["process"]].to_dict(), "processes")
        yield Part(
            "process",
            label,
            "processes",
            row["process"],
            row["node"],
            sign * view.resampled(rate[None], step, clock)[0],
        )
    ports = view.case.table("operating_points").drop_duplicates(["process", "node"])
    for process, node in zip(ports["process"], ports["node"], strict=True):
        found = view.results.find("processes", f"{process}/{node}", "rate")
        if found is not None and node in own:
            label = label_of(processes.loc[process].to_dict(), "processes")
            yield Part("process", label, "processes", process, node, view.resampled(found[1][None], found[0], clock)[0])


def _demands(view: View, carrier: str, clock: str) -> Iterable[Part]:
    served, unserved = view.on("demands", "served", clock), view.on("demands", "unserved", clock)
    for name, row in view.items("demands", carrier):
        if str(name) in served:
            yield Part("demand", "demand", "demands", str(name), row["node"], -served[str(name)])
        if str(name) in unserved:
            yield Part("missing", "not served", "demands", str(name), row["node"], -unserved[str(name)])


def _links(view: View, carrier: str, clock: str) -> Iterable[Part]:
    forward, back, lost = (view.on("links", each, clock) for each in ("forward", "back", "loss"))
    for name, row in view.items("links", carrier):
        if str(name) in forward:
            there, here, kept = forward[str(name)], back[str(name)], 1 - row["loss"]
            half = lost[str(name)] / 2 if str(name) in lost else 0.0
            label = row["kind"] or "links"
            one, other = row["from_node"], row["to_node"]
            yield Part("link", label, "links", str(name), one, here * kept - there - half, other)
            yield Part("link", label, "links", str(name), other, there * kept - here - half, one)


def _returned(view: View, carrier: str, clock: str) -> Iterable[Part]:
    """What is lost on links and in stores and comes out again at another node."""
    forward, back, levels = (
        view.on(*each, clock) for each in (("links", "forward"), ("links", "back"), ("stores", "level"))
    )
    for name, row in view.items("links", carrier):
        if row["loss_to"] and str(name) in forward:
            lost = row["loss"] * row["loss_return"] * (forward[str(name)] + back[str(name)])
            yield Part("returned", "losses", "links", str(name), row["loss_to"], lost)
    for name, row in view.items("stores", carrier):
        if row["loss_to"] and str(name) in levels:
            step, level = view.results.find("stores", str(name), "level") or (clock, levels[str(name)])
            initial = view.results.find("stores", str(name), "initial")
            before = np.concatenate([[float(initial[1][0]) if initial else float(level[-1])], level[:-1]])
            days = view.calendar.clocks[step].hours / 24
            lost = before * (1 - (1 - row["loss"]) ** days) / (24 * days) / float(view.case.kappa[carrier])
            yield Part(
                "returned", "losses", "stores", str(name), row["loss_to"], view.resampled(lost[None], step, clock)[0]
            )


def _others(view: View, carrier: str, clock: str) -> Iterable[Part]:
    net, disposed = view.on("stores", "net", clock), view.on("nodes", "disposed", clock)
    for name, row in view.items("stores", carrier):
        if str(name) in net:
            yield Part("store", "stores", "stores", str(name), row["node"], -net[str(name)])
    for node in view.nodes_of(carrier):
        if node in disposed:
            yield Part("disposal", "disposed", "nodes", node, node, -disposed[node])


def stacked(view: View, found: Collection[Part], nodes: Collection[str]) -> tuple[dict[str, Floats], Floats]:
    """How the demand of some nodes is met: sources by label, exchange by party, what is not served; and the demand.

    Small sources (beyond the ten largest) are joined as `other`. All of shape (n,).
    """
    inside = set(nodes)
    sources: dict[str, Floats] = {}
    exchange: dict[str, Floats] = {}
    steps = next((len(each.values) for each in found), 0)
    missing, demand = np.zeros(steps), np.zeros(steps)
    for each in found:
        if each.node not in inside:
            continue
        match each.kind:
            case "supply" | "store" | "returned":
                sources[each.label] = sources.get(each.label, 0.0) + each.values
            case "process" if each.values.max(initial=0.0) > 0:
                sources[each.label] = sources.get(each.label, 0.0) + each.values
            case "link" if each.across not in inside:
                other = view.party["nodes"][each.across]
                name = f"exchange with {other}" if other != view.party["nodes"][each.node] else "from elsewhere"
                exchange[name] = exchange.get(name, 0.0) + each.values
            case "demand" | "missing":
                demand = demand - each.values
                missing = missing - each.values if each.kind == "missing" else missing
    ranked = sorted(sources, key=lambda name: -float(np.abs(sources[name]).sum()))
    kept = {name: sources[name] for name in ranked[:10]}
    if ranked[10:]:
        kept["other"] = np.sum([sources[name] for name in ranked[10:]], axis=0)
    result = {**kept, **exchange}
    if missing.max(initial=0.0) > 1e-6 * demand.max(initial=0.0):
        result["not served"] = missing
    return result, demand


def amount(view: View, carrier: str, values: Floats, clock: str) -> float:
    """Amount of a flow on a clock over the horizon."""
    time = view.calendar.clocks[clock]
    return float(values @ (time.hours * time.weight)) * float(view.case.kappa[carrier])
