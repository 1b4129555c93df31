"""How the kernels of a river are compiled: once for each machine, and without holding the interpreter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

_F = TypeVar("_F", bound=Callable[..., Any])


def kernel(function: _F) -> _F:
    """A function compiled to machine code that runs beside other threads; the code is kept on disk."""
    made: _F = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return made


def inlined(function: _F) -> _F:
    """A small function that is compiled into the kernels that call it."""
    made: _F = numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")(function)
    return made
