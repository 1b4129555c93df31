"""Values between points, as scipy draws them: straight lines, steps and splines; and areas under them."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy.interpolate import PPoly, interp1d, make_interp_spline

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.model import Floats
from aryk.exchange.pywr.numbers import Number, Ruled, State
from aryk.exchange.pywr.parameters import Parameters, Reader

LINES = ("linear", "slinear")
STEPS = ("previous", "zero", "next", "nearest", "nearest-up")
SPLINES = {"quadratic": 2, "cubic": 3}
BEYOND = ("bounds_error", "fill_value", "kind", "assume_sorted", "copy", "axis")


def interpolated(of: str, x: str, y: str = "values") -> Reader:
    """A value between points, of a content, a flow of the step before or another parameter."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        points = _points(parameters, data, name, x, y)
        position = {
            "node": lambda: parameters.content(data["node"], name),
            "flow": lambda: parameters.flow(data["node"], name),
            "parameter": lambda: parameters.number(data["parameter"], f"{name} of"),
        }[of]()
        return 0.0 if points is None else between(parameters.book, position, *points, name)

    return read


def area(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """The area under a line through points, from one parameter (or 0) to another."""
    points = _points(parameters, data, name, "x", "y")
    upper = parameters.number(data["upper_parameter"], f"{name} upper")
    lower = parameters.number(data.get("lower_parameter"), f"{name} lower")
    if points is None:
        return 0.0
    xs, ys, how = points
    if how.get("kind", "linear") in STEPS or how.get("fill_value") not in (None, "extrapolate"):
        parameters.book.model.refuse(name, "the area under such a line is not carried over", str(how)[:60])
        return 0.0
    whole = _pieces(xs, ys, str(how.get("kind", "linear"))).antiderivative()
    parts = [
        _piecewise(parameters.book, each, whole, f"{name} {side}") for each, side in ((upper, "to"), (lower, "from"))
    ]
    return parameters.book.rule(
        "sum", [parts[0], parameters.book.rule("product", [parts[1], -1.0], f"{name} less")], name
    )


def _points(
    parameters: Parameters, data: dict[str, Any], name: str, x: str, y: str
) -> tuple[Floats, Floats, dict[str, Any]] | None:
    """Points by rising x, and what is said of the way between and beyond them; None: noted as wrong."""
    xs, ys = (np.array(parameters.listed(data[each], f"{name} {each}")) for each in (x, y))
    how = dict(data.get("interp_kwargs") or {})
    model = parameters.book.model
    if len(xs) != len(ys) or len(xs) < 2:
        model.blame(name, "as many values as points are needed, at least two", f"{len(ys)} for {len(xs)}")
        return None
    kind = str(how.get("kind", "linear"))
    if kind not in (*LINES, *STEPS, *SPLINES) or set(how) - set(BEYOND):
        model.refuse(name, "this way between points is not carried over", str(how)[:60])
        return None
    if how.get("bounds_error") is False and how.get("fill_value") is None:
        model.refuse(name, "beyond its points there is no number", "bounds_error", "write fill_value")
        return None
    if kind in SPLINES and len(xs) <= SPLINES[kind]:
        model.blame(name, "too few points for such a line", f"{len(xs)}, {kind}", f"{SPLINES[kind] + 1} or more")
        return None
    order = np.argsort(xs, kind="stable") if not how.get("assume_sorted") else np.arange(len(xs))
    gaps = np.diff(xs[order])
    if (gaps < 0).any() or (kind in SPLINES and (gaps == 0).any()):
        model.blame(name, "points that stand twice, or do not rise", str(xs.tolist())[:60])
        return None
    return xs[order], ys[order], how


def between(book: Book, position: Number, xs: Floats, ys: Floats, how: dict[str, Any], name: str) -> Number:
    """A value between points of a number that may depend on the state.

    Parameters
    ----------
    xs, ys
        Points by rising x; shape (points,).
    how
        `kind`, `fill_value` and `bounds_error` as `scipy.interpolate.interp1d` takes them; without a word of what is
        beyond the points it is as at the first and last of them.
    """
    fill, kind = how.get("fill_value"), str(how.get("kind", "linear"))
    if not isinstance(position, State | Ruled):
        beyond = tuple(fill) if isinstance(fill, list) else fill
        beyond = (ys[0], ys[-1]) if beyond is None else beyond
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = interp1d(xs, ys, kind=kind, bounds_error=False, fill_value=beyond)(position)
        return float(found) if np.ndim(found) == 0 else np.asarray(found, dtype=float)
    if kind in STEPS:
        inside = _steps(book, position, xs, ys, kind, name)
    elif kind in SPLINES:
        inside = _piecewise(book, position, _pieces(xs, ys, kind), name)
    else:
        inside = _lines(book, position, xs, ys, fill == "extrapolate", name)
    if fill is None or isinstance(fill, str):
        return inside
    low, high = (float(each) for each in (fill if isinstance(fill, list) else (fill, fill)))
    over = book.rule("above", [position, float(xs[-1])], f"{name} over")
    under = book.rule("below", [position, float(xs[0])], f"{name} under")
    return book.rule("pick", [under, book.rule("pick", [over, inside, high], f"{name} above"), low], f"{name} within")


def _lines(book: Book, position: Number, xs: Floats, ys: Floats, goes_on: bool, name: str) -> Number:
    """Straight lines; those at the ends go on, or it is flat beyond."""
    points: list[Number] = [float(each) for pair in zip(xs, ys, strict=True) for each in pair]
    inside = book.rule("curve", [position, *points], name)
    if not goes_on:
        return inside
    parts = [inside]
    for kind, end, slope in (
        ("least", float(xs[0]), (ys[1] - ys[0]) / (xs[1] - xs[0])),
        ("most", float(xs[-1]), (ys[-1] - ys[-2]) / (xs[-1] - xs[-2])),
    ):
        beyond = book.rule(
            kind, [book.rule("sum", [position, -end], f"{name} from {end:g}"), 0.0], f"{name} past {end:g}"
        )
        parts.append(book.rule("product", [beyond, float(slope)], f"{name} beyond {end:g}"))
    return book.rule("sum", parts, f"{name} on")


def _steps(book: Book, position: Number, xs: Floats, ys: Floats, kind: str, name: str) -> Number:
    """The value of the point before, after or nearest."""
    middles = xs[:-1] + np.diff(xs) / 2.0
    if kind in ("previous", "zero", "nearest-up"):
        edges = xs[1:] if kind != "nearest-up" else middles
        return book.rule("zones", [position, *_floats(edges[::-1]), *_floats(ys[::-1])], name)
    edges = xs[:-1] if kind == "next" else middles
    turned = book.rule("product", [position, -1.0], f"{name} turned")
    return book.rule("zones", [turned, *_floats(-edges), *_floats(ys)], name)


def _pieces(xs: Floats, ys: Floats, kind: str) -> PPoly:
    """Polynomials between points: of scipy's spline, or straight lines."""
    return PPoly.from_spline(make_interp_spline(xs, ys, k=SPLINES.get(kind, 1)))


def _piecewise(book: Book, position: Number, pieces: PPoly, name: str) -> Number:
    """What polynomials between points give, each of the distance from its own point."""
    wide = np.flatnonzero(np.diff(pieces.x) > 0)
    begins, coefficients = pieces.x[wide], pieces.c[::-1, wide]
    if not isinstance(position, State | Ruled):
        found = pieces(position)
        return float(found) if np.ndim(found) == 0 else np.asarray(found, dtype=float)
    parts = []
    for begin, own in zip(begins[::-1], coefficients.T[::-1], strict=True):
        from_there = book.rule("sum", [position, -float(begin)], f"{name} from {begin:g}")
        parts.append(book.rule("polynomial", [from_there, *_floats(own)], f"{name} at {begin:g}"))
    if len(parts) == 1:
        return parts[0]
    place = book.rule("zone", [position, *_floats(begins[:0:-1])], f"{name} piece")
    return book.rule("pick", [place, *parts], name)


def _floats(values: Floats) -> list[Number]:
    return [float(each) for each in values]


INTERPOLATION: dict[str, Reader] = {
    "interpolatedvolume": interpolated("node", "volumes"),
    "interpolatedflow": interpolated("flow", "flows"),
    "interpolated": interpolated("parameter", "x", "y"),
    "interpolatedquadrature": area,
}
