"""Parameters that put others together: sums and products, picks, quotients, bounds, lines, polynomials."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.exchange.pywr.numbers import Number
from aryk.exchange.pywr.parameters import Parameters, Reader

AGGREGATES = {"sum": "sum", "product": "product", "min": "least", "max": "most", "mean": "mean", "median": "median"}
AGGREGATES |= {"any": "any", "all": "all"}


def aggregated(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """Several parameters put together."""
    kind = AGGREGATES.get(str(data.get("agg_func", data.get("aggfunc", ""))).lower())
    if kind is None:
        parameters.book.model.refuse(name, "this way to aggregate is not carried over", str(data.get("agg_func")))
        return 0.0
    listed = [parameters.number(each, f"{name} {place}") for place, each in enumerate(data["parameters"], start=1)]
    return parameters.book.rule(kind, listed, name)


def pick(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """The parameter at the place that another one says."""
    index = parameters.number(data["index_parameter"], f"{name} index")
    given = data.get("params", data.get("parameters"))
    listed = [parameters.number(each, f"{name} {place}") for place, each in enumerate(given or ())]
    return parameters.book.rule("pick", [index, *listed], name)


def quotient(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One parameter over another."""
    over, under = (parameters.number(data[each], f"{name} {each}") for each in ("numerator", "denominator"))
    return parameters.book.rule("quotient", [over, under], name)


def bounded(kind: str, sign: float) -> Reader:
    """The larger (or smaller) of a threshold and a parameter, or the parameter with the other sign."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        inner = parameters.number(data["parameter"], f"{name} of")
        if sign < 0:
            inner = parameters.book.rule("product", [inner, -1.0], f"{name} negative")
        return parameters.book.rule(kind, [inner, float(data.get("threshold", 0.0))], name)

    return read


def negative(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A parameter with the other sign."""
    return parameters.book.rule("product", [parameters.number(data["parameter"], f"{name} of"), -1.0], name)


def offset(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A parameter and a number."""
    inner = parameters.number(data["parameter"], f"{name} of")
    return parameters.book.rule("sum", [inner, float(data.get("offset", 0.0))], name)


def scaled(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A profile times a number."""
    return parameters.book.rule(
        "product", [parameters.number(data["profile"], f"{name} of"), float(data["scale"])], name
    )


def integral(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What a price by pieces sums to from 0 up to a parameter."""
    x, y = parameters.listed(data["x"], f"{name} x"), parameters.listed(data["y"], f"{name} y")
    if len(x) != len(y) or x != sorted(x) or x[:1] < [0.0]:
        what, found = "as many values as points, points that rise from 0", f"{len(x)} and {len(y)}"
        parameters.book.model.blame(name, what, found)
        return 0.0
    total = np.cumsum(np.diff([0.0, *x]) * np.array(y))
    points = [0.0, 0.0, *(float(each) for pair in zip(x, total, strict=True) for each in pair)]
    return parameters.book.rule("curve", [parameters.number(data["parameter"], f"{name} of"), *points], name)


def hydropower(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """The flow that makes a given power: q = P / (conversion x density x 9.81 x head x efficiency)."""
    book = parameters.book
    turbine = float(data.get("turbine_elevation", 0.0) or 0.0)
    if data.get("water_elevation_parameter") is None:
        head: Number = max(turbine, 0.0)
    else:
        level = parameters.number(data["water_elevation_parameter"], f"{name} level")
        head = book.rule("most", [book.rule("sum", [level, -turbine], f"{name} above turbine"), 0.0], f"{name} head")
    power = parameters.number(data["target"], f"{name} target")
    factor = 9.81 * float(data.get("density", 1000.0)) * float(data.get("efficiency", 1.0))
    factor *= float(data.get("flow_unit_conversion", 1.0)) * float(data.get("energy_unit_conversion", 1e-6))
    flow = book.rule("quotient", [power, book.rule("product", [head, factor], f"{name} per flow")], f"{name} flow")
    for kind, key in (("least", "max_flow"), ("most", "min_flow")):
        if data.get(key) is not None:
            flow = book.rule(kind, [flow, parameters.number(data[key], f"{name} {key}")], f"{name} {key}")
    least = float(data.get("min_head", 0.0))
    if least <= 0.0:
        return flow
    low = book.rule("below", [head, least], f"{name} low")
    return book.rule("pick", [low, flow, 0.0], name)


FORMULAS: dict[str, Reader] = {
    "aggregated": aggregated,
    "aggregatedindex": aggregated,
    "indexedarray": pick,
    "division": quotient,
    "max": bounded("most", 1.0),
    "min": bounded("least", 1.0),
    "negativemax": bounded("most", -1.0),
    "negativemin": bounded("least", -1.0),
    "negative": negative,
    "offset": offset,
    "scaledprofile": scaled,
    "piecewiseintegral": integral,
    "hydropowertarget": hydropower,
}
