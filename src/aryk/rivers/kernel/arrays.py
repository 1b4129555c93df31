"""What the kernel keeps of an allocation: the rows, the tableau of a basis, and the order of its values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aryk.kernels.memory import Held, Layout, hold

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOW, HIGH, COST = range(3)
"""What is asked of a variable, in this order."""

TABLEAU = Layout(
    floats=("factors", "low", "high", "value", "reduced", "table", "nucleus", "divisor", "right"),
    wholes=(
        *("starts", "entries", "below_starts", "below", "fixed", "basic", "nonbasic", "upper", "passed", "wanted"),
        *("place_row", "place_variable", "swapped", "unknown", "missing", "unsolved"),
    ),
    bits=("in_row", "in_column"),
    counts=("rows", "columns", "words", "deep", "since_anew", "changes", "anew", "arranged", "before", "within"),
    numbers=("dearest",),
)
"""m rows A over n columns x with sums s, and a basis: x_basic = table x_nonbasic. Variables 0 to n - 1 are x, then s.

- `starts`, `entries`, `factors`: what is not zero in A, row by row; `below_starts`, `below`: rows, column by column;
- `low`, `high`, `value`, `upper`, `fixed` by variable: bounds without infinities, value, whether it stands at its upper
  bound, whether it never enters the basis; `wanted`, `unknown`, `unsolved`: room;
- `basic` by row, `nonbasic` and `reduced` by column of the table: its variable, the cost of a unit more of it;
  `passed`: room;
- `table`, m x n, with a bit for each entry that is not zero by row (`in_row`, `words` each) and by column
  (`in_column`, `deep` each);
- `place_row`, `place_variable`, `divisor`: the order of the values; `before` and `within`: places before the nucleus
  and with it; `nucleus`, `swapped`, `right`: its factors and room; `missing`: room; `arranged`: whether the order is
  that of the basis;
- `since_anew`, `changes`, `anew`: changes of the basis since the table was made anew and in all, times it was;
- `dearest`: the largest cost."""


def tableau(matrix: Floats, fixed: NDArray[np.bool_] | None = None) -> Held:
    """Room for the tableau of the rows A; the kernel fills it.

    Parameters
    ----------
    matrix
        A, shape (m, n).
    fixed
        Variables whose bounds always meet, so that they never enter the basis; shape (n + m,). None: none of them.

    Examples
    --------
    >>> import numpy as np
    >>> made = tableau(np.array([[1.0, 0.0, -1.0]]))
    >>> made["entries"].tolist(), len(made["value"])
    ([0, 2], 4)
    """
    rows, columns = matrix.shape
    size, words, deep = rows + columns, columns // 64 + 1, rows // 64 + 1
    row, column = np.nonzero(matrix)
    return hold(
        TABLEAU,
        factors=matrix[row, column],
        **{name: np.zeros(size) for name in ("low", "high", "value", "upper", "wanted", "unknown", "unsolved")},
        **{name: np.zeros(columns) for name in ("reduced", "nonbasic", "passed")},
        **{name: np.zeros(rows) for name in ("basic", "place_row", "place_variable", "swapped", "missing")},
        **{name: np.zeros(rows) for name in ("divisor", "right")},
        table=np.zeros((rows, columns)),
        nucleus=np.zeros((rows, rows)),
        starts=_starts(row, rows),
        entries=column,
        below_starts=_starts(column, columns),
        below=np.nonzero(matrix.T)[1],
        fixed=np.zeros(size) if fixed is None else fixed,
        in_row=np.zeros((rows, words)),
        in_column=np.zeros((columns, deep)),
        rows=rows,
        columns=columns,
        words=words,
        deep=deep,
    )


def _starts(where: Ints, count: int) -> Ints:
    """Where each of `count` lists begins, and the end of the last."""
    return np.concatenate([[0], np.cumsum(np.bincount(where, minlength=count))]).astype(np.int64)
