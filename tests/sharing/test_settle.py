"""What acting together is worth, on rivers that can be solved by hand: see `valleys`."""

from __future__ import annotations

import numpy as np
import pytest
from highspy import HighsModelStatus

import aryk
from aryk.case.faults import CaseError
from aryk.planning.solve import SolverLimitError
from aryk.planning.verify import verify
from aryk.sharing.coalition import coalition, upstream
from aryk.sharing.game import GameError
from aryk.sharing.programme import Programme
from aryk.sharing.values import Coalitions
from tests.sharing.valleys import BELOW, PAYMENT, SEPARATION, THREE, TREATY, TWO

SHORTAGE = 0.864 * 30000
"""What B loses without water in summer: 25,920 USD."""


def test_river_and_power_exchange_of_two_valleys(small):
    """Alone A keeps the water for its winter: its cost is 0, B loses 25,920.

    Together the water runs in summer, beside the turbine or through it, and 240 MWh of B's coal at 20 USD/MWh replace
    it in winter: 4,800. They gain 21,120. At 25 USD/MWh A pays B 6,000 for the energy, so that A is 6,000 worse off
    than alone and B 27,120 better. Half of the gain each: B must pay A 16,560 more.
    """
    settled = aryk.settle(small(TWO + PAYMENT))
    assert settled.parties == ("A", "B")
    assert settled.apart.cost.to_dict() == pytest.approx({"A": 0, "B": SHORTAGE}, abs=1e-6)
    assert settled.game.values == pytest.approx([0, 0, 0, 21120], abs=1e-6)
    assert settled.gains.to_dict() == pytest.approx({"A": -6000, "B": 27120}, abs=1e-6)
    for rule in ("shapley", "nucleolus", "nash", "separable", "equal"):
        assert settled.payments(rule).to_dict() == pytest.approx({"A": 16560, "B": -16560}, abs=1e-6)
    assert settled.stability()["in core"].all()
    assert settled.core_excess < 0


def test_cooperation_in_water_only_burns_gas(small):
    """Without the wire A replaces its winter power by its own gas at 40 USD/MWh: 25,920 - 9,600."""
    assert aryk.settle(small(TWO), systems=["water"]).game.whole == pytest.approx(16320, abs=1e-6)


def test_cooperation_in_power_only_is_worth_nothing_here(small):
    assert aryk.settle(small(TWO), systems=["power"]).game.whole == pytest.approx(0, abs=1e-6)


def test_a_treaty_is_kept_by_each_for_itself(small):
    """4 m3/s of summer water are owed, dearer to miss than to give: A burns 96 MWh of gas, B still lacks 6 m3/s."""
    settled = aryk.settle(small(TWO + TREATY))
    assert settled.apart.cost.to_dict() == pytest.approx({"A": 96 * 40, "B": 0.6 * SHORTAGE}, abs=1e-6)
    assert settled.game.whole == pytest.approx(96 * 40 + 0.6 * SHORTAGE - 4800, abs=1e-6)


def test_what_a_separation_leaves_is_used_apart(small):
    """With 4 MW of standing contract in power, A's 4 m3/s of treaty water are replaced by coal: 96 MWh at 20."""
    settled = aryk.settle(small(TWO + TREATY + SEPARATION))
    assert settled.apart.accounts["supply"].to_dict() == pytest.approx({"A": 0, "B": 96 * 20, "": 0}, abs=1e-6)
    assert settled.game.whole == pytest.approx(96 * 20 + 0.6 * SHORTAGE - 4800, abs=1e-6)


@pytest.mark.parametrize(("season", "other"), [("summer", "winter"), ("winter", "summer")])
def test_upper_side_lets_water_down_as_suits_others_where_it_is_the_same_to_it(small, season, other):
    """Without need of power A has no use for the water: it runs when the fields below ask for it."""
    text = TWO.replace("town,grid-a,10,winter", f"town,grid-a,0,{other}")
    text = text.replace("fields,field-b,10,summer", f"fields,field-b,10,{season}")
    settled = aryk.settle(small(text))
    assert settled.apart.cost.to_dict() == pytest.approx({"A": 0, "B": 0}, abs=1e-6)
    assert settled.game.whole == pytest.approx(0, abs=1e-6)


