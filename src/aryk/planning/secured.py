"""Losses of links, added to the programme until its plan breaks none; see `rules.security`."""

from __future__ import annotations

from collections.abc import Callable

from aryk.planning.assemble import assemble
from aryk.planning.model import Model
from aryk.planning.program import Matrix
from aryk.planning.solve import Solution

Again = Callable[[Model, Matrix], Solution]
Tell = Callable[[str, str], None]


def secure(model: Model, solution: Solution, again: Again, tell: Tell) -> tuple[Model, Solution]:
    """Solve again with the losses that a plan would break, until it breaks none.

    Each round adds a loss at least, and there are finitely many. (Rows that are broken, added until none is: Dantzig,
    Fulkerson and Johnson, Operations Research 2, 1954.)

    Parameters
    ----------
    solution
        Of `model`, optimal.
    again
        Solves a changed programme from the last basis.
    """
    while solution.status == "optimal":
        broken = [name for pairs in model.unwatched for name in pairs.overloaded(model, solution)]
        if not broken:
            break
        watched = (model.watched or frozenset()).union(broken)
        tell("security", f"{len(broken)} losses of links would overload another one; {len(watched)} have rows")
        model = assemble(model.timeline, model.heads or None, model.amend, watched, model.near)
        solution = again(model, model.program.matrix())
    return model, solution
