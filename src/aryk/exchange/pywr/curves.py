"""Parameters that read the content of a storage against control curves."""

from __future__ import annotations

from typing import Any

from aryk.exchange.pywr.numbers import Number
from aryk.exchange.pywr.parameters import Parameters, Reader


def control_curve(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A value by zone of a content."""
    curves = parameters.curves(data, name)
    if "values" in data or "url" in data:
        values: list[Number] = list(parameters.values(data, name))
    elif "parameters" in data:
        values = [parameters.number(each, f"{name} value {place}") for place, each in enumerate(data["parameters"])]
    else:
        values = [float(each) for each in range(len(curves) + 1)]
    if len(values) != len(curves) + 1:
        parameters.book.model.blame(
            name, "one value more than curves is needed", str(len(values)), str(len(curves) + 1)
        )
        return 0.0
    return parameters.book.rule("zones", [parameters.filling(data["storage_node"], name), *curves, *values], name)


def control_index(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """How many curves lie above a content."""
    curves = parameters.curves(data, name)
    return parameters.book.rule("zone", [parameters.filling(data["storage_node"], name), *curves], name)


def control_between(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A value on straight lines between curves."""
    curves = parameters.curves(data, name)
    values: list[Number] = (
        [parameters.number(each, f"{name} value {place}") for place, each in enumerate(data["parameters"])]
        if "parameters" in data
        else list(parameters.values(data, name))
    )
    if len(values) != len(curves) + 2:
        parameters.book.model.blame(
            name, "two values more than curves are needed", str(len(values)), str(len(curves) + 2)
        )
        return 0.0
    return parameters.book.rule("between", [parameters.filling(data["storage_node"], name), *curves, *values], name)


def control_slopes(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A value on a line of its own in each zone."""
    curves = parameters.curves(data, name)
    values = list(parameters.values(data, name))
    if len(values) != 2 * (len(curves) + 1):
        found = str(len(values) // 2)
        parameters.book.model.blame(name, "one pair more than curves is needed", found, str(len(curves) + 1))
        return 0.0
    ends = [float(data.get("minimum", 0.0)), float(data.get("maximum", 1.0))]
    reads = [parameters.filling(data["storage_node"], name), *curves, *values, *ends]
    return parameters.book.rule("slopes", reads, name)


CURVES: dict[str, Reader] = {
    "controlcurve": control_curve,
    "controlcurveindex": control_index,
    "controlcurveinterpolated": control_between,
    "controlcurvepiecewiseinterpolated": control_slopes,
}