def test_upper_side_does_not_count_turbines_below(small):
    """A saves 240 MWh of gas at 40 in winter, where B's mill could send its power too, but B needs it in summer.

    For itself A lets the water down in winter, through its own turbine: B burns 240 MWh of coal at 100 in summer.
    Together the water runs in summer, through the mill: A burns gas in winter for 9,600 and B saves 24,000.
    """
    settled = aryk.settle(small(BELOW))
    assert settled.apart.cost.to_dict() == pytest.approx({"A": 0, "B": 24000}, abs=1e-6)
    assert settled.game.whole == pytest.approx(24000 - 9600, abs=1e-6)


def test_coalitions_of_three_valleys(small):
    """5 m3/s for B are worth 12,960, for C 8,640; each costs A 120 MWh of gas: 4,800. Without A there is nothing.

    v(AB) = 8,160, v(AC) = 3,840, v(BC) = 0, v(ABC) = 12,000. Shapley: A 6,000, B 4,080, C 1,920. Nucleolus: the same,
    as both bargains are apart from each other: A gets half of each.
    """
    settled = aryk.settle(small(THREE))
    value = settled.game.value
    assert [value("AB"), value("AC"), value("BC"), value("ABC")] == pytest.approx([8160, 3840, 0, 12000], abs=1e-6)
    assert settled.divisions["shapley"].to_dict() == pytest.approx({"A": 6000, "B": 4080, "C": 1920}, abs=1e-6)
    assert settled.divisions["nucleolus"].to_dict() == pytest.approx({"A": 6000, "B": 4080, "C": 1920}, abs=1e-6)
    assert settled.solved == 7


def test_outsiders_keep_what_they_had(small):
    """A and B alone among three: C is no player, is kept whole and pays nothing."""
    settled = aryk.settle(small(THREE), ["A", "B"])
    assert settled.game.values == pytest.approx([0, 0, 0, 8160], abs=1e-6)
    assert settled.gains["C"] == pytest.approx(0, abs=1e-6)
    assert settled.payments("shapley").sum() == pytest.approx(0, abs=1e-6)


def test_weights_and_shares_divide_as_told(small):
    settled = aryk.settle(small(TWO), weights={"A": 3, "B": 1}, shares={"fields": {"A": 1, "B": 4}})
    assert settled.divisions["nash"].to_dict() == pytest.approx({"A": 15840, "B": 5280}, abs=1e-6)
    assert settled.divisions["by fields"].to_dict() == pytest.approx({"A": 4224, "B": 16896}, abs=1e-6)


def test_weights_of_parties_do_not_change_what_money_is_worth(small):
    case = small("== parties\nparty,title,weight\nA,Upper,7\nB,Lower,0.5\n" + TWO)
    assert aryk.settle(case).game.whole == pytest.approx(21120, abs=1e-6)


@pytest.mark.parametrize("text", [TWO + PAYMENT, TWO + TREATY + SEPARATION + PAYMENT, THREE])
def test_gains_of_parties_sum_to_the_objective_and_all_balances_close(small, text):
    settled = aryk.settle(small(text))
    assert settled.gains.sum() == pytest.approx(settled.game.whole, rel=1e-9)
    for rule in settled.divisions:
        assert settled.payments(rule).sum() == pytest.approx(0, abs=1e-9 * settled.game.whole)
    for each in (settled.apart, settled.together):
        assert verify(each.timeline, each.results).passed


def test_all_together_are_the_joint_plan(small):
    case = small(TWO + PAYMENT)
    joint = aryk.plan(case)
    settled = aryk.settle(case)
    money = settled.together.accounts.drop(columns="payments").to_numpy().sum()
    assert money == pytest.approx(joint.objective, rel=1e-9)


