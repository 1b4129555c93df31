"""Nodes of a model as pieces: what stands alone, what joins two places, and the places themselves.

Every node has inlets and outlets. Edges join outlets to inlets; those that reach each other, all with all, are one
place of the case. Where some reach only a few, each is a place of its own and links without limit join them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from aryk.exchange.pywr.model import Model, kind_of
from aryk.exchange.pywr.shapes import blaming

INPUTS = ("input", "catchment", "discharge")
LINKS = ("link", "river", "breaklink", "losslink", "delaynode", "delay")
PIECEWISE = ("piecewiselink", "rivergauge")
SPLITS = ("riversplit", "riversplitwithgauge", "multisplitlink")
STORES = ("storage", "reservoir")
VIRTUAL = (
    "virtualstorage",
    "annualvirtualstorage",
    "seasonalvirtualstorage",
    "monthlyvirtualstorage",
    "rollingvirtualstorage",
)
SUMS = ("aggregatednode", "aggregatedstorage")
ALL = (*INPUTS, "output", *LINKS, *PIECEWISE, *SPLITS, *STORES, *VIRTUAL, *SUMS)

WORDS = ("name", "type", "comment", "tags", "position", "color", "visible")
"""What every node may say that its flow does not depend on."""
_BOUNDS = ("min_flow", "max_flow", "cost")
_VOLUMES = ("min_volume", "max_volume", "initial_volume", "initial_volume_pc", "cost")
_PIECES = ("nsteps", "costs", "max_flows")
_SPLIT = ("factors", "slot_names")
_RESET = ("nodes", "factors", "reset_to_initial_volume")
KNOWN = {
    **dict.fromkeys(("input", "output", "link", "river", "breaklink"), _BOUNDS),
    **dict.fromkeys(("catchment", "discharge"), ("flow", "cost")),
    "losslink": (*_BOUNDS, "loss_factor", "loss_factor_type"),
    **dict.fromkeys(("delaynode", "delay"), ("days", "timesteps", "initial_flow")),
    "piecewiselink": _PIECES,
    "rivergauge": ("mrf", "mrf_cost", "cost"),
    "riversplit": (*_PIECES, *_SPLIT),
    "riversplitwithgauge": ("mrf", "mrf_cost", "cost", *_SPLIT),
    "multisplitlink": (*_PIECES, *_SPLIT, "extra_slots"),
    "storage": (*_VOLUMES, "inputs", "outputs", "num_inputs", "num_outputs", "level", "area"),
    "virtualstorage": (*_VOLUMES, "nodes", "factors"),
    "annualvirtualstorage": (*_VOLUMES, *_RESET, "reset_day", "reset_month"),
    "seasonalvirtualstorage": (*_VOLUMES, *_RESET, "reset_day", "reset_month", "end_day", "end_month"),
    "monthlyvirtualstorage": (*_VOLUMES, *_RESET, "months", "initial_months"),
    "rollingvirtualstorage": (*_VOLUMES, "nodes", "factors", "days", "timesteps"),
    "aggregatednode": ("nodes", "min_flow", "max_flow", "factors", "flow_weights"),
    "aggregatedstorage": ("storage_nodes",),
}
KNOWN["reservoir"] = (*KNOWN["storage"], "control_curve", "above_curve_cost")
"""What a node of each type may say besides; some of it stands in the model alone, as the level of a storage."""
Port = tuple[str, str]
"""Node and slot; inlets and outlets are kept apart."""


@dataclass
class Ports:
    """The inlets and outlets of the model, and the place of each."""

    inlets: dict[Port, str] = field(default_factory=dict)
    outlets: dict[Port, str] = field(default_factory=dict)
    bridges: list[tuple[str, str]] = field(default_factory=list)


def inert(kind: str, data: dict[str, Any]) -> tuple[str, ...]:
    """What a node says besides, without effect: bounds and cost of the whole where the pieces have their own."""
    whole = _BOUNDS if kind in PIECEWISE or kind in SPLITS or kind.startswith("delay") else ()
    plain = ("min_flow", "max_flow") if kind in ("catchment", "discharge") else ()
    one = ("conversion_factor",) if data.get("conversion_factor") == 1.0 else ()
    return (*whole, *plain, *one)


def slots(data: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Names of the inlets and outlets of a node; the first is what an edge without a slot means."""
    kind = kind_of(data, "node") if kind_of(data, "") not in ALL else kind_of(data, "")
    if kind in INPUTS:
        return [], ["0"]
    if kind == "output":
        return ["0"], []
    if kind in STORES:
        into, out = (
            int(data.get("outputs", data.get("num_outputs", 1))),
            int(data.get("inputs", data.get("num_inputs", 1))),
        )
        return [str(each) for each in range(into)], [str(each) for each in range(out)]
    if kind in SPLITS:
        count = len(data.get("factors", ())) if kind != "multisplitlink" else int(data.get("extra_slots", 1)) + 1
        return ["0"], [str(each) for each in data.get("slot_names", range(count))]
    if kind in VIRTUAL or kind in SUMS:
        return [], []
    return ["0"], ["0"]


