"""Network: Kirchhoff's voltage law for links with reactance.

    sum over the links of a mesh of  +/- (reactance (f_s - g_s) + pi / 180 phase_shift_s)  =  0

One row for each mesh of a cycle basis of the links with reactance (the branches outside a spanning tree, each with its
way through the tree) and each step of their clock, divided by the largest reactance of the mesh. Grids that no such
link joins are synchronous areas of their own. A link that is not available at all in a step is open there: each
pattern of open links has its own basis. (Horsch et al., Electric Power Systems Research 158, 2018, eq. 9.)

Dual: what one more degree of phase shift in the mesh would be worth, money per unit of the row.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats, Ints
from aryk.case.timeline import Timeline
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules.link import clocks_of

Mesh = list[tuple[int, float]]
"""The links of a mesh by place, and their direction in it, 1 or -1."""


def add(model: Model) -> None:
    """All meshes of links with reactance."""
    links = model.case.table("links")
    for clock, places in model.by_clock(clocks_of(links, model.node_clock)):
        rows = links.iloc[places]
        rows = rows[rows["reactance"].notna().to_numpy()]
        if len(rows):
            _meshes(model, rows, clock)


def _meshes(model: Model, rows: pd.DataFrame, clock: str) -> None:
    steps = len(model.calendar.clocks[clock])
    reactance, angle = rows["reactance"].to_numpy(), angles(model.timeline, rows, clock)
    for number, (meshes, when) in enumerate(patterns(model.timeline, rows, clock)):
        if not meshes:
            continue
        scale = np.array([max(abs(reactance[place]) for place, _ in mesh) for mesh in meshes])
        shift = np.array([sum(sign * angle[place] for place, sign in mesh) for mesh in meshes]) / scale[:, None]
        bound = np.broadcast_to(shift, (len(meshes), steps))
        inside = np.zeros(steps, dtype=bool)
        inside[when] = True
        names = [f"mesh-{number + 1}-{place + 1}" for place in range(len(meshes))]
        law = model.program.add_rows(
            "links.voltage", clock, names, steps, np.where(inside, -bound, -np.inf), np.where(inside, -bound, np.inf)
        )
        owner = np.repeat(np.arange(len(meshes)), [len(mesh) for mesh in meshes])
        place = np.array([each for mesh in meshes for each, _ in mesh], dtype=np.int64)
        value = np.array([sign * reactance[each] for mesh in meshes for each, sign in mesh]) / scale[owner]
        for family, sign in (("links.forward", 1.0), ("links.back", -1.0)):
            for grid in model.program.columns:
                if grid.family == family and grid.clock == clock:
                    _terms(model, law, grid, rows.index.to_numpy()[place], owner, sign * value, when)


def _terms(model: Model, law: Grid, grid: Grid, names: np.ndarray, owner: Ints, value: Floats, when: Ints) -> None:
    item = {name: each for each, name in enumerate(grid.names)}
    held = np.array([name in item for name in names], dtype=bool)
    model.program.add_terms(
        law,
        grid,
        value[held, None],
        row_items=owner[held],
        column_items=np.array([item[name] for name in names[held]], dtype=np.int64),
        row_steps=when,
        column_steps=when,
    )


def angles(timeline: Timeline, rows: pd.DataFrame, clock: str) -> Floats:
    """Phase shift of each link in radians; shape (k, n) or (k, 1)."""
    return np.asarray(
        np.deg2rad(rows["phase_shift"].to_numpy())[:, None] * timeline.course(rows["phase_course"], clock)
    )


def patterns(timeline: Timeline, rows: pd.DataFrame, clock: str) -> Iterator[tuple[list[Mesh], Ints]]:
    """For each pattern of open links: its cycle basis, and the steps in which it holds."""
    steps = len(timeline.calendar.clocks[clock])
    closed = np.broadcast_to(timeline.available("links", rows, clock) != 0, (len(rows), steps))
    kinds, which = np.unique(closed, axis=1, return_inverse=True)
    begin, finish = rows["from_node"].tolist(), rows["to_node"].tolist()
    for kind in range(kinds.shape[1]):
        yield cycle_basis(begin, finish, kinds[:, kind]), np.flatnonzero(which.reshape(-1) == kind)


def cycle_basis(begin: list[str], finish: list[str], closed: np.ndarray) -> list[Mesh]:
    """The meshes of a graph: each branch outside a breadth-first spanning tree with its way through the tree.

    Parameters
    ----------
    begin, finish
        The ends of each branch.
    closed
        Whether each branch is there; shape (k,).
    """
    at: dict[str, list[tuple[str, int, float]]] = {}
    for branch in np.flatnonzero(closed).tolist():
        at.setdefault(begin[branch], []).append((finish[branch], branch, 1.0))
        at.setdefault(finish[branch], []).append((begin[branch], branch, -1.0))
    above: dict[str, tuple[str, int, float]] = {}
    depth: dict[str, int] = {}
    tree: set[int] = set()
    for root in at:
        if root in depth:
            continue
        depth[root] = 0
        queue = deque([root])
        while queue:
            node = queue.popleft()
            for other, place, sign in at[node]:
                if other not in depth:
                    depth[other] = depth[node] + 1
                    above[other] = (node, place, sign)
                    tree.add(place)
                    queue.append(other)
    return [
        _mesh(begin[branch], finish[branch], branch, above, depth)
        for branch in np.flatnonzero(closed).tolist()
        if branch not in tree
    ]


def _mesh(begin: str, finish: str, place: int, above: dict[str, tuple[str, int, float]], depth: dict[str, int]) -> Mesh:
    """A branch and the way through the tree from its end back to its begin."""
    mesh = [(place, 1.0)]
    there: Mesh = []
    one, other = finish, begin
    while one != other:
        if depth[one] >= depth[other]:
            parent, branch, sign = above[one]
            mesh.append((branch, -sign))
            one = parent
        else:
            parent, branch, sign = above[other]
            there.append((branch, sign))
            other = parent
    return mesh + there
