"""What each coalition gains, by re-solves of a few programmes.

First the plan of each side for itself. What separations leave of exchange is used as is best for all. But the parties
above others on a river act first: what water is worth below them does not count for them, neither on fields nor in
turbines, and they are then held to what they do with the water. At last all else is planned.

    v(S) = cost_S(each for itself) - least cost_S with all others held to what they did for themselves

A column can change in S when its owner and the owners of all nodes whose balance it enters belong to S; on rivers its
owner is enough, as an outsider's balance must close with all that he does as before. So no outsider is worse off or
gives more than before, and what members of S and of T do fits together where S and T have nobody in common: joining
never loses.

All coalitions in which the same separations hold share one programme and differ in bounds alone. The largest comes
first and each other follows one with one party more: as bounds only become narrower, that one's basis stays dual
feasible, and dual simplex needs few steps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from aryk.case.calendar import Floats
from aryk.case.case import Case
from aryk.case.changes import apply_changes
from aryk.measures.apply import separation_changes
from aryk.planning.plan import Plan, plan
from aryk.planning.solve import Solution, solve
from aryk.sharing.coalition import coalition, in_force, upstream
from aryk.sharing.game import Game
from aryk.sharing.partial import PartialGame, always_known
from aryk.sharing.programme import Programme, carried

OTHERS = 1e-4
"""Weight of what water is worth below for who acts first: where all is the same to him, he does what suits others."""
Tell = Callable[[str, str], None]


@dataclass(frozen=True)
class Alone:
    """Each side for itself: the programme, the values of its columns, and the cost of each party and of nobody."""

    programme: Programme
    value: Floats
    solution: Solution
    cost: Floats


def with_plain_weights(case: Case) -> Case:
    """The case in which money counts alike for all parties, as it is paid from one to another."""
    return case.with_tables({"parties": case.tables["parties"].assign(weight=1.0)})


def each_for_itself(case: Case, joint: Plan, tell: Tell) -> Alone:
    """The plan of each side for itself, with the heads of turbines of the joint plan.

    Raises
    ------
    CaseError, SolverLimitError, GameError
        If the case without exchange makes no sense, has no plan, or is no linear programme.
    """
    parties = list(case.table("parties").index)
    programme = Programme(coalition(case, []), parties, joint)
    cost, held = programme.matrix.cost, np.zeros(len(programme.matrix.cost), dtype=bool)
    value, acted = np.zeros(len(held)), list[int]()
    for level in upstream(case)[:-1]:
        acted += [parties.index(name) for name in level]
        water = np.isin(programme.owner, acted) & programme.natural
        below = programme.natural & ~np.isin(programme.owner, acted)
        if not (water & ~held).any() or not below.any():
            continue
        tell("apart", f"{' and '.join(level)} first")
        programme.hold(held, value)
        programme.price(np.where(below, OTHERS * cost, cost))
        programme.idle(below)
        programme.run()
        programme.idle(np.zeros_like(below))
        value = np.where(water & ~held, programme.value, value)
        held |= water
    tell("apart", "each for itself")
    programme.hold(held, value)
    programme.price(cost)
    programme.run()
    solution = answer(programme)
    return Alone(programme, solution.value, solution, programme.by_party(solution.value))


def answer(programme: Programme) -> Solution:
    """The last answer of a programme with its duals."""
    return solve(programme.highs, basis=programme.highs.getBasis())


class Coalitions:
    """The values of coalitions of some parties of a case, each solved when it is asked for.

    Parties of the case that are no players keep to what they did for themselves.

    Attributes
    ----------
    solved
        Coalitions that were solved.
    """

    def __init__(
        self, case: Case, players: Sequence[str], systems: Sequence[str] = (), tell: Tell | None = None
    ) -> None:
        self.tell = tell or (lambda stage, words: None)
        self.case, self.players, self.systems = with_plain_weights(case), tuple(players), tuple(systems)
        self.parties = list(self.case.table("parties").index)
        self.joint = plan(self.case, progress=self.tell)
        self.alone = each_for_itself(self.case, self.joint, self.tell)
        self.solved = 0
        self._at: Variant | None = None

    def members(self, mask: int) -> tuple[str, ...]:
        """The members of a coalition of players."""
        return tuple(name for place, name in enumerate(self.players) if mask >> place & 1)

    def key(self, mask: int) -> tuple[str, ...]:
        """The separations that hold beside a coalition and change something."""
        changing = set(self.case.tables["separation_changes"]["separation"])
        return tuple(each for each in in_force(self.case, self.members(mask), self.systems) if each in changing)

    def variant(self, mask: int) -> Variant:
        """The programme that a coalition is solved in; that of the coalition before where it is the same."""
        key = self.key(mask)
        if self._at is None or self._at.key != key:
            self._at = None
            self.tell("together", f"without {', '.join(key) or 'separations'}" if key else "programme of all")
            self._at = Variant.of(self.case, key, self.alone, self.joint, self.systems)
        return self._at

    def value(self, mask: int) -> float:
        """What a coalition gains, by its mask over the players; solved from the basis of all players together."""
        if mask == 0:
            return 0.0
        variant = self.variant(mask)
        return self._solved(variant, mask, variant.root(self._places(self._whole), self.alone.cost))

    def game(self) -> Game:
        """The values of all coalitions."""
        keys = {mask: self.key(mask) for mask in range(1, self._whole + 1)}
        values = np.zeros(self._whole + 1)
        for key in sorted(set(keys.values()), key=lambda each: each == keys[self._whole]):
            wanted = {mask for mask, own in keys.items() if own == key}
            variant = self.variant(min(wanted))
            self._walk(
                variant, wanted, self._whole, 0, variant.root(self._places(self._whole), self.alone.cost), values
            )
        return Game(self.players, values)

    def some(self, masks: Collection[int]) -> PartialGame:
        """The values of some coalitions, and of each alone, all but one and all, as a game of these.

        Each follows the smallest of its variant that holds it, else all together, as bounds then only become narrower.

        Raises
        ------
        GameError
            If there are more than 62 players.
        """
        whole, gains = self._whole, dict[int, float]()
        wanted = {*masks, *always_known(len(self.players)).tolist()} - {0}
        keys = {mask: self.key(mask) for mask in wanted}
        for key in sorted(set(keys.values()), key=lambda each: each == keys[whole]):
            own = [mask for mask in wanted if keys[mask] == key]
            variant, below = self.variant(own[0]), followers(own)
            waiting = [(mask, variant.root(self._places(whole), self.alone.cost)) for mask in below.get(0, [])]
            while waiting:
                mask, basis = waiting.pop()
                self.tell("coalitions", f"{self.solved + 1:,} of {len(wanted):,}: {' + '.join(self.members(mask))}")
                gains[mask] = self._solved(variant, mask, basis)
                next_ = below.get(mask, [])
                if next_:
                    basis = variant.programme.highs.getBasis()
                    waiting += [(smaller, basis) for smaller in next_]
        return PartialGame.of(self.players, gains)

    def _walk(
        self, variant: Variant, wanted: set[int], mask: int, first: int, basis: highspy.HighsBasis, values: Floats
    ) -> None:
        """Value a coalition, then those with one party less, from its basis: bounds only become narrower."""
        if mask in wanted:
            self.tell("coalitions", f"{self.solved + 1:,} of {self._whole:,}: {' + '.join(self.members(mask))}")
            values[mask] = self._solved(variant, mask, basis)
            basis = variant.programme.highs.getBasis()
        for place in range(first, len(self.players)):
            smaller = mask & ~(1 << place)
            if smaller in wanted or any(each & ~smaller == 0 for each in wanted):
                self._walk(variant, wanted, smaller, place + 1, basis, values)

    def _solved(self, variant: Variant, mask: int, basis: highspy.HighsBasis) -> float:
        self.solved += 1
        return variant.gain(self._places(mask), self.alone.cost, basis)

    def _places(self, mask: int) -> list[int]:
        return [self.parties.index(name) for name in self.members(mask)]

    @property
    def _whole(self) -> int:
        return (1 << len(self.players)) - 1


def followers(masks: Collection[int]) -> dict[int, list[int]]:
    """The coalitions that come next below each: it is the smallest that holds them; below 0 those that none holds.

    Examples
    --------
    >>> followers([0b001, 0b011, 0b111, 0b100])
    {0: [7], 7: [3, 4], 3: [1]}
    """
    falling = np.array(sorted(masks, key=lambda mask: (-mask.bit_count(), mask)), dtype=np.int64)
    found = dict[int, list[int]]()
    for place, mask in enumerate(falling):
        larger = falling[:place][falling[:place] & mask == mask]
        found.setdefault(int(larger[-1]) if len(larger) else 0, []).append(int(mask))
    return found


@dataclass
class Variant:
    """The programme of the coalitions beside which the same separations hold."""

    key: tuple[str, ...]
    programme: Programme
    before: Floats
    cost_before: Floats
    closed: np.ndarray
    _root: highspy.HighsBasis | None = None

    @classmethod
    def of(cls, case: Case, key: tuple[str, ...], alone: Alone, joint: Plan, systems: Sequence[str]) -> Variant:
        """The programme in which the separations `key` hold; all columns may change at first."""
        parties = list(case.table("parties").index)
        programme = Programme(apply_changes(case, separation_changes(case, key)), parties, joint)
        before = carried(alone.programme.columns, alone.value, programme.columns)
        return cls(key, programme, before, programme.by_party(before), programme.between(systems))

    def root(self, players: Sequence[int], alone: Floats) -> highspy.HighsBasis:
        """The basis of all players together, from which any coalition may begin."""
        if self._root is None:
            self.gain(players, alone, None)
            self._root = self.programme.highs.getBasis()
        return self._root

    def gain(self, members: Sequence[int], alone: Floats, basis: highspy.HighsBasis | None) -> float:
        """What parties gain together beyond what each has for itself, at cost `alone`."""
        own = sum(1 << place for place in members)
        self.programme.hold(((self.programme.involved & ~own) != 0) | self.closed, self.before)
        others = [place for place in range(len(alone) - 1) if place not in members]
        spent = self.programme.run(basis) - self.cost_before[others].sum()
        return float(alone[list(members)].sum() + alone[-1] - spent)
