"""Parameters that read contents and flows: as they are, as polynomials, and against thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.memory import keep, memory
from aryk.exchange.pywr.model import kind_of
from aryk.exchange.pywr.numbers import Number, Ruled, State, as_course
from aryk.exchange.pywr.parameters import Parameters, Reader
from aryk.exchange.pywr.past import missing, steps_of


def storage(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A content, or its share of what the storage holds."""
    node = data["storage_node"]
    if data.get("use_proportional_volume"):
        return parameters.filling(node, name)
    return parameters.content(node, name)


def polynomial(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A polynomial of a content, a share or a parameter."""
    proportional = data.get("use_proportional_volume", False)
    if "storage_node" in data:
        x = (parameters.filling if proportional else parameters.content)(data["storage_node"], name)
    elif "parameter" in data or "other_parameter" in data:
        x = parameters.number(data.get("parameter", data.get("other_parameter")), f"{name} of")
    else:
        data.get("node")
        x = 0.0  # of a node: Pywr 1 reads its flow when that has just been set to 0
    scale, offset = float(data.get("scale", 1.0)), float(data.get("offset", 0.0))
    if (scale, offset) != (1.0, 0.0):
        x = parameters.book.rule(
            "sum", [parameters.book.rule("product", [x, scale], f"{name} scaled"), offset], f"{name} x"
        )
    return parameters.book.rule("polynomial", [x, *[float(each) for each in data["coefficients"]]], name)


def polynomial_of_two(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A polynomial of a content (or share) and a parameter: its coefficients by powers of the one, then the other."""
    book = parameters.book
    shared = data.get("use_proportional_volume", False)
    x = (parameters.filling if shared else parameters.content)(data["storage_node"], name)
    y = parameters.number(data["parameter"], f"{name} of")
    x, y = (
        book.rule("sum", [book.rule("product", [each, scale], f"{name} scaled"), offset], f"{name} {word}")
        for each, word in ((x, "storage"), (y, "parameter"))
        for scale, offset in [(float(data.get(f"{word}_scale", 1.0)), float(data.get(f"{word}_offset", 0.0)))]
    )
    rows = [
        book.rule("polynomial", [y, *[float(each) for each in row]], f"{name} {power}")
        for power, row in enumerate(data["coefficients"])
    ]
    return book.rule("polynomial", [x, *rows], name)


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
    predicate = str(data.get("predicate") or "LT").upper()
    if predicate not in PREDICATES:
        book.model.blame(name, "this compares nothing", predicate, ", ".join(PREDICATES))
        return 0.0
    kind, turned = PREDICATES[predicate]
    index = book.rule(kind, [x, parameters.number(data["threshold"], f"{name} threshold")], f"{name} met")
    if turned:
        index = book.rule("below", [index, 0.5], f"{name} index")
    first = np.zeros(book.steps)
    first[0] = 1.0
    if data.get("ratchet"):
        index = _once(book, index, name, 1.0 if at_first is None else 1.0 - first)
    if at_first is not None:
        index = book.rule("pick", [first, index, at_first], f"{name} from the first step")
    values = data.get("values")
    return index if values is None else book.rule("pick", [index, *[float(each) for each in values]], name)


def _once(book: Book, index: Number, name: str, counts: Number) -> Number:
    """1 from the step at which an index is 1 for the first time, of those steps that count."""
    if not isinstance(index, State | Ruled):
        course = as_course(book.rule("product", [index, counts], name), book.steps)  # type: ignore[arg-type]
        return np.maximum(np.maximum.accumulate(course, axis=-1), as_course(index, book.steps))
    row, before = memory(book, f"{name} met")
    met = book.rule("most", [index, before], f"{name} once met")
    keep(book, row, book.rule("product", [met, counts], f"{name} met"))
    return met


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
    kind = kind_of(given, "recorder")
    if kind in ("numpyarraynode", "rollingmeanflownode"):
        steps = steps_of(parameters, given, name) if kind == "rollingmeanflownode" else 1
        x = parameters.flow(given["node"], name, steps=steps)
    elif kind == "numpyarraynodedeficit":
        row = missing(parameters, str(given["node"]), name)
        x = 0.0 if row is None else State("links", row, "flow")
    elif kind == "numpyarraystorage":
        x = (parameters.filling if given.get("proportional") else parameters.content)(given["node"], name)
    elif kind in ("numpyarrayparameter", "numpyarrayindexparameter"):
        x = _before(parameters, parameters.number(given["parameter"], f"{name} of"), name)
    else:
        model.refuse(name, "a threshold on such a recorder is not carried over", str(recorder)[:60])
        return 0.0
    return compared(parameters, data, name, x, float(data.get("initial_value", 1)))


def _before(parameters: Parameters, x: Number, name: str) -> Number:
    """A parameter at the step before."""
    if isinstance(x, State | Ruled):
        parameters.book.model.refuse(
            name, "a recorder of a parameter that varies with the river is not read", "recorder"
        )
        return 0.0
    course = as_course(x, parameters.book.steps)
    return np.concatenate([course[..., :1], course[..., :-1]], axis=-1)


def thresholds(of: str) -> Reader:
    """The place of the first threshold that a flow of the step before, or a parameter, is not below."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        x = parameters.flow(data["node"], name) if of == "node" else parameters.number(data["parameter"], f"{name} of")
        listed = [parameters.number(each, f"{name} {place}") for place, each in enumerate(data["thresholds"], start=1)]
        return parameters.book.rule("zone", [x, *listed], name)

    return read


STATES: dict[str, Reader] = {
    "storage": storage,
    "polynomial1d": polynomial,
    "polynomial2dstorage": polynomial_of_two,
    "storagethreshold": threshold("storage"),
    "nodethreshold": threshold("node"),
    "parameterthreshold": threshold("parameter"),
    "recorderthreshold": recorded,
    "multiplethresholdindex": thresholds("node"),
    "multiplethresholdparameterindex": thresholds("parameter"),
}
