"""Parameters of a model as numbers: constants and profiles by step, rules for what depends on contents and flows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.frames import from_file
from aryk.exchange.pywr.model import Floats, kind_of
from aryk.exchange.pywr.numbers import Number, State, folded, is_fixed

IGNORED = ("type", "name", "comment", "is_variable", "lower_bounds", "upper_bounds", "variable_indices", "checksum")


@dataclass
class Parameters:
    """Reads parameters by name or as they stand, each once."""

    book: Book
    _made: dict[str, Number] = field(default_factory=dict)
    _under_way: list[str] = field(default_factory=list)

    def number(self, given: Any, where: str) -> Number:
        """The number that a value of the model means: a number, a name, or a parameter in place."""
        if isinstance(given, bool) or given is None:
            return 0.0
        if isinstance(given, int | float):
            return float(given)
        if isinstance(given, str):
            return self._named(given, where)
        if isinstance(given, dict):
            own = str(given.get("name", "")) or where
            return self._read(given, own)
        self.book.model.blame(where, "this is no number and no parameter", str(given)[:60])
        return 0.0

    def _named(self, name: str, where: str) -> Number:
        model = self.book.model
        if name in self._made:
            return self._made[name]
        if name in self._under_way:
            model.blame(name, "parameters that read each other in a circle", " reads ".join([*self._under_way, name]))
            return 0.0
        if name not in model.parameters:
            model.blame(where, "no parameter has this name", name, ", ".join(list(model.parameters)[:12]))
            return 0.0
        self._under_way.append(name)
        given = model.parameters[name]
        self._made[name] = self._read(given, name) if isinstance(given, dict) else self.number(given, name)
        self._under_way.pop()
        return self._made[name]

    def _read(self, data: dict[str, Any], name: str) -> Number:
        kind = kind_of(data, "parameter")
        reader = READERS.get(kind)
        if kind == "" and ("url" in data or "table" in data):
            reader = _constant
        if reader is None:
            self.book.model.refuse(name, "parameters of this type are not carried over", str(data.get("type")))
            return 0.0
        try:
            return reader(self, data, name)
        except KeyError as missing:
            self.book.model.blame(name, "the parameter lacks something", str(missing).strip("'"))
            return 0.0

    def values(self, data: dict[str, Any], name: str) -> list[float]:
        """A list of numbers: as they stand, or from a file."""
        if "values" in data and data["values"] is not None:
            return [float(each) for each in np.ravel(data["values"])]
        if "url" in data or "table" in data:
            found = from_file(self.book.model, name, data)
            return [] if found is None else [float(each) for each in np.ravel(found)]
        return []

    def curves(self, data: dict[str, Any], name: str) -> list[Number]:
        """The control curves of a parameter, from the highest down."""
        given = data.get("control_curves", data.get("control_curve"))
        listed = given if isinstance(given, list) else [given]
        return [self.number(each, f"{name} curve {place}") for place, each in enumerate(listed, start=1)]

    def filling(self, node: Any, name: str) -> Number:
        """The content of a store as share of what it holds."""
        node = node.get("name") if isinstance(node, dict) else node
        book = self.book
        if node in book.sums:
            members = book.sums[node]
            total = book.rule("sum", [self.content(each, name) for each in members], f"{node} content")
            size = book.rule("sum", [book.sizes[each] for each in members], f"{node} size")
            return book.rule("quotient", [total, size], f"{node} filling")
        if node not in book.stores:
            book.model.blame(name, "no storage has this name", str(node), ", ".join(book.stores))
            return 0.0
        return State(*book.stores[node], "filling")

    def content(self, node: Any, name: str) -> Number:
        """The content of a store."""
        if node not in self.book.stores:
            self.book.model.blame(name, "no storage has this name", str(node), ", ".join(self.book.stores))
            return 0.0
        return State(*self.book.stores[node], "content")

    def flow(self, node: Any, name: str) -> Number:
        """The flow of a node at the step before."""
        parts = self.book.flows.get(str(node))
        if parts is None:
            self.book.model.blame(name, "no node has this name", str(node), ", ".join(list(self.book.flows)[:12]))
            return 0.0
        states = [State(table, row, "flow") for table, row, _ in parts]
        if len(parts) == 1 and parts[0][2] == 1.0:
            return states[0]
        scaled = [
            self.book.rule("product", [state, factor], f"{node} flow") if factor != 1.0 else state
            for state, (_, _, factor) in zip(states, parts, strict=True)
        ]
        return self.book.rule("sum", scaled, f"{node} flow")


Reader = Callable[[Parameters, dict[str, Any], str], Number]


def _constant(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    if "url" in data or "table" in data:
        found = from_file(parameters.book.model, name, data)
        number: Number = 0.0 if found is None else found
    else:
        number = float(data.get("value", data.get("values", 0.0)))
    scale, offset = float(data.get("scale", 1.0)), float(data.get("offset", 0.0))
    return number if (scale, offset) == (1.0, 0.0) or not is_fixed(number) else number * scale + offset  # type: ignore[operator]


def _monthly(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    values = np.array(parameters.values(data, name))
    model = parameters.book.model
    if len(values) != 12:
        model.blame(name, "a monthly profile has twelve values", str(len(values)), "12")
        return 0.0
    start = model.start
    if data.get("interp_day") is None:
        return np.asarray(values[start.month.to_numpy() - 1], dtype=float)
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    if data["interp_day"] == "first":
        x, y = np.concatenate([[1], 1 + np.cumsum(lengths)]), np.append(values, values[0])
    else:
        x, y = np.concatenate([[0], np.cumsum(lengths)]), np.concatenate([values[-1:], values])
    daily = np.interp(np.arange(1, 366), x, y)
    return np.asarray(np.insert(daily, 59, daily[58])[_place_of_day(start)], dtype=float)


def _place_of_day(start: pd.DatetimeIndex) -> np.ndarray:
    """Place of each day in a year of 366 days."""
    place = start.day_of_year.to_numpy() - 1
    return np.asarray(np.where(~start.is_leap_year & (place > 58), place + 1, place))


def _daily(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    values = np.array(parameters.values(data, name))
    if len(values) not in (366,):
        parameters.book.model.blame(name, "a daily profile has 366 values", str(len(values)), "366")
        return 0.0
    return np.asarray(values[_place_of_day(parameters.book.model.start)], dtype=float)


def _weekly(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    values = np.array(parameters.values(data, name))
    if len(values) not in (52, 53):
        parameters.book.model.blame(name, "a weekly profile has 52 values", str(len(values)), "52")
        return 0.0
    week = np.minimum(_place_of_day(parameters.book.model.start) // 7, 51)
    return np.asarray(values[week], dtype=float)


def _frame(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    if data.get("scenario"):
        parameters.book.model.refuse(name, "scenarios are not carried over", str(data["scenario"]))
        return 0.0
    if str(data.get("resample_func", "mean")) != "mean":
        parameters.book.model.refuse(name, "only means are taken over steps", str(data["resample_func"]))
    if "data" in data:
        parameters.book.model.refuse(name, "data within the model are not carried over", "data", "write a file")
        return 0.0
    found = from_file(parameters.book.model, name, data)
    return 0.0 if found is None else found


def _indexed_array(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    values = np.array(parameters.values(data, name))
    if len(values) < parameters.book.steps:
        parameters.book.model.blame(name, "fewer values than steps", str(len(values)), str(parameters.book.steps))
        return 0.0
    return values[: parameters.book.steps]


def _drawdown(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One at the day of reset, falling in a straight line to the residual at the end of the year."""
    start = parameters.book.model.start
    first = pd.Timestamp(2016, int(data.get("reset_month", 1)), int(data.get("reset_day", 1))).day_of_year - 1
    now = _place_of_day(start)
    into = now - first
    year = start.year.to_numpy() - (into < 0) + (1 if first > 59 else 0)
    total = np.where(pd.to_datetime({"year": year, "month": 1, "day": 1}).dt.is_leap_year, 366, 365)
    wrapped = into < 0
    into = np.where(wrapped, into + 366, into)
    into = np.where(wrapped & ~start.is_leap_year & (now > 59), into - 1, into)
    residual = float(data.get("residual_days", 0)) / total
    return np.asarray(1.0 + (residual - 1.0) / total * into, dtype=float)


