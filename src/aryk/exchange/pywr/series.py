"""Parameters that do not depend on contents or flows: constants, frames, arrays, numbers by scenario, dates."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.exchange.pywr.frames import from_file
from aryk.exchange.pywr.numbers import Number, is_fixed
from aryk.exchange.pywr.parameters import Parameters, Reader
from aryk.exchange.pywr.profiles import over_year


def constant(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One number, as it stands or from a file."""
    if "url" in data or "table" in data:
        found = from_file(parameters.book.model, name, data)
        number: Number = 0.0 if found is None else found
    else:
        number = float(data.get("value", data.get("values", 0.0)))
    scale, offset = float(data.get("scale", 1.0)), float(data.get("offset", 0.0))
    return number if (scale, offset) == (1.0, 0.0) or not is_fixed(number) else number * scale + offset  # type: ignore[operator]


def frame(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """Columns of a file over time."""
    if str(data.get("resample_func", "mean")) != "mean":
        parameters.book.model.refuse(name, "only means are taken over steps", str(data["resample_func"]))
    found = from_file(parameters.book.model, name, data)
    if isinstance(found, np.ndarray) and found.shape[-1] != parameters.book.steps:
        parameters.book.model.blame(name, "the rows of the file have no dates", str(found.shape[-1]), "parse_dates")
        return 0.0
    return 0.0 if found is None else found


def array(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One value for each step; of a scenario one row of them for each of its futures."""
    values, steps = parameters.array(data, name), parameters.book.steps
    if data.get("scenario") is None:
        values = values.ravel()
    elif values.ndim == 2:
        values = values.T
    if values.shape[-1] < steps:
        parameters.book.model.blame(name, "fewer values than steps", str(values.shape[-1]), str(steps))
        return 0.0
    values = values[..., :steps]
    return values if data.get("scenario") is None else parameters.by_scenario(data, values, name)


def monthly_factors(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One value for each step, times a factor by month for each future of a scenario."""
    values = np.array(parameters.listed(data["values"], f"{name} values"))
    factors = parameters.array({"values": data["factors"]}, f"{name} factors")
    steps = parameters.book.steps
    if values.size < steps or factors.ndim != 2 or factors.shape[1] != 12:
        what, found = "a value for each step and twelve factors for each future", f"{values.size}, {factors.shape}"
        parameters.book.model.blame(name, what, found, f"{steps}, (futures, 12)")
        return 0.0
    course = over_year("monthly", factors, parameters.book.model.day) * values[:steps]
    return parameters.by_scenario(data, course, name)


def by_scenario(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One number for each future of a scenario."""
    return parameters.by_scenario(data, np.array(parameters.values(data, name)), name)


def wrapped(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One parameter for each future of a scenario."""
    listed = [parameters.number(each, f"{name} {place}") for place, each in enumerate(data["parameters"])]
    place = parameters.by_scenario(data, np.arange(float(len(listed))), name)
    return parameters.book.rule("pick", [place, *listed], name)


def kept_array(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """An array of an HDF file, a row for each step; of a scenario a column for each of its futures."""
    from aryk.exchange.pywr.hdf import array_of

    model, steps = parameters.book.model, parameters.book.steps
    path = model.beside(name, data)
    if path is None:
        return 0.0
    try:
        values = array_of(path, str(data.get("where", "/")), str(data["node"]))
    except (KeyError, OSError) as reason:
        model.blame(name, "the file has no such array", str(reason).strip("'\""))
        return 0.0
    values = values.reshape(len(values), -1).T
    if values.shape[1] < steps or not np.isfinite(values[:, :steps]).all():
        model.blame(name, "a number for each step is needed", str(values.shape[1]), str(steps))
        return 0.0
    place = np.clip(np.arange(steps) + int(data.get("timestep_offset", 0)), 0, values.shape[1] - 1)
    if data.get("scenario") is None:
        return np.asarray(values[0, place])
    size = model.scenarios.sizes.get(str(data["scenario"]), len(values))
    return parameters.by_scenario(data, values[:size, place], name)


def discount(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What money of a year is worth in the base year."""
    years = parameters.book.model.day.year.to_numpy() - int(data.get("base_year", data.get("baseyear", 0)))
    rate = float(data.get("discount_rate", data.get("rate", 0.0)))
    return np.asarray(1.0 / (1.0 + rate) ** years, dtype=float)


def date(of: str) -> Reader:
    """0 or 1, or the first or second value, as the year or the day of a step meets a threshold."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        from aryk.exchange.pywr.states import compared

        model = parameters.book.model
        found = model.day.year.to_numpy() if of == "year" else np.array([each.toordinal() for each in model.start])
        return compared(parameters, data, name, found.astype(float))

    return read


def stepped(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A number if a variable is above 0, else 0."""
    return float(data.get("output", 1.0)) if float(data.get("value", 0.0)) > 0.0 else 0.0


def ramp(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """0, or by a straight line of a variable from the least to the most at its upper bound."""
    value, top = float(data.get("value", 0.0)), float(data.get("upper_bounds", 1.0))
    least, most = float(data.get("min_output", 0.0)), float(data.get("max_output", 1.0))
    return least + (most - least) * value / top if value > 0.0 else 0.0


def logistic(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """By the logistic function of a variable."""
    slope = float(data.get("growth_rate", 1.0)) * float(data.get("value", 0.0))
    return float(data.get("max_output", 1.0)) / (1.0 + float(np.exp(-slope)))


SERIES: dict[str, Reader] = {
    "constant": constant,
    "dataframe": frame,
    "arrayindexed": array,
    "arrayindexedscenario": array,
    "arrayindexedscenariomonthlyfactors": monthly_factors,
    "constantscenario": by_scenario,
    "constantscenarioindex": by_scenario,
    "scenariowrapper": wrapped,
    "tablesarray": kept_array,
    "binarystep": stepped,
    "rectifier": ramp,
    "logistic": logistic,
    "discountfactor": discount,
    "currentyearthreshold": date("year"),
    "currentordinaldaythreshold": date("day"),
}