def find_places(model: Model, nodes: dict[str, dict[str, Any]]) -> Ports:
    """Give each inlet and outlet its place."""
    ports = Ports()
    edges = []
    for edge in model.edges:
        with blaming(model, "edges"):
            found = _edge(model, nodes, edge)
            if found is not None:
                edges.append(found)
    above: dict[Port, set[Port]] = defaultdict(set)
    below: dict[Port, set[Port]] = defaultdict(set)
    for out, into in edges:
        below[out].add(into)
        above[into].add(out)
    seen: set[Port] = set()
    for start in list(below):
        if start in seen:
            continue
        outs, ins = {start}, set(below[start])
        while True:
            more_outs = set().union(*(above[each] for each in ins)) | outs
            more_ins = set().union(*(below[each] for each in more_outs)) | ins
            if (more_outs, more_ins) == (outs, ins):
                break
            outs, ins = more_outs, more_ins
        seen |= outs
        if all(below[each] == ins for each in outs):
            name = _place_name(outs, ins)
            for each in outs:
                ports.outlets[each] = name
            for each in ins:
                ports.inlets[each] = name
        else:
            for each in outs:
                ports.outlets[each] = f"{_words(each)} outlet"
            for each in ins:
                ports.inlets[each] = f"{_words(each)} inlet"
            ports.bridges += [
                (ports.outlets[out], ports.inlets[into]) for out in sorted(outs) for into in sorted(below[out])
            ]
    return ports


def _words(port: Port) -> str:
    return port[0] if port[1] == "0" else f"{port[0]} {port[1]}"


def _place_name(outs: set[Port], ins: set[Port]) -> str:
    return f"below {_words(min(outs))}" if len(outs) == 1 else f"above {_words(min(ins))}"


def _edge(model: Model, nodes: dict[str, dict[str, Any]], edge: list[Any]) -> tuple[Port, Port] | None:
    words = " to ".join(str(each) for each in edge[:2])
    for name in edge[:2]:
        if name not in nodes:
            if any(str(each.get("name")) == name for each in model.nodes):
                return None
            model.blame("edges", "an edge names a node that is not there", words, ", ".join(list(nodes)[:12]))
            return None
    given = [*edge[2:4], None, None][:2]
    ends = []
    for name, slot, side in ((edge[0], given[0], 1), (edge[1], given[1], 0)):
        known = slots(nodes[name])[side]
        if not known:
            model.blame(
                "edges", "nothing can leave or enter here", words, "a node with an outlet, and one with an inlet"
            )
            return None
        chosen = known[0] if slot is None else str(slot)
        if chosen not in known:
            model.blame("edges", "the node has no such slot", f"{words}: {slot}", ", ".join(known))
            return None
        ends.append((str(name), chosen))
    return ends[0], ends[1]