def _harmonic(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A mean and waves over the year (the day counted from 0 by 365 days)."""
    day = parameters.book.model.start.day_of_year.to_numpy() - 1
    total = np.full(len(day), float(data["mean"]))
    pairs = zip(np.atleast_1d(data["amplitudes"]), np.atleast_1d(data["phases"]), strict=True)
    for number, (amplitude, phase) in enumerate(pairs, start=1):
        total += amplitude * np.cos(day * number * 2.0 * np.pi / 365.0 + phase)
    return total


def _discount(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    years = parameters.book.model.start.year.to_numpy() - int(data.get("base_year", data.get("baseyear", 0)))
    rate = float(data.get("discount_rate", data.get("rate", 0.0)))
    return np.asarray(1.0 / (1.0 + rate) ** years, dtype=float)


def _control_curve(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
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


def _control_index(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    curves = parameters.curves(data, name)
    return parameters.book.rule("zone", [parameters.filling(data["storage_node"], name), *curves], name)


def _control_between(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
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


def _control_slopes(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    curves = parameters.curves(data, name)
    values = list(parameters.values(data, name))
    if len(values) != 2 * (len(curves) + 1):
        found = str(len(values) // 2)
        parameters.book.model.blame(name, "one pair more than curves is needed", found, str(len(curves) + 1))
        return 0.0
    ends = [float(data.get("minimum", 0.0)), float(data.get("maximum", 1.0))]
    reads = [parameters.filling(data["storage_node"], name), *curves, *values, *ends]
    return parameters.book.rule("slopes", reads, name)


AGGREGATES = {"sum": "sum", "product": "product", "min": "least", "max": "most", "mean": "mean", "median": "median"}
AGGREGATES |= {"any": "any", "all": "all"}


def _aggregated(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    kind = AGGREGATES.get(str(data.get("agg_func", data.get("aggfunc", ""))).lower())
    if kind is None:
        parameters.book.model.refuse(name, "this way to aggregate is not carried over", str(data.get("agg_func")))
        return 0.0
    listed = [parameters.number(each, f"{name} {place}") for place, each in enumerate(data["parameters"], start=1)]
    return parameters.book.rule(kind, listed, name)


def _pick(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    index = parameters.number(data["index_parameter"], f"{name} index")
    given = data.get("params", data.get("parameters"))
    listed = [parameters.number(each, f"{name} {place}") for place, each in enumerate(given or ())]
    return parameters.book.rule("pick", [index, *listed], name)


def _quotient(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    over, under = (parameters.number(data[each], f"{name} {each}") for each in ("numerator", "denominator"))
    return parameters.book.rule("quotient", [over, under], name)


def _bounded(kind: str, sign: float) -> Reader:
    """The larger (or smaller) of a threshold and a parameter, or the parameter with the other sign."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        inner = parameters.number(data["parameter"], f"{name} of")
        if sign < 0:
            inner = parameters.book.rule("product", [inner, -1.0], f"{name} negative")
        return parameters.book.rule(kind, [inner, float(data.get("threshold", 0.0))], name)

    return read


def _negative(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    return parameters.book.rule("product", [parameters.number(data["parameter"], f"{name} of"), -1.0], name)


def _offset(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    inner = parameters.number(data["parameter"], f"{name} of")
    return parameters.book.rule("sum", [inner, float(data.get("offset", 0.0))], name)


def _storage(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    node = data["storage_node"]
    if data.get("use_proportional_volume"):
        return parameters.filling(node, name)
    return parameters.content(node, name)


def _flow(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    if float(data.get("initial_value", 0.0)):
        parameters.book.model.refuse(
            name, "a flow before the first step is not carried over", str(data["initial_value"])
        )
    return parameters.flow(data["node"], name)


def _points(x: list[float], y: list[float]) -> list[Number]:
    return [each for pair in sorted(zip(x, y, strict=True)) for each in pair]


def _interpolated(of: str, x: str) -> Reader:
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
        xs = _list(parameters, data[x], f"{name} {x}")
        ys = _list(parameters, data["values"], f"{name} values")
        if len(xs) != len(ys):
            parameters.book.model.blame(name, "as many values as points are needed", f"{len(ys)} for {len(xs)}")
            return 0.0
        return parameters.book.rule("curve", [position, *_points(xs, ys)], name)

    return read


def _list(parameters: Parameters, given: Any, name: str) -> list[float]:
    return parameters.values(given if isinstance(given, dict) else {"values": given}, name)


def _polynomial(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
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


def _threshold(of: str) -> Reader:
    """0 or 1, or the first or second value, as a content, a flow or a parameter meets a threshold."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        book = parameters.book
        if data.get("ratchet"):
            book.model.refuse(name, "a threshold that stays where it was is not carried over", "ratchet")
        if of == "node" and data.get("predicate", "LT") in ("LT", "LE", "<", "<="):
            pass
        x: Number = {
            "storage": lambda: parameters.content(data["storage_node"], name),
            "node": lambda: parameters.flow(data["node"], name),
            "parameter": lambda: parameters.number(data.get("param", data.get("parameter")), f"{name} of"),
        }[of]()
        limit = parameters.number(data["threshold"], f"{name} threshold")
        predicate = str(data.get("predicate", "LT")).upper()
        kind, turned = {
            "LT": ("below", False),
            "<": ("below", False),
            "GT": ("above", False),
            ">": ("above", False),
            "LE": ("above", True),
            "<=": ("above", True),
            "GE": ("below", True),
            ">=": ("below", True),
            "EQ": ("equal", False),
            "=": ("equal", False),
        }[predicate]
        index = book.rule(kind, [x, limit], f"{name} met")
        if turned:
            index = book.rule("below", [index, 0.5], f"{name} index")
        values = data.get("values")
        return index if values is None else book.rule("pick", [index, *[float(each) for each in values]], name)

    return read


READERS: dict[str, Reader] = {
    "constant": _constant,
    "monthlyprofile": _monthly,
    "dailyprofile": _daily,
    "weeklyprofile": _weekly,
    "dataframe": _frame,
    "arrayindexed": _indexed_array,
    "uniformdrawdownprofile": _drawdown,
    "annualharmonicseries": _harmonic,
    "discountfactor": _discount,
    "controlcurve": _control_curve,
    "controlcurveindex": _control_index,
    "controlcurveinterpolated": _control_between,
    "controlcurvepiecewiseinterpolated": _control_slopes,
    "aggregated": _aggregated,
    "aggregatedindex": _aggregated,
    "indexedarray": _pick,
    "division": _quotient,
    "max": _bounded("most", 1.0),
    "min": _bounded("least", 1.0),
    "negativemax": _bounded("most", -1.0),
    "negativemin": _bounded("least", -1.0),
    "negative": _negative,
    "offset": _offset,
    "storage": _storage,
    "flow": _flow,
    "interpolatedvolume": _interpolated("node", "volumes"),
    "interpolatedflow": _interpolated("flow", "flows"),
    "interpolated": _interpolated("parameter", "x"),
    "polynomial1d": _polynomial,
    "storagethreshold": _threshold("storage"),
    "nodethreshold": _threshold("node"),
    "parameterthreshold": _threshold("parameter"),
}

__all__ = ["Floats", "Parameters", "folded"]
