"""Whether the parts of a model are what they have to be: lists, names, numbers; what is not is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aryk.case.faults import Fault
from aryk.exchange.pywr.model import Model

WRONG = (TypeError, ValueError, IndexError, AttributeError)


def shape_faults(file: str, data: dict[str, Any]) -> list[Fault]:
    """What of the parts of a model is not written as it has to be.

    >>> [fault.found for fault in shape_faults("model.json", {"nodes": 3.0, "edges": [["a"]]})]
    ['3.0', "['a']"]
    """
    faults = []

    def tell(part: str, found: Any, allowed: str) -> None:
        what, remedy = "this is not written as a model has it", "correct it"
        faults.append(Fault(file, 0, part, what, str(found)[:60], allowed, remedy))

    for part in ("metadata", "timestepper"):
        if not isinstance(data.get(part, {}), dict):
            tell(part, data[part], "names and values, {}")
    for part, allowed in (("nodes", "a list of nodes, {} each"), ("scenarios", "a list of scenarios, {} each")):
        own = data.get(part) or []
        for each in own if isinstance(own, list) else [own]:
            if not isinstance(own, list) or not isinstance(each, dict) or not isinstance(each.get("name", ""), str):
                tell(part, each, f"{allowed} with a name")
    edges = data.get("edges") or []
    for each in edges if isinstance(edges, list) else [edges]:
        if not isinstance(edges, list) or not _is_edge(each):
            tell("edges", each, "a list of edges, [from, to] or [from, to, slot, slot] each")
    for part in ("parameters", "recorders", "tables"):
        own = data.get(part) or {}
        if isinstance(own, list) and all(isinstance(each, dict) and isinstance(each.get("name"), str) for each in own):
            continue
        if not isinstance(own, dict):
            tell(part, own, "names and what each of them is, {}")
        elif part == "tables":
            for name, each in own.items():
                if not isinstance(each, dict):
                    tell(f"tables {name}", each, "where it is read, {}")
    return faults


def _is_edge(edge: Any) -> bool:
    if not isinstance(edge, list) or not 2 <= len(edge) <= 4:
        return False
    ends, places = edge[:2], edge[2:]
    return all(isinstance(each, str) for each in ends) and all(
        each is None or isinstance(each, int | str) for each in places
    )


@contextmanager
def blaming(model: Model, name: str) -> Iterator[None]:
    """Note whatever of a node is not written as Pywr reads it, and go on with the next."""
    try:
        yield
    except KeyError as missing:
        model.blame(name, "the node lacks something", str(missing).strip("'"))
    except WRONG as reason:
        model.blame(name, "the node is not written as Pywr reads it", str(reason)[:80])
