"""How kernels are compiled: once for each machine, without holding the interpreter, without counting references.

Numba counts references to arrays with atomic operations at each call, which took nine tenths of the time of a
simulation. No kernel allocates memory, so none has to count.

Only the functions that Python calls can be called by it, and only they are kept on disk: whatever they call is
compiled into them, in half of the time that numba takes by itself (`aryk.kernels.lean`). Numba asks whether the file
of such a function has changed, but not whether the files of those that it calls have; so the stamp by which it knows
is one of all files in the folder of the function.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from numba import njit

from aryk.kernels.lean import LeanPart, LeanWhole

_HOW: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, "pipeline_class": LeanWhole}
_WITHIN: dict[str, Any] = {**_HOW, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": LeanPart}
compiled: Any = njit(**_WITHIN)
"""A function that other kernels call."""
inlined: Any = njit(**_WITHIN, forceinline=True)
"""A small function that other kernels call, which disappears in them."""


def entrance(function: Callable[..., Any]) -> Any:
    """Compile a function that Python calls, and keep it on disk until a file of its folder changes.

    Where nothing can be written, or numba keeps its stamps in another way, it is compiled in each process.

    Parameters
    ----------
    function
        Of arrays and numbers; it makes no arrays and raises nothing.

    Examples
    --------
    >>> @entrance
    ... def total(values):
    ...     found = 0.0
    ...     for each in values:
    ...         found += each
    ...     return found
    >>> import numpy as np
    >>> total(np.arange(4.0))
    6.0
    """
    made: Any = njit(**_HOW)(function)
    try:
        made.enable_caching()
        kept = made._cache._cache_file
        fresh = hasattr(kept, "_source_stamp")
        kept._source_stamp = stamp(Path(function.__code__.co_filename).parent)
    except (AttributeError, OSError, RuntimeError):
        fresh = False
    return made if fresh else njit(**_HOW)(function)


@cache
def stamp(folder: Path) -> str:
    """A stamp of what stands in the Python files of a folder, and in this file."""
    files = [*sorted(folder.glob("*.py")), Path(__file__)]
    told = hashlib.blake2b(digest_size=16)
    for each in files:
        told.update(each.name.encode())
        told.update(each.read_bytes())
    return told.hexdigest()
