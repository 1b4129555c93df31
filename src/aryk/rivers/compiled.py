"""How the kernels of a river are compiled: once for each machine, and without holding the interpreter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.cpython.unsafe.numbers import trailing_zeros

lowest: Any = trailing_zeros
"""Place of the lowest bit that is set; compiled to one instruction."""

_F = TypeVar("_F", bound=Callable[..., Any])


def _stamp() -> tuple[float, int]:
    """Newest change and size of all files beside this one: kernels call each other across files."""
    states = [path.stat() for path in Path(__file__).parent.glob("*.py")]
    return max(state.st_mtime for state in states), sum(state.st_size for state in states)


_STAMP = _stamp()


def kernel(function: _F) -> _F:
    """A function compiled to machine code that runs beside other threads; the code is kept on disk.

    Numba keeps code until the file of the function changes. Here it is kept until any file of the package
    changes, as what a kernel calls is compiled into it.
    """
    return _compiled(function, counting=False)


def allocating(function: _F) -> _F:
    """A kernel that makes arrays of its own; others do not count references, which costs more than what they do."""
    return _compiled(function, counting=True)


def _compiled(function: _F, *, counting: bool) -> _F:
    how: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": counting}
    made: Any = numba.njit(**how)(function)
    kept: Any = getattr(getattr(made, "_cache", None), "_cache_file", None)
    if hasattr(kept, "_source_stamp"):
        kept._source_stamp = _STAMP
    compiled: _F = made
    return compiled
