"""How the kernel is compiled: without the interpreter, without counting references, and kept on disk.

Numba counts references to arrays with atomic operations at each call, which took nine tenths of the time of a
simulation. No function of the kernel allocates memory, so none has to count.

Only the functions that Python calls are kept on disk. Numba asks whether the file of such a function has changed, but
not whether those that it calls have; so the stamp by which it knows is one of all files of the kernel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit

_HOW: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}
_WITHIN: dict[str, Any] = {**_HOW, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
compiled = njit(**_WITHIN)
inlined = njit(**_WITHIN, forceinline=True)


def entrance(function: Callable[..., Any]) -> Any:
    """Compile a function that Python calls, and keep it on disk until a file of the kernel changes."""
    made: Any = njit(**_HOW, cache=True)(function)
    files = sorted(Path(__file__).parent.glob("*.py"))
    stamp = hashlib.blake2b(b"".join(each.read_bytes() for each in files), digest_size=16).hexdigest()
    made._cache._cache_file._source_stamp = stamp
    return made
