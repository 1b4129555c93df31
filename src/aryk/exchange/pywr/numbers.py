"""A number of a model: fixed, over time, or by a rule of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aryk.exchange.pywr.model import Floats


@dataclass(frozen=True)
class State:
    """A content, a filling or a flow that a rule reads; of a flow how far back, over how many steps, and at first."""

    table: str
    row: str
    quantity: str
    back: int | None = None
    steps: int | None = None
    initial: float | None = None


@dataclass(frozen=True)
class Ruled:
    """What a rule gives."""

    rule: str


Number = float | Floats | State | Ruled
"""A constant, one number for each step, of shape (steps,) or (members, steps), a state, or a rule."""


def fixed(number: Number) -> bool:
    """Whether a number is one and the same at all steps."""
    return isinstance(number, int | float)


def is_fixed(*numbers: Number) -> bool:
    """Whether numbers do not depend on the state of the river."""
    return not any(isinstance(each, State | Ruled) for each in numbers)


def as_course(number: float | Floats, steps: int) -> Floats:
    """A fixed number at each step; shape (steps,) or (members, steps)."""
    values = np.asarray(number, dtype=float)
    return np.broadcast_to(values, (*values.shape[:-1], steps)).copy()


def folded(kind: str, numbers: Sequence[float | Floats]) -> float | Floats:
    """What a rule gives from fixed numbers, worked out beforehand."""
    arrays = np.broadcast_arrays(*[np.atleast_1d(np.asarray(each, dtype=float)) for each in numbers])
    stacked = np.stack(arrays)
    match kind:
        case "sum":
            result = stacked.sum(axis=0)
        case "product":
            result = stacked.prod(axis=0)
        case "least":
            result = stacked.min(axis=0)
        case "most":
            result = stacked.max(axis=0)
        case "mean":
            result = stacked.mean(axis=0)
        case "median":
            result = np.median(stacked, axis=0)
        case "quotient":
            result = stacked[0] / stacked[1]
        case "pick":
            place = np.rint(stacked[0]).astype(int)
            result = np.take_along_axis(stacked[1:], place[None], axis=0)[0]
        case "curve":
            flat = stacked.reshape(len(stacked), -1).T
            result = np.array([np.interp(x, points[0::2], points[1::2]) for x, *points in flat])
            result = result.reshape(stacked.shape[1:])
        case "above":
            result = (stacked[0] > stacked[1]).astype(float)
        case "below":
            result = (stacked[0] < stacked[1]).astype(float)
        case "equal":
            result = (stacked[0] == stacked[1]).astype(float)
        case "any":
            result = (stacked != 0).any(axis=0).astype(float)
        case "all":
            result = (stacked != 0).all(axis=0).astype(float)
        case "magnitude":
            result = np.abs(stacked[0])
        case "exponential":
            result = np.exp(stacked[0])
        case "polynomial":
            result = sum(coefficient * stacked[0] ** power for power, coefficient in enumerate(stacked[1:]))
        case _:
            raise KeyError(kind)
    result = np.asarray(result, dtype=float)
    return float(result.flat[0]) if result.size == 1 else result
