"""N-1: rings by hand, random grids by a programme with the angles after each loss, and outages that open the mesh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

import aryk
from aryk import CaseError
from aryk.planning.rules import security
from aryk.planning.verify import verify

RING = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-03
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,day
== nodes
node,carrier,party
a,power,A
b,power,A
c,power,A
== supplies
supply,node,capacity,cost
plant,a,200,10
dear,c,200,50
== demands
demand,node,level
town,c,90
== links
link,from_node,to_node,capacity,capacity_back,reactance,secured,emergency
ab,{ab},60,60,0.1,{secured},{emergency}
bc,b,c,60,60,0.1,{secured},{emergency}
ac,a,c,60,60,0.1,{secured},{emergency}
"""


@pytest.fixture(autouse=True, params=["all at once", "those that are broken"])
def rows(request, monkeypatch):
    """Every test holds with all losses written and with those only that a plan would break."""
    if request.param != "all at once":
        monkeypatch.setattr(security, "AT_ONCE", 0)
    return request.param


PLAIN = {"ab": "a,b", "secured": "yes", "emergency": ""}


def flow_of(plan, table, name):
    return plan.results.find(table, name, "flow")[1]


# A ring of three equal links of 60 MW: two thirds of what a sends to c go straight, one third by b, so 90 MW use up the
# link ac: all 90 come from the cheap plant. When ac is lost all goes by b, when ab or bc is lost all goes by ac: at
# most 60, with 20 % more after a loss 72. The way in which ab is drawn does not matter.
@pytest.mark.parametrize(
    ("change", "sent"), [({"secured": "no"}, 90), ({}, 60), ({"emergency": 1.2}, 72), ({"ab": "b,a"}, 60)]
)
def test_a_ring_carries_what_is_left_of_it_after_a_loss(small, change, sent):
    plan = aryk.plan(small(RING.format(**PLAIN | change)))
    assert flow_of(plan, "supplies", "plant") == pytest.approx([sent] * 3)
    assert plan.objective == pytest.approx(3 * 24 * (10 * sent + 50 * (90 - sent)))
    assert plan.verify().passed


# Only ac is secured: after its loss bc and ab carry all, 60. Only ab: its loss leaves ac alone, 60 too.
@pytest.mark.parametrize("chosen", ["ab", "ac"])
def test_one_secured_link_binds_the_others(small, chosen):
    text = RING.format(**PLAIN | {"secured": "no"})
    lines = [line.replace(",no,", ",yes,") if line.startswith(f"{chosen},") else line for line in text.splitlines()]
    plan = aryk.plan(small("\n".join(lines)))
    assert flow_of(plan, "supplies", "plant") == pytest.approx([60] * 3)
    assert plan.verify().passed


# Two equal circuits of 60 MW in parallel carry 60 together when one may be lost; three carry 120.
@pytest.mark.parametrize(("circuits", "sent"), [(2, 60), (3, 90)])
def test_circuits_in_parallel_are_a_mesh(small, circuits, sent):
    head, _ = RING.format(**PLAIN).split("ab,a,b")
    wires = [f"wire-{each},{'a,c' if each else 'c,a'},60,60,0.1,yes," for each in range(circuits)]
    plan = aryk.plan(small((head + "\n".join(wires)).replace("b,power,A\n", "")))
    assert flow_of(plan, "supplies", "plant") == pytest.approx([sent] * 3)
    assert plan.verify().passed


GROW = """
== expansions
expansion,party,maximum,upkeep
more,A,50,366
== expansion_terms
expansion,table,row,column
more,links,ab,capacity
more,links,bc,capacity
more,links,ac,{column}
"""


# All three links grow together for 1 a day and MW: 3 for each MW that saves 3 x 24 x 40. By 30 they carry 90
# after each loss. When ac grows only the other way, the loss of ab leaves 60 on it.
@pytest.mark.parametrize(("column", "sent"), [("capacity", 90), ("capacity_back", 60)])
@pytest.mark.parametrize("ab", ["a,b", "b,a"])
def test_capacity_that_grows_counts_after_a_loss(small, column, sent, ab):
    text = RING.format(**PLAIN | {"ab": ab}) + GROW.format(column=column)
    if ab == "b,a":
        text = text.replace("more,links,ab,capacity", "more,links,ab,capacity_back")
    plan = aryk.plan(small(text))
    assert flow_of(plan, "supplies", "plant") == pytest.approx([sent] * 3)
    assert plan.results.find("expansions", "more", "size")[1] == pytest.approx([sent - 60], abs=1e-9)
    assert plan.verify().passed


OUT = "== outages\noutage,table,row,start,end\nworks,links,{link},2024-01-02,2024-01-02\n"


def test_an_outage_after_which_a_loss_would_part_the_grid_is_refused(small):
    case = small(RING.format(**PLAIN) + OUT.format(link="bc"))
    with pytest.raises(CaseError, match=r"out of service on 2024-01-02 00:00:00 the loss of a[bc] would part the grid"):
        aryk.plan(case)


# With a second circuit a-c each circuit takes 2/5 of what is sent, the way by b 1/5. After the loss of one the other
# takes 2/3: 90 MW are at its limit of 60. On the day when bc is out the twins stand alone: what is left carries 60.
def test_each_pattern_of_open_links_has_its_own_factors(small):
    text = RING.format(**PLAIN | {"secured": "no"}).replace("ac,a,c,60,60,0.1,no", "ac,a,c,60,60,0.1,yes")
    plan = aryk.plan(small(text + "twin,a,c,60,60,0.1,no,\n" + OUT.format(link="bc")))
    sent = flow_of(plan, "supplies", "plant")
    assert sent == pytest.approx([90, 60, 90])
    assert plan.verify().passed


