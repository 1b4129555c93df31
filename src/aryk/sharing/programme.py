"""The programme of a case with the party of each column, so that parties can be held to what they did before."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np

from aryk.case.calendar import Floats, Ints
from aryk.case.case import Case
from aryk.case.schema import TABLES
from aryk.case.timeline import timeline
from aryk.planning.assemble import assemble
from aryk.planning.choosing import MOST_ROUNDS, ChoiceError
from aryk.planning.owners import owners_of
from aryk.planning.plan import Plan
from aryk.planning.program import Grid
from aryk.planning.resolve import near_of
from aryk.planning.solve import REPAIR, SolverLimitError, load
from aryk.sharing.coalition import natural_carriers
from aryk.sharing.game import GameError
from aryk.sharing.tangents import Tangents, with_rows


class Programme:
    """A case as a linear programme in HiGHS.

    Attributes
    ----------
    owner
        Place of the party that bears the cost of each column, or -1; shape (columns,).
    involved
        Bits of the parties without which a column cannot change: its owner, and the owners of the nodes whose balance
        it enters, but those of rivers, whose balance holds in any case; none for surplus of a river; shape (columns,).
    several
        Whether a column joins several parties: nodes of rivers count here; shape (columns,).
    natural
        Whether a column enters the balance of a node of a river; shape (columns,).
    """

    def __init__(self, case: Case, parties: Sequence[str], joint: Plan) -> None:
        self.case, self.parties = case, tuple(parties)
        self.model = assemble(timeline(case), joint.heads.assumed if joint.heads else None, near=near_of(joint))
        self.columns = list(self.model.program.columns)
        self.matrix = self.model.program.matrix()
        if not self.matrix.linear:
            raise GameError(
                "coalitions are valued by linear programmes: this case has whole numbers or rising costs. "
                "Remedy: relax commitment in plants.csv, leave unit empty in expansions.csv and cost_rise in "
                "processes.csv"
            )
        self.highs = load(self.matrix)
        self._begin = joint.start.basis_for(self.model)
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", 1)
        self.lower, self.upper = self.matrix.lower.copy(), self.matrix.upper.copy()
        self.row_lower, self.row_upper = self.matrix.row_lower.copy(), self.matrix.row_upper.copy()
        self.cost = self.matrix.cost.copy()
        self.owner = owners_of(case, self.columns, self.parties)
        self.entry_row = self.matrix.index
        self.entry_column = np.repeat(np.arange(len(self.matrix.cost)), np.diff(self.matrix.start))
        self.involved, self.several, self.natural = self._touched()
        self.tangents = Tangents(self.model)

    def _touched(self) -> tuple[Ints, np.ndarray, np.ndarray]:
        """Bits of the parties, whether there are several, and whether of a river, for each column."""
        nodes = self.case.table("nodes")
        place = {name: item for item, name in enumerate(self.parties)}
        rivers = natural_carriers(self.case)
        bits = np.zeros(self.matrix.shape[0], dtype=np.int64)
        river = np.zeros(self.matrix.shape[0], dtype=bool)
        for grid in self.model.balances.values():
            bits[grid.place] = np.repeat([1 << place[nodes["party"][name]] for name in grid.names], grid.steps)
            river[grid.place] = np.repeat([nodes["carrier"][name] in rivers for name in grid.names], grid.steps)
        natural = self._any(river)
        dry = np.zeros(len(river), dtype=bool)
        for grid in self.model.balances.values():
            dry[grid.place] = ~river[grid.place]
        self._river_joins = dry[self.entry_row] & natural[self.entry_column]
        self._idle = np.array([], dtype=np.int64)
        owned = np.where(self.owner >= 0, np.left_shift(np.int64(1), np.maximum(self.owner, 0)), 0)
        joined = owned.copy()
        for bit in range(len(self.parties)):
            own = (bits >> bit & 1).astype(bool)
            joined |= np.where(self._any(own), np.int64(1) << bit, 0)
            owned |= np.where(self._any(own & ~river), np.int64(1) << bit, 0)
        owned[self._runs_away() & natural] = 0
        return owned, (joined & (joined - 1)) != 0, natural

    def _any(self, rows: np.ndarray) -> np.ndarray:
        """Whether each column stands in one of some rows."""
        found = np.bincount(self.entry_column, weights=rows[self.entry_row], minlength=len(self.matrix.cost))
        return np.asarray(found > 0)

    def _runs_away(self) -> np.ndarray:
        """Columns of surplus that leaves at no cost: what runs away of a river is nobody's choice."""
        away = np.zeros(len(self.matrix.cost), dtype=bool)
        for grid in self.columns:
            away[grid.place] = grid.family == "nodes.disposed"
        return np.asarray(away & (self.matrix.cost == 0))

    def between(self, systems: Sequence[str]) -> np.ndarray:
        """Whether a column joins several parties in a system that is none of `systems`; none named: nowhere."""
        if not systems:
            return np.zeros(len(self.several), dtype=bool)
        of_carrier = self.case.table("carriers")["system"]
        own = [
            np.repeat(
                [of_carrier.get(self._carrier(grid.family, str(name)), "") in systems for name in grid.names],
                grid.steps,
            )
            for grid in self.columns
        ]
        return np.asarray(self.several & ~np.concatenate(own))

    def _carrier(self, family: str, name: str) -> str:
        table = family.split(".", maxsplit=1)[0]
        if TABLES[table].carrier_by is None:
            return ""
        carriers = self.case.carrier_of(table)
        return str(carriers.get(name, "") or carriers.get(name.rpartition("/")[0], ""))

    def by_party(self, value: Floats) -> Floats:
        """Cost of each party's columns, and last that of nobody's; shape (n + 1,)."""
        places = len(self.parties) + 1
        return np.bincount(self.owner % places, self.matrix.cost * value, places).astype(float)

    def hold(self, fixed: np.ndarray, value: Floats) -> None:
        """Hold some columns at a value and let all others go.

        Rows of which nothing is left to choose are widened by what the value misses them, some parts of a tolerance.
        What choosing is worth is nobody's choice: it follows from the flows.
        """
        fixed = fixed.copy()
        fixed[self.tangents.columns] = False
        lower, upper = (np.where(fixed, value, own) for own in (self.matrix.lower, self.matrix.upper))
        choices = np.bincount(self.entry_row, weights=~fixed[self.entry_column], minlength=len(self.row_lower)) > 0
        found = np.bincount(self.entry_row, self.matrix.value * value[self.entry_column], minlength=len(self.row_lower))
        row_lower = np.where(choices, self.matrix.row_lower, np.minimum(self.matrix.row_lower, found))
        row_upper = np.where(choices, self.matrix.row_upper, np.maximum(self.matrix.row_upper, found))
        changed = np.flatnonzero((lower != self.lower) | (upper != self.upper)).astype(np.int32)
        if len(changed):
            self.highs.changeColsBounds(len(changed), changed, lower[changed], upper[changed])
        changed = np.flatnonzero((row_lower != self.row_lower) | (row_upper != self.row_upper)).astype(np.int32)
        if len(changed):
            self.highs.changeRowsBounds(  # type: ignore[attr-defined]
                len(changed), changed, row_lower[changed], row_upper[changed]
            )
        self.lower, self.upper, self.row_lower, self.row_upper = lower, upper, row_lower, row_upper

    def price(self, cost: Floats) -> None:
        """Take other costs of the columns."""
        changed = np.flatnonzero(cost != self.cost).astype(np.int32)
        if len(changed):
            self.highs.changeColsCost(len(changed), changed, cost[changed])
        self.cost = cost.copy()

    def idle(self, below: np.ndarray) -> None:
        """Let processes of some river columns give and take nothing but water; all others as they are."""
        entries = np.flatnonzero(self._river_joins & below[self.entry_column])
        for entry in np.setxor1d(entries, self._idle):
            value = 0.0 if below[self.entry_column[entry]] else float(self.matrix.value[entry])
            self.highs.changeCoeff(int(self.entry_row[entry]), int(self.entry_column[entry]), value)
        self._idle = entries

    def run(self, basis: highspy.HighsBasis | None = None) -> float:
        """The least cost; from a basis, or from that of the joint plan at first and then from the last one.

        Raises
        ------
        SolverLimitError
            If HiGHS finds no plan, or shares of travellers do not agree with it.
        """
        begin, self._begin = basis or self._begin, None
        if begin is not None:
            self.highs.setBasis(with_rows(begin, self.highs.getNumRow()))
        for _ in range(MOST_ROUNDS):
            self._solve()
            if not self.tangents.add_missing(self.highs):
                return float(self.highs.getInfo().objective_function_value) - self.matrix.offset
        raise ChoiceError(
            f"the shares of travellers do not agree with the plan of a coalition after {MOST_ROUNDS} programmes\n"
            "remedy: write a larger spread in choices.csv"
        )

    def _solve(self) -> None:
        """One linear programme, from the last basis."""
        self.highs.setOptionValue("simplex_iteration_limit", max(1000, int(REPAIR * len(self.row_lower))))
        self.highs.run()
        self.highs.setOptionValue("simplex_iteration_limit", 2**31 - 1)
        for presolve in ("choose", "off"):  # a held value that is off by 1e-13 can be no plan to the presolve
            if self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                break
            self.highs.clearSolver()
            self.highs.setOptionValue("presolve", presolve)
            self.highs.run()
        self.highs.setOptionValue("presolve", "choose")
        status = self.highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverLimitError(f"HiGHS found no plan of a coalition: {self.highs.modelStatusToString(status)}")

    @property
    def value(self) -> Floats:
        """The values of the columns in the last answer."""
        return np.asarray(self.highs.getSolution().col_value, dtype=float)


def carried(old: Sequence[Grid], value: Floats, new: Sequence[Grid]) -> Floats:
    """Values of columns in another programme, by their labels; what is not there stands at 0.

    A link with a column for each way there and one for both here has its net flow.
    """
    known = {
        (grid.family, grid.clock, grid.steps, name): grid.of(value)[item]
        for grid in old
        for item, name in enumerate(grid.names)
    }
    both = {(grid.clock, name) for grid in new if grid.family == "links.back" for name in grid.names}
    result = np.zeros(sum(grid.size for grid in new))
    for grid in new:
        own = grid.of(result)
        for item, name in enumerate(grid.names):
            found = known.get((grid.family, grid.clock, grid.steps, name))
            if found is None:
                continue
            own[item] = found
            back = known.get(("links.back", grid.clock, grid.steps, name))
            if grid.family == "links.forward" and back is not None and (grid.clock, name) not in both:
                own[item] = found - back
    return result
