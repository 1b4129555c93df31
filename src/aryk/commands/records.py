"""Tables as records for programs that read JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by their columns; what is no finite number is None, as JSON has no word for it.

    >>> import pandas as pd
    >>> records(pd.DataFrame({"a": [1.0, float("inf")], "b": ["x", "y"]}))
    [{'a': 1.0, 'b': 'x'}, {'a': None, 'b': 'y'}]
    """
    rows: list[dict[str, Any]] = frame.to_dict("records")
    return [
        {
            str(name): None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in row.items()
        }
        for row in rows
    ]