def test_limits_after_a_loss_are_told_in_words(small):
    text = RING.format(**PLAIN).replace("dear,c,200,50\n", "")
    with pytest.raises(
        aryk.NoPlanError, match=r"links\.csv, (ac|bc|ab) after the loss of (ac|bc|ab): emergency x capa"
    ):
        aryk.plan(small(text))


def test_flows_that_hold_only_without_a_loss_are_found(small):
    free = aryk.plan(small(RING.format(**PLAIN | {"secured": "no"})))
    secured = aryk.plan(small(RING.format(**PLAIN)))
    assert verify(free.timeline, free.results).passed
    report = verify(secured.timeline, replace(free.results))
    assert not report.passed
    found = {each.check: each for each in report.residuals}["limits kept after a loss"]
    assert found.residual == pytest.approx(30)


def grid_of(seed):
    """A random grid of six nodes and ten links: a ring and four chords, with plants and loads."""
    random = np.random.default_rng(seed)
    ends = [(each, (each + 1) % 6) for each in range(6)] + [(0, 2), (1, 4), (3, 5), (0, 3)]
    ends = [each if random.random() < 0.5 else each[::-1] for each in ends]
    reactance = random.integers(2, 12, len(ends)) / 20
    capacity = random.integers(25, 60, len(ends))
    secured = random.random(len(ends)) < 0.7
    cost = random.permutation(6) * 10 + 5
    load = random.integers(5, 30, 6)
    return ends, reactance, capacity, secured, cost, load


def written(grid, shift):
    ends, reactance, capacity, secured, cost, load = grid
    head = RING.split("== nodes", maxsplit=1)[0]
    blocks = {
        "nodes\nnode,carrier,party": [f"n{each},power,A" for each in range(6)],
        "supplies\nsupply,node,capacity,cost": [f"s{each},n{each},200,{cost[each]}" for each in range(6)],
        "demands\ndemand,node,level": [f"d{each},n{each},{load[each]}" for each in range(6)],
        "links\nlink,from_node,to_node,capacity,capacity_back,reactance,secured,emergency,phase_shift": [
            f"l{place},n{a},n{b},{capacity[place]},{capacity[place]},{reactance[place]},"
            f"{'yes' if secured[place] else 'no'},1.1,{shift if place == 7 else 0}"
            for place, (a, b) in enumerate(ends)
        ],
    }
    return head + "\n".join(f"== {name}\n" + "\n".join(lines) for name, lines in blocks.items())


def least_cost(grid, shift):
    """The cost of an hour with the angles of all nodes before and after each loss as unknowns."""
    ends, reactance, capacity, secured, cost, load = grid
    states = [None, *np.flatnonzero(secured)]
    width = 6 * (1 + len(states))
    equal, right, bound, most = [], [], [], []
    angle = np.deg2rad(np.where(np.arange(len(ends)) == 7, shift, 0.0))
    for number, lost in enumerate(states):
        balance, given = np.zeros((6, width)), load.astype(float)
        balance[:, :6] = np.eye(6)
        for place, (a, b) in enumerate(ends):
            if place == lost:
                continue
            row = np.zeros(width)
            row[6 * (1 + number) + a], row[6 * (1 + number) + b] = 1 / reactance[place], -1 / reactance[place]
            own = angle[place] / reactance[place]
            balance[a] -= row
            balance[b] += row
            given[a] -= own
            given[b] += own
            limit = capacity[place] * (1.0 if lost is None else 1.1)
            bound += [row, -row]
            most += [limit + own, limit - own]
        equal.append(balance)
        right.append(given)
    bounds = [(0, 200)] * 6 + [(None, None)] * (width - 6)
    objective = np.concatenate([cost, np.zeros(width - 6)])
    return linprog(objective, np.array(bound), np.array(most), np.vstack(equal), np.concatenate(right), bounds)


@pytest.mark.parametrize("shift", [0, 6])
@pytest.mark.parametrize("seed", range(5))
def test_the_optimum_is_that_of_a_programme_with_the_angles_after_each_loss(small, seed, shift):
    grid = grid_of(seed)
    known = least_cost(grid, shift)
    assert known.status == 0
    plan = aryk.plan(small(written(grid, shift)))
    assert plan.objective == pytest.approx(3 * 24 * known.fun, rel=1e-8)
    assert plan.verify().passed


def test_losses_that_bind_nothing_have_no_rows(small, rows):
    plan = aryk.plan(small(RING.format(**PLAIN | {"emergency": 5})))
    assert [grid.family for grid in plan.start.rows].count("links.secured") == (1 if rows == "all at once" else 0)
    assert plan.verify().passed


def test_a_re_solve_adds_the_losses_that_the_change_brings(small, rows):
    plan = aryk.plan(small(RING.format(**PLAIN | {"emergency": 5})), keep=True)
    tight = plan.resolve(["links.ab.emergency=1", "links.bc.emergency=1", "links.ac.emergency=1"])
    assert flow_of(tight, "supplies", "plant") == pytest.approx([60] * 3)
    assert tight.verify().passed


def test_an_exported_programme_holds_all_losses(small, tmp_path):
    from aryk.planning.plan import plan as plan_case

    plan_case(small(RING.format(**PLAIN | {"emergency": 5})), export=[tmp_path / "all.lp"])
    assert "links_secured" in (tmp_path / "all.lp").read_text().replace(".", "_")
