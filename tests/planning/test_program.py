"""The matrix that comes out is the one that went in, however terms meet and however small the pieces are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from aryk.planning import program


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 7, 50, 10**6]))
@settings(max_examples=150, deadline=None)
def test_terms_that_meet_add_up_and_zeros_go(seed, piece):
    random = np.random.default_rng(seed)
    rows, columns, entries = (int(random.integers(1, most)) for most in (30, 60, 300))
    owner = np.sort(random.integers(0, columns, entries))
    start = np.searchsorted(owner, np.arange(columns + 1)).astype(np.int32)
    index = random.integers(0, rows, entries).astype(np.int32)
    value = random.integers(-2, 3, entries).astype(float)
    wanted = csc_array((value.copy(), index.copy(), start.copy()), shape=(rows, columns))
    wanted.sum_duplicates()
    wanted.eliminate_zeros()
    held, program.LARGEST_PIECE = program.LARGEST_PIECE, piece
    try:
        found = program._without_doubles(start, index, value, rows)
    finally:
        program.LARGEST_PIECE = held
    for one, other in zip(found, (wanted.indptr, wanted.indices, wanted.data), strict=True):
        assert np.array_equal(one, other)


def test_terms_of_other_sizes_than_their_steps_are_refused():
    made = program.Program()
    columns = made.add_columns("a.b", "day", ["x"], 3)
    rows = made.add_rows("c", "day", ["y"], 3, 0.0, 0.0)
    with pytest.raises(ValueError, match="do not fit"):
        made.add_terms(rows, columns, 1.0, row_steps=[0, 1])
