"""How large columns without a bound can be at most, whatever measures are in place.

A canal without a capacity carries no more than comes to its head. A measure that changes its losses is worth its
slope times the flow, so that a plan without the measure proves something of it only where the flow has a most. It
follows from the rows: in a row  sum of a x <= b  a column with a > 0 is at most (b - least of the others) / a, and so
on from row to row (tightening of bounds: Savelsbergh 1994, ORSA Journal on Computing 6, section 1.2). All sets of
measures are looked at together: each column, row and coefficient has the widest range that any of them gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from aryk.case.calendar import Floats, Ints
from aryk.portfolio.pieces import Group
from aryk.portfolio.union import Spread

ROUNDS = 1000
"""From row to row, along rivers and through time."""
SPARE = 1e-6
"""Share by which a most is widened, so that rounding cuts nothing off."""


@dataclass
class _Ranges:
    """All programmes as one: coefficients from `least` to `most` at (row, column), and bounds as wide as any."""

    row: Ints
    column: Ints
    least: Floats
    most: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats


def reach_of(base: Spread, groups: Sequence[Group]) -> Floats:
    """The most that each column can be with any set of measures; infinite where rows tell nothing.

    Shape (columns of the space of all programmes). Columns that have a bound in every programme keep the widest.
    """
    own = _ranges(base, groups)
    touching = np.isin(own.row, own.row[np.isinf(own.upper[own.column])])
    own.row, own.column = own.row[touching], own.column[touching]
    own.least, own.most = own.least[touching], own.most[touching]
    for _ in range(ROUNDS):
        found = _tightened(own)
        new = np.isinf(own.upper) & np.isfinite(found)
        if not new.any():
            break
        own.upper[new] = found[new]
    return own.upper


def _tightened(own: _Ranges) -> Floats:
    """What the rows tell of each column in one round."""
    rows = len(own.row_lower)
    low, high = _products(own)
    found = np.full(len(own.upper), np.inf)
    for least, limit, sign in ((low, own.row_upper, 1.0), (-high, -own.row_lower, -1.0)):
        endless = np.isinf(least)
        finite = np.where(endless, 0.0, least)
        sums = np.bincount(own.row, weights=finite, minlength=rows)
        count = np.bincount(own.row, weights=endless, minlength=rows)
        alone = count[own.row] - endless == 0
        left = limit[own.row] - (sums[own.row] - finite)
        slope = sign * (own.least if sign > 0 else own.most)
        able = alone & (slope > 0) & np.isfinite(left)
        with np.errstate(divide="ignore", invalid="ignore"):
            most = np.where(able, np.maximum(left, 0.0) / slope * (1 + SPARE) + SPARE, np.inf)
        np.minimum.at(found, own.column, most)
    return found


def _products(own: _Ranges) -> tuple[Floats, Floats]:
    """The least and the most of coefficient times column."""
    lower, upper = own.lower[own.column], own.upper[own.column]
    with np.errstate(invalid="ignore"):
        all_of = np.stack([a * x for a in (own.least, own.most) for x in (lower, upper)])
    all_of[np.isnan(all_of)] = 0.0
    return all_of.min(axis=0), all_of.max(axis=0)


def _ranges(base: Spread, groups: Sequence[Group]) -> _Ranges:
    lower, upper, row_lower, row_upper = (
        each.copy() for each in (base.lower, base.upper, base.row_lower, base.row_upper)
    )
    for group in groups:
        pieces = tuple(group.pieces.values())
        columns, rows = group.columns, group.rows
        lower[columns] = _widened(lower[columns], base.lower[columns], [each.lower for each in pieces], np.minimum)
        upper[columns] = _widened(upper[columns], base.upper[columns], [each.upper for each in pieces], np.maximum)
        least, most = ([getattr(each, name) for each in pieces] for name in ("row_lower", "row_upper"))
        row_lower[rows] = _widened(row_lower[rows], base.row_lower[rows], least, np.minimum)
        row_upper[rows] = _widened(row_upper[rows], base.row_upper[rows], most, np.maximum)
    return _Ranges(*_coefficients(base, groups), lower, upper, row_lower, row_upper)


def _widened(sums: Floats, old: Floats, own: Sequence[Floats], farther: np.ufunc) -> Floats:
    """Bounds with the farthest that a group moves them; what groups move adds up."""
    far = farther.reduce([old, *own])
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(np.isfinite(old) & np.isfinite(far), sums + (far - old), far))


def _coefficients(base: Spread, groups: Sequence[Group]) -> tuple[Ints, Ints, Floats, Floats]:
    """Row, column, least and most of each coefficient that any programme has."""
    height = len(base.row_lower)
    versions = np.ones(len(base.cost), dtype=np.int64)
    parts = [_entries(base.terms, np.arange(len(base.cost)))]
    for group in groups:
        if len(group.data):
            versions[group.data] += len(group.pieces)
            inside = np.searchsorted(group.columns, group.data)
            parts += [_entries(csc_array(each.terms[:, inside]), group.data) for each in group.pieces.values()]
    row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    keys, place = np.unique(column * height + row, return_inverse=True)
    least, most = np.full(len(keys), np.inf), np.full(len(keys), -np.inf)
    np.minimum.at(least, place, value)
    np.maximum.at(most, place, value)
    column, row = keys // height, keys % height
    absent = np.bincount(place, minlength=len(keys)) < versions[column]
    return (
        row,
        column,
        np.where(absent, np.minimum(least, 0.0), least),
        np.where(absent, np.maximum(most, 0.0), most),
    )


def _entries(terms: csc_array, places: Ints) -> tuple[Ints, Ints, Floats]:
    """Rows, columns in the space of all programmes, and values of a matrix."""
    column = np.repeat(places, np.diff(terms.indptr))
    return terms.indices.astype(np.int64), column, terms.data
