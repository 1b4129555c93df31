"""Scenarios of a model as members of an ensemble: every combination of them, or those that the model names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Blame = Callable[[str, str, str, str], None]


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of a model.

    Attributes
    ----------
    sizes
        How many futures each scenario has, by name.
    combinations
        Which of them each member takes; shape (members, scenarios).
    """

    sizes: dict[str, int]
    combinations: NDArray[np.int64]

    @property
    def members(self) -> int:
        """Number of members."""
        return len(self.combinations)

    def of(self, name: str) -> NDArray[np.int64]:
        """Which future of a scenario each member takes; shape (members,).

        >>> scenarios_of([{"name": "dry", "size": 2}, {"name": "use", "size": 3}], None, print).of("use").tolist()
        [0, 1, 2, 0, 1, 2]
        """
        return self.combinations[:, list(self.sizes).index(name)]


def scenarios_of(given: Any, combinations: Any, blame: Blame) -> Scenarios:
    """Read the scenarios; without any there is one member.

    Parameters
    ----------
    given
        Name, size and perhaps a slice of each.
    combinations
        The members that are wanted, by number of the future of each scenario; None: all.
    blame
        Notes what is wrong: where, what, found, allowed.
    """
    sizes: dict[str, int] = {}
    chosen = []
    for each in given or ():
        name, size = str(each.get("name", "")), each.get("size")
        names = each.get("ensemble_names")
        size = len(names) if size is None and names else size
        if not name or not isinstance(size, int) or size < 1:
            blame("scenarios", "a scenario needs a name and a size", str(each)[:60], "a size of 1 or more")
            continue
        sizes[name] = size
        chosen.append(range(size)[slice(*each["slice"])] if each.get("slice") else range(size))
    if combinations:
        wanted = np.atleast_2d(np.array(combinations, dtype=np.int64))
        most = np.array(list(sizes.values()), dtype=np.int64)
        if wanted.shape[1] != len(sizes) or (wanted < 0).any() or (wanted >= most).any():
            allowed = "of each scenario a number from 0 to its size less one"
            blame("scenario_combinations", "a combination that there is not", str(combinations)[:60], allowed)
            wanted = np.zeros((1, len(sizes)), dtype=np.int64)
    else:
        every = list(product(*chosen))
        wanted = np.array(every, dtype=np.int64).reshape(len(every), len(sizes))
    return Scenarios(sizes, wanted)
