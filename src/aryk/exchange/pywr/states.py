"""Parameters that read contents and flows: as they are, on lines between points, and against thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.exchange.pywr.numbers import Number
from aryk.exchange.pywr.parameters import Parameters, Reader
from aryk.exchange.pywr.past import steps_of


def storage(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A content, or its share of what the storage holds."""
    node = data["storage_node"]
    if data.get("use_proportional_volume"):
        return parameters.filling(node, name)
    return parameters.content(node, name)


def _points(x: list[float], y: list[float]) -> list[Number]:
    return [each for pair in sorted(zip(x, y, strict=True)) for each in pair]


def interpolated(of: str, x: str) -> Reader:
    """A value by straight lines between points, of a content, a flow or another parameter."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        kind = data.get("interp_kwargs", {}) or {}
        if str(data.get("kind", kind.get("kind", "linear"))) != "linear":
            parameters.book.model.refuse(name, "only straight lines between points are carried over", str(kind))
        position = {
            "node": lambda: parameters.content(data["node"], name),
            "flow": lambda: parameters.flow(data["node"], name),
            "parameter": lambda: parameters.number(data["parameter"], f"{name} of"),
        }[of]()
        xs = parameters.listed(data[x], f"{name} {x}")
        ys = parameters.listed(data["values"], f"{name} values")
        if len(xs) != len(ys):
            parameters.book.model.blame(name, "as many values as points are needed", f"{len(ys)} for {len(xs)}")
            return 0.0
        return parameters.book.rule("curve", [position, *_points(xs, ys)], name)

    return read


def polynomial(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A polynomial of a content, a share or a parameter."""
    if "storage_node" in data:
        proportional = data.get("use_proportional_volume", False)
        x = (parameters.filling if proportional else parameters.content)(data["storage_node"], name)
    elif "parameter" in data or "other_parameter" in data:
        x = parameters.number(data.get("parameter", data.get("other_parameter")), f"{name} of")
    else:
        parameters.book.model.refuse(name, "a polynomial of this is not carried over", ", ".join(data))
        return 0.0
    scale, offset = float(data.get("scale", 1.0)), float(data.get("offset", 0.0))
    if (scale, offset) != (1.0, 0.0):
        x = parameters.book.rule(
            "sum", [parameters.book.rule("product", [x, scale], f"{name} scaled"), offset], f"{name} x"
        )
    return parameters.book.rule("polynomial", [x, *[float(each) for each in data["coefficients"]]], name)


PREDICATES = {"LT": ("below", False), "GT": ("above", False), "LE": ("above", True), "GE": ("below", True)}
PREDICATES |= {"EQ": ("equal", False)}
PREDICATES |= {
    sign: PREDICATES[word] for sign, word in (("<", "LT"), (">", "GT"), ("<=", "LE"), (">=", "GE"), ("=", "EQ"))
}
"""The kind of rule that compares, and whether its answer is turned round."""


def compared(
    parameters: Parameters, data: dict[str, Any], name: str, x: Number, at_first: float | None = None
) -> Number:
    """0 or 1, or the first or second value, as a number meets a threshold; `at_first`: the answer at the first step."""
    book = parameters.book
    if data.get("ratchet"):
        book.model.refuse(name, "a threshold that stays where it was is not carried over", "ratchet")
    predicate = str(data.get("predicate") or "LT").upper()
    if predicate not in PREDICATES:
        book.model.blame(name, "this compares nothing", predicate, ", ".join(PREDICATES))
        return 0.0
    kind, turned = PREDICATES[predicate]
    index = book.rule(kind, [x, parameters.number(data["threshold"], f"{name} threshold")], f"{name} met")
    if turned:
        index = book.rule("below", [index, 0.5], f"{name} index")
    if at_first is not None:
        first = np.zeros(book.steps)
        first[0] = 1.0
        index = book.rule("pick", [first, index, at_first], f"{name} from the first step")
    values = data.get("values")
    return index if values is None else book.rule("pick", [index, *[float(each) for each in values]], name)


def threshold(of: str) -> Reader:
    """A content, a flow or a parameter against a threshold; a flow meets none at the first step."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        match of:
            case "storage":
                return compared(parameters, data, name, parameters.content(data["storage_node"], name))
            case "node":
                return compared(parameters, data, name, parameters.flow(data["node"], name), 0.0)
            case _:
                x = parameters.number(data["parameter"] if "parameter" in data else data["param"], f"{name} of")
                return compared(parameters, data, name, x)

    return read


def recorded(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What a recorder saw at the step before against a threshold."""
    model, recorder = parameters.book.model, data["recorder"]
    given: dict[str, Any] = (model.recorders.get(recorder) if isinstance(recorder, str) else recorder) or {}
    kind = str(given.get("type", "")).lower().removesuffix("recorder")
    if kind in ("numpyarraynode", "rollingmeanflownode"):
        steps = steps_of(parameters, given, name) if kind == "rollingmeanflownode" else 1
        x = parameters.flow(given["node"], name, steps=steps)
    elif kind == "numpyarraystorage":
        x = parameters.content(given["node"], name)
    else:
        model.refuse(name, "a threshold on such a recorder is not carried over", str(recorder)[:60])
        return 0.0
    return compared(parameters, data, name, x, float(data.get("initial_value", 1)))


def thresholds(of: str) -> Reader:
    """The place of the first threshold that a flow of the step before, or a parameter, is not below."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        x = parameters.flow(data["node"], name) if of == "node" else parameters.number(data["parameter"], f"{name} of")
        listed = [parameters.number(each, f"{name} {place}") for place, each in enumerate(data["thresholds"], start=1)]
        return parameters.book.rule("zone", [x, *listed], name)

    return read


STATES: dict[str, Reader] = {
    "storage": storage,
    "interpolatedvolume": interpolated("node", "volumes"),
    "interpolatedflow": interpolated("flow", "flows"),
    "interpolated": interpolated("parameter", "x"),
    "polynomial1d": polynomial,
    "storagethreshold": threshold("storage"),
    "nodethreshold": threshold("node"),
    "parameterthreshold": threshold("parameter"),
    "recorderthreshold": recorded,
    "multiplethresholdindex": thresholds("node"),
    "multiplethresholdparameterindex": thresholds("parameter"),
}