def test_coalition_closes_what_nothing_is_said_of(small):
    case = small(TWO)
    assert coalition(case, []).table("links")["capacity"]["wire"] == 0
    assert coalition(case, ["A", "B"], ["water"]).table("links")["capacity"]["wire"] == 0
    assert coalition(case, ["A", "B"]).table("links")["capacity"]["wire"] == 10
    assert np.isnan(coalition(case, []).table("links")["capacity"]["river"]), "a river runs"
    spoken = small(TWO + SEPARATION)
    assert coalition(spoken, []).table("links")["capacity"]["wire"] == 4
    assert coalition(spoken, ["A", "B"]).table("links")["capacity"]["wire"] == 10


def test_who_sits_upstream_acts_first(small):
    assert upstream(small(TWO)) == [["A"], ["B"]]
    assert upstream(small(THREE)) == [["A"], ["B", "C"]]
    assert upstream(aryk.read_case("kz-kg"))[0] == ["KG", "RU"]


def test_a_coalition_asked_for_alone_has_the_value_that_it_has_among_all(small):
    coalitions = Coalitions(small(THREE), ["A", "B", "C"])
    values = coalitions.game().values
    for mask in (3, 6, 1, 7, 5, 2):
        assert coalitions.value(mask) == pytest.approx(values[mask], abs=1e-6)


def test_wrong_settlements_are_refused(small):
    case = small("== parties\nparty,title\nA,Upper\nB,Lower\nIDLE,Nobody\n" + TWO)
    assert aryk.settle(case).parties == ("A", "B"), "who owns nothing is no player unless named"
    with pytest.raises(CaseError, match="this party owns nothing in use"):
        aryk.settle(case, ["A", "IDLE"])
    with pytest.raises(CaseError, match="there is no party of this name") as caught:
        aryk.settle(case, ["A", "X"], systems=["powr"])
    assert [fault.found for fault in caught.value.faults] == ["powr", "X"]
    with pytest.raises(GameError, match="fields must be told for each party once"):
        aryk.settle(case, shares={"fields": {"A": 1}})
    whole = case.with_tables(
        {"processes": case.tables["processes"].assign(cost_rise=[1.0] * len(case.tables["processes"]))}
    )
    with pytest.raises(GameError, match="valued by linear programmes"):
        aryk.settle(whole)


class Stubborn:
    """HiGHS that says of its first answers that there is no plan."""

    def __init__(self, highs, times):
        self.highs, self.times = highs, times

    def __getattr__(self, name):
        return getattr(self.highs, name)

    def getModelStatus(self):  # noqa: N802
        self.times -= 1
        return HighsModelStatus.kInfeasible if self.times >= 0 else self.highs.getModelStatus()


def programme_of(case):
    return Programme(case, list(case.table("parties").index), aryk.plan(case))


@pytest.mark.parametrize("times", [1, 2])
def test_a_coalition_is_planned_again_where_the_solver_saw_no_plan(small, times):
    """From nothing, and then without presolve, to which a held value that is off by rounding can be no plan."""
    case = small(TWO)
    programme = programme_of(case)
    programme.highs = Stubborn(programme.highs, times)
    assert programme.run() == pytest.approx(aryk.plan(case).objective, rel=1e-9)
    assert programme.highs.getOptionValue("presolve")[1] == "choose"


def test_a_coalition_without_any_plan_is_refused(small):
    programme = programme_of(small(TWO))
    programme.highs = Stubborn(programme.highs, 9)
    with pytest.raises(SolverLimitError, match="no plan of a coalition: Infeasible"):
        programme.run()


def test_one_party_alone_is_refused(small):
    with pytest.raises(GameError, match=r"A has nobody to act together with\. Allowed: two parties or more"):
        aryk.settle(small(TWO), ["A"])
