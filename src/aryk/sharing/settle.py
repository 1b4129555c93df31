"""The settlement of a case: what each party gains from acting together, fair divisions, and the payments they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.case.timeline import Timeline
from aryk.planning.accounts import accounts
from aryk.planning.labels import labelled
from aryk.results.fields import Results
from aryk.sharing.coalition import check_parties
from aryk.sharing.core import in_core, least_core, leavers
from aryk.sharing.game import Floats, Gains, Game, GameError
from aryk.sharing.nucleolus import nucleolus
from aryk.sharing.partial import PartialGame, check_count
from aryk.sharing.rules import (
    check_amounts,
    check_powers,
    equal_nonseparable,
    nash,
    proportional,
    separable,
)
from aryk.sharing.shapley import Sampled, check_orders, sampled_coalitions, shapley, shapley_sampled
from aryk.sharing.values import Coalitions, answer

EXACT = 12
"""Parties up to which all coalitions are solved."""
ORDERS = 40
"""Orders that are sampled of more parties."""
OF_ALL: dict[str, Callable[[Game], Floats]] = {"shapley": shapley, "nucleolus": nucleolus}
"""Rules of division that need the values of all coalitions."""
OF_SOME: dict[str, Callable[[Gains], Floats]] = {"nash": nash, "separable": separable, "equal": equal_nonseparable}
"""Rules of division that need those of each alone, all but one, and all."""
RULES = (*OF_ALL, *OF_SOME)
"""Rules of division that need nothing but the game."""


@dataclass(frozen=True)
class Situation:
    """A plan of all sides: results and money by party and kind."""

    timeline: Timeline = field(repr=False)
    results: Results = field(repr=False)
    accounts: pd.DataFrame = field(repr=False)

    @property
    def cost(self) -> pd.Series:
        """Cost of each party with what it pays and is paid; below 0: gain."""
        return self.accounts.drop(index="").sum(axis=1)


@dataclass(frozen=True)
class Settlement:
    """What acting together is worth.

    Attributes
    ----------
    game
        The gain of each coalition over what its members have for themselves; of some coalitions where sampled.
    apart, together
        The plan of each side for itself, and that of all players together, the payments of the case made.
    solved
        Coalitions that were solved.
    sampled
        The Shapley value from random orders with its standard errors; None: all coalitions were solved.
    """

    case: Case
    game: Gains
    apart: Situation
    together: Situation
    systems: tuple[str, ...]
    solved: int
    shares: Mapping[str, Sequence[float]] = field(default_factory=dict)
    weights: Sequence[float] | None = None
    sampled: Sampled | None = None

    @property
    def errors(self) -> pd.Series | None:
        """The standard error of the Shapley value of each player; None where it is exact."""
        return None if self.sampled is None else pd.Series(self.sampled.error, index=pd.Index(self.parties))

    @property
    def parties(self) -> tuple[str, ...]:
        """Those who may act together."""
        return self.game.parties

    @cached_property
    def gains(self) -> pd.Series:
        """What each party of the case gains from the joint plan with the payments that are already agreed."""
        return self.apart.cost - self.together.cost

    @cached_property
    def divisions(self) -> pd.DataFrame:
        """The gain of each player by each rule; those that have no answer for this game are left out.

        The nucleolus has none where coalitions are sampled, as it needs them all.
        """
        found = {}
        for name in RULES:
            try:
                found[name] = self._divided(name)
            except GameError:
                continue
        for name, by in self.shares.items():
            found[f"by {name}"] = proportional(self.game, np.array(by))
        return pd.DataFrame(found, index=pd.Index(self.parties))

    def _divided(self, rule: str) -> Floats:
        if rule == "shapley" and self.sampled is not None:
            return self.sampled.value
        if rule in OF_ALL:
            return OF_ALL[rule](all_of(self.game))
        return nash(self.game, self.weights) if rule == "nash" else OF_SOME[rule](self.game)

    def payments(self, rule: str) -> pd.Series:
        """What each party must be paid beside all payments agreed to have its gain by a rule; below 0: pays.

        They sum to zero. Parties that are no players are kept whole.
        """
        wanted = self.divisions[rule].reindex(self.gains.index).fillna(0.0)
        return wanted - self.gains

    def stability(self) -> pd.DataFrame:
        """For each rule: whether it lies in the core, the coalition that gains most by leaving, and how much.

        Of a sampled settlement, the coalitions that were solved are asked: `in core` is False where one of them would
        leave, and None, not known, where none would.
        """
        rows = []
        for name in self.divisions:
            division = self.divisions[name].to_numpy()
            gone = leavers(self.game, division, most=1)
            left = self.game.excess(division)[:-1]
            stable = in_core(self.game, division)
            rows.append(
                {
                    "rule": name,
                    "in core": None if stable and self.sampled else stable,
                    "largest excess": float(left.max(initial=-np.inf)) if len(left) else 0.0,
                    "who would leave": gone["coalition"].iloc[0] if len(gone) else "",
                    "gain": float(gone["gain"].iloc[0]) if len(gone) else 0.0,
                }
            )
        return pd.DataFrame(rows).set_index("rule")

    def leavers(self, rule: str, most: int = 10) -> pd.DataFrame:
        """The coalitions that would leave a division, see `aryk.sharing.core.leavers`."""
        return leavers(self.game, self.divisions[rule].to_numpy(), most)

    @property
    def core_excess(self) -> float:
        """The smallest largest gain of leaving that any division has; above 0 no division is stable.

        Raises
        ------
        GameError
            If the settlement is sampled.
        """
        return least_core(all_of(self.game)).excess


def all_of(game: Gains) -> Game:
    """A game of which all coalitions are known.

    Raises
    ------
    GameError
        If some are known only.
    """
    if not isinstance(game, Game):
        words = f"the nucleolus and the least core need all coalitions, {len(game.known):,} are known"
        raise GameError(f"{words}. Remedy: settle at most {EXACT} parties, without orders")
    return game


def settle(
    case: Case,
    parties: Sequence[str] = (),
    *,
    systems: Sequence[str] = (),
    shares: Mapping[str, Mapping[str, float]] | None = None,
    weights: Mapping[str, float] | None = None,
    orders: int | None = None,
    seed: int = 1,
    progress: Callable[[str, str], None] | None = None,
) -> Settlement:
    """Tell what acting together is worth to each party, and how it may be divided.

    All coalitions of up to 12 parties are solved. Of more, or where `orders` is told, those of random orders are, and
    each alone, all but one, and all: the Shapley value then has a standard error, all other rules that need no further
    coalition are exact, and the nucleolus and the least core are left out.

    Money counts alike for all parties, whatever their weight in the plan, as it can be paid from one to another.

    Parameters
    ----------
    case
        As read, scenario and measures applied.
    parties
        Those who may act together; none named: all that own something. Others keep to what they did for themselves.
    systems
        Systems of carriers in which they do, such as water; none named: in all.
    shares
        Further proportional rules: a name and a number from 0 for each party (use, people, cost alone).
    weights
        Power of each party in the Nash bargain; None: all alike.
    orders
        Orders of parties to sample, half of them the reverse of the others, an even number from 4; None: all coalitions
        of up to 12 parties, 40 orders of more.
    seed
        Of the random orders.
    progress
        Called with a stage and a line of words.

    Raises
    ------
    CaseError
        If a party or system is not there or owns nothing, or a case without exchange makes no sense.
    NoPlanError, SolverLimitError
        If a coalition has no plan.
    GameError
        If there is one party or more than 62, a number of orders is odd or below 4, or the case is no linear programme.

    """
    check_parties(case, parties, systems)
    players = tuple(dict.fromkeys(parties)) or tuple(owners(case))
    check_players(case, players)
    if len(players) < 2:
        words = f"{' and '.join(players) or 'nobody'} has nobody to act together with"
        raise GameError(f"{words}. Allowed: two parties or more. Remedy: name more of {', '.join(owners(case))}")
    if orders is None and len(players) > EXACT:
        orders = ORDERS
    if orders is not None:
        check_count(len(players))
        check_orders(len(players), orders)
    listed = {name: by_party(name, by, players) for name, by in (shares or {}).items()}
    power = None if weights is None else by_party("weights", weights, players)
    if power is not None:
        check_powers(power)
    for by in listed.values():
        check_amounts(by)
    coalitions = Coalitions(case, players, systems, progress)
    game, sampled = (coalitions.game(), None) if orders is None else sample(coalitions, orders, seed)
    alone = coalitions.alone
    results = labelled(alone.programme.model, alone.solution)
    apart = situation(alone.programme.model.timeline, results)
    coalitions.value((1 << len(players)) - 1)
    variant = coalitions.variant((1 << len(players)) - 1)
    joint = variant.programme.model
    together = situation(joint.timeline, labelled(joint, answer(variant.programme)))
    return Settlement(case, game, apart, together, tuple(systems), len(game.known), listed, power, sampled)


def sample(coalitions: Coalitions, orders: int, seed: int = 1) -> tuple[PartialGame, Sampled]:
    """The values of the coalitions that random orders need, and the Shapley value from them.

    Raises
    ------
    GameError
        See `settle`.
    """
    count = len(coalitions.players)
    game = coalitions.some(sampled_coalitions(count, orders, seed))
    gains = dict(zip(game.known.tolist(), game.gains.tolist(), strict=True))
    return game, shapley_sampled(count, gains.__getitem__, orders=orders, seed=seed)


def situation(line: Timeline, results: Results) -> Situation:
    """A plan with its money."""
    return Situation(line, results, accounts(line, results))


def owners(case: Case) -> list[str]:
    """The parties that own something, in the order of the table."""
    tables = ("nodes", "supplies", "demands", "stores", "links", "processes")
    there = set().union(*(set(case.party_of(table)) for table in tables))
    return [name for name in case.table("parties").index if name in there]


def check_players(case: Case, players: Sequence[str]) -> None:
    """Refuse a party that owns nothing: it could neither give nor gain.

    Raises
    ------
    CaseError
        With a fault for each of them.
    """
    there = set(owners(case))
    faults = [
        Fault(
            "parties.csv",
            0,
            "party",
            "this party owns nothing in use, so it can neither give nor gain",
            name,
            ", ".join(sorted(there)),
            "leave it out, or name it at what it owns",
        )
        for name in players
        if name not in there
    ]
    if faults:
        raise CaseError(faults)


def by_party(name: str, numbers: Mapping[str, float], players: Sequence[str]) -> list[float]:
    """Numbers in the order of the players.

    Raises
    ------
    GameError
        If one is missing or too many.
    """
    if set(numbers) != set(players):
        found, allowed = ", ".join(numbers) or "nobody", ", ".join(players)
        words = f"{name} must be told for each party once. Found: {found}. Allowed: {allowed}"
        raise GameError(f"{words}. Remedy: {','.join(f'{each}=1' for each in players)}, with your numbers")
    return [float(numbers[each]) for each in players]
