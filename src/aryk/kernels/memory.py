"""Arrays that a kernel finds by their address, so that a function takes one record instead of dozens of arrays.

Numba passes an array as seven numbers and checks each index for a sign; with dozens of arrays most of the time of
compiling goes into that. Here a record holds sizes, counts and the addresses of arrays, and a function that needs an
array asks for it: `value = floats(made.value)`. Nothing but `hold` makes such a record, which keeps the arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

KINDS = {"floats": np.float64, "wholes": np.int64, "bits": np.uint64}


def _found(kind: Any) -> Any:
    """A function of a kernel that gives the numbers at an address."""

    def found(_: Any, address: Any) -> Any:
        def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        pointer: Any = types.CPointer
        return pointer(kind)(address), lowered

    return intrinsic(found)


floats: Any = _found(types.float64)
wholes: Any = _found(types.int64)
bits: Any = _found(types.uint64)


@dataclass(frozen=True)
class Layout:
    """What a record holds, by name: arrays of numbers, of whole numbers and of bits; sizes and counts; numbers."""

    floats: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    bits: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, type]:
        """The kind of each array."""
        return {name: kind for listed, kind in KINDS.items() for name in getattr(self, listed)}

    @property
    def dtype(self) -> np.dtype[Any]:
        """The record."""
        return np.dtype(
            [*((name, "i8") for name in (*self.kinds, *self.counts)), *((name, "f8") for name in self.numbers)]
        )


@dataclass(frozen=True)
class Held:
    """Arrays, and the record by which a kernel finds them; shape (1,)."""

    layout: Layout
    arrays: dict[str, NDArray[Any]]
    record: NDArray[Any]

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One of the arrays."""
        return self.arrays[name]

    def copied(self) -> Held:
        """The same with arrays of its own."""
        counts = {name: self.record[name][0] for name in (*self.layout.counts, *self.layout.numbers)}
        return hold(self.layout, **{name: each.copy() for name, each in self.arrays.items()}, **counts)


def hold(layout: Layout, **given: Any) -> Held:
    """Keep arrays for a kernel; those that are contiguous and of the right kind are not copied.

    Parameters
    ----------
    given
        Every array by name; counts and numbers, 0 where they are left out.

    Examples
    --------
    >>> held = hold(Layout(floats=("value",), counts=("rows",)), value=np.zeros((2, 3)), rows=2)
    >>> held["value"].shape, int(held.record["rows"][0])
    ((2, 3), 2)
    """
    arrays: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(given.pop(name), dtype=kind) for name, kind in layout.kinds.items()
    }
    record = np.zeros(1, dtype=layout.dtype)
    for name, each in arrays.items():
        record[name] = each.ctypes.data
    for name, each in given.items():
        record[name] = each
    return Held(layout, arrays, record)
