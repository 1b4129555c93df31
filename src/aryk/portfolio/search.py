"""The best portfolio: plans of single sets, bounds from their prices, and a master programme between them.

The search begins with two plans, without measures and with as many as can stand together whatever they cost. Then the
master programme names the set that could be best as far as the bounds tell; that set is planned; its prices give one
more bound. It ends when no set that has not been planned can be better than the best one by more than the gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aryk.portfolio.budgets import Budget
from aryk.portfolio.candidates import Choice
from aryk.portfolio.master import Master, Proposal
from aryk.portfolio.pieces import Pieces
from aryk.portfolio.priced import Bound, Pricer
from aryk.portfolio.workshop import Names, Tell, Trial, Workshop

ROUNDING = 1e-8
"""Share of the cost of a plan by which two of equal cost may differ."""
NONE: Names = frozenset()


@dataclass(frozen=True)
class Found:
    """The end of a search.

    Attributes
    ----------
    trial
        The best plan; None where no set keeps the caps.
    net
        Its net cost: that of the plan, and yearly cost of its measures over the horizon.
    least
        What is proved to be the least net cost.
    begin
        First year of works of each measure, where budgets name years.
    """

    trial: Trial | None
    net: float
    least: float
    begin: Mapping[str, int] = field(default_factory=dict)

    @property
    def chosen(self) -> Names:
        """The measures of the best plan."""
        return self.trial.chosen if self.trial else NONE

    @property
    def gap(self) -> float:
        """Net cost that might still be saved, money."""
        return max(0.0, self.net - self.least)


class Search:
    """Searches sets of measures; plans and bounds are kept from one question to the next.

    Attributes
    ----------
    trials
        All plans so far, by set and caps.
    """

    def __init__(
        self, workshop: Workshop, choice: Choice, budgets: Sequence[Budget], *, gap: float = 0.0, most: int = 1000
    ) -> None:
        self.workshop, self.choice, self.gap, self.most = workshop, choice, gap, most
        self.pieces = Pieces(workshop, choice, budgets)
        self.pricer = Pricer(self.pieces)
        self.master = Master(choice, budgets, self.pieces.groups, workshop.years)
        self.trials: dict[tuple[Names, tuple[tuple[str, float], ...]], Trial] = {}
        self.bounds: list[Bound] = []
        self.without = self.plan(NONE)
        self._add_all()

    @property
    def tell(self) -> Tell:
        """Called with a stage and words."""
        return self.workshop.tell

    @property
    def rounding(self) -> float:
        """Money that is nothing beside the cost of a plan."""
        return ROUNDING * max(1.0, abs(self.without.cost))

    def plan(self, chosen: Names, caps: Mapping[str, float] | None = None) -> Trial:
        """The plan with some measures, made once."""
        key = (chosen, tuple(sorted((caps or {}).items())))
        if key not in self.trials:
            trial = self.workshop.trial(chosen, caps)
            self.trials[key] = trial
            if trial.feasible:
                self.bounds.append(self.pricer.bound(trial))
        return self.trials[key]

    def net(self, trial: Trial) -> float:
        """Net cost of a plan."""
        return trial.cost + self.master.net_of(trial.chosen)

    def best(self, caps: Mapping[str, float] | None = None) -> Found:
        """The set of least net cost under the budgets, with criteria held to caps."""
        caps = {name: cap for name, cap in (caps or {}).items() if np.isfinite(cap)}
        held = tuple(sorted(caps.items()))
        begin: dict[Names, Mapping[str, int]] = {}
        best, net = None, np.inf
        for chosen, known in self._allowed(caps):
            if known < net:
                best, net = self.plan(chosen, caps), known
                begin[chosen] = self.starts(chosen)
        rounds = 0
        while True:
            planned = [chosen for chosen, key in self.trials if key == held]
            proposal = self._propose(planned, caps)
            least = min(net, proposal.net if proposal else np.inf)
            if proposal is None or net - least <= self._enough(net) or rounds >= self.most:
                chosen = best.chosen if best else NONE
                return Found(best, net, least, begin.get(chosen, {}))
            rounds += 1
            self._say(net, least, rounds)
            trial = self.plan(proposal.chosen, caps)
            if trial.feasible and self.net(trial) < net:
                best, net = trial, self.net(trial)
                begin[trial.chosen] = proposal.begin

    def propose_unlike(self, known: Sequence[Names], ceiling: float, unlike: Sequence[Names]) -> Proposal | None:
        """The set that differs most from some others and may keep a net cost, as far as bounds tell."""
        costs = (self.without.cost, self.scale)
        return self.master.propose(self.bounds, known, *costs, ceiling=ceiling + self.rounding, unlike=unlike)

    def starts(self, chosen: Names) -> Mapping[str, int]:
        """First years of works with which a set keeps the budgets of years."""
        others = [each for each in self.choice.names if each not in chosen]
        found = self.master.schedule(chosen, others) if self.master.years else {}
        return found or {}

    def _allowed(self, caps: Mapping[str, float]) -> list[tuple[Names, float]]:
        """Sets that were planned without caps and keep both caps and budgets, with their net cost."""
        found = []
        for (chosen, key), trial in list(self.trials.items()):
            kept = all(trial.watched.get(name, np.inf) <= cap for name, cap in caps.items())
            if trial.feasible and (key == tuple(sorted(caps.items())) or (not key and kept)) and self._paid(chosen):
                self.trials[chosen, tuple(sorted(caps.items()))] = trial
                found.append((chosen, self.net(trial)))
        return found

    def _paid(self, chosen: Names) -> bool:
        """Whether the budgets allow a set."""
        return self.master.schedule(chosen, [each for each in self.choice.names if each not in chosen]) is not None

    def _propose(self, planned: Sequence[Names], caps: Mapping[str, float]) -> Proposal | None:
        return self.master.propose(self.bounds, planned, self.without.cost, self.scale, caps=caps)

    @property
    def scale(self) -> float:
        """Money of the size of what measures cost and bring."""
        costs = [each.weighted * self.workshop.years for each in self.choice.candidates]
        saved = [abs(trial.cost - self.without.cost) for trial in self.trials.values() if trial.feasible]
        return max(1.0, float(np.median(costs)) if costs else 1.0, 0.01 * max([*costs, *saved], default=0.0))

    def _enough(self, net: float) -> float:
        """How far the best may be from what is proved."""
        if not np.isfinite(net):
            return -1.0
        return max(self.rounding, self.gap * abs(self.without.cost - net))

    def _add_all(self) -> None:
        """Plan as many measures as can stand together, so that each has a price at least once."""
        needs = {each.name: each.needs for each in self.choice.candidates}
        chosen = NONE
        for name in self.choice.names:
            more = chosen | {name} | needs[name]
            if self.choice.allows(more) and all(group.part(more) in group.pieces for group in self.pieces.groups):
                chosen = more
        if chosen:
            trial = self.workshop.trial(chosen)
            if trial.feasible:
                self.bounds.append(self.pricer.bound(trial))

    def _say(self, net: float, least: float, rounds: int) -> None:
        gain, most = (self.without.cost - each for each in (net, least))
        self.tell("choose", f"plan {rounds + 1}: best saves {gain / 1e6:,.6g} million, at most {most / 1e6:,.6g}")
