"""A fit finds the numbers that made what was observed, says where nothing was told, and is the same each time."""

import numpy as np
import pytest

import aryk
from aryk.case.faults import CaseError
from aryk.rivers.fitting.fitted import fit_cases, misfit_of
from aryk.rivers.fitting.parameters import moved, parameters_of
from aryk.rivers.fitting.search import search
from aryk.rivers.run import simulate_river
from aryk.rivers.told.observed import fits, observed
from tests.rivers.cases import river_case
from tests.rivers.test_river import nodes

TRUE_LOSS, TRUE_LEVEL = 0.23, 1.2
DAYS = ("2021-01-10", "2021-01-25", "2021-02-10", "2021-02-25", "2021-03-10", "2021-03-25")


def valley(seen=None, parameters=(), **more):
    """A spring, a leaky reach, a lake, and a field below it; a second field that nobody ever looked at."""
    rows = [
        {
            "observation": f"{what}-{day}",
            "indicator": what,
            "start": day,
            "end": day,
            "value": value,
            "tolerance": 0.005,
        }
        for (what, day), value in (seen or {}).items()
    ]
    return river_case(
        series={"need": 0.5 + 0.5 * np.sin(np.arange(90) / 14.0) ** 2},
        nodes=nodes("spring", "lake", "field", "elsewhere", "other"),
        supplies=[
            {"supply": "river", "node": "spring", "kind": "given", "capacity": 9.0},
            {"supply": "aside", "node": "elsewhere", "kind": "given", "capacity": 5.0},
        ],
        stores=[
            {"store": "lake", "node": "lake", "capacity": 90.0, "initial": 30.0, "final": "free", "end_value": 1.0}
        ],
        links=[
            {"link": "reach", "from_node": "spring", "to_node": "lake", "loss": 0.1},
            {"link": "canal", "from_node": "lake", "to_node": "field"},
            {"link": "spill", "from_node": "lake", "to_node": "sea"},
            {"link": "aside", "from_node": "elsewhere", "to_node": "other", "loss": 0.1},
            {"link": "end", "from_node": "other", "to_node": "sea"},
        ],
        demands=[{"demand": "field", "node": "field", "level": 6.0, "profile": "need", "tiers": "dear"}],
        tiers=[{"tiers": "dear", "tier": 1, "share": 1.0, "value": 9.0}],
        indicators=[
            {"indicator": "lake", "unit": "hm3", "statistic": "last"},
            {"indicator": "canal", "unit": "m3/s", "statistic": "mean"},
        ],
        indicator_terms=[
            {"indicator": "lake", "table": "stores", "row": "lake", "quantity": "level"},
            {"indicator": "canal", "table": "links", "row": "canal", "quantity": "flow"},
        ],
        observations=rows,
        fit_parameters=list(parameters),
        **more,
    )


PARAMETERS = [
    {
        "parameter": "loss",
        "table": "links",
        "row": "reach",
        "column": "loss",
        "operation": "set",
        "low": 0,
        "high": 0.5,
    },
    {"parameter": "need", "table": "demands", "row": "field", "column": "level", "low": 0.5, "high": 2.0},
    {
        "parameter": "aside",
        "table": "links",
        "row": "aside",
        "column": "loss",
        "operation": "set",
        "low": 0,
        "high": 0.5,
    },
]


@pytest.fixture(scope="module")
def seen():
    """What a valley with other numbers shows."""
    case = valley(dict.fromkeys([*(("lake", day) for day in DAYS), ("canal", DAYS[2])], 1.0), PARAMETERS)
    truth = moved(case, "base", parameters_of(case, ["base"]), np.array([TRUE_LOSS, TRUE_LEVEL, 0.4]))
    table = observed(truth, simulate_river(truth))
    return dict(zip(zip(table["indicator"], table["end"], strict=True), table["run"], strict=True))


@pytest.fixture(scope="module")
def fit(seen):
    return fit_cases({"base": valley(seen, PARAMETERS)}, ["base"], trials=130, seed=3)


def test_fit_finds_the_numbers_that_made_the_observations(fit):
    found = fit.ranges().set_index("parameter")
    assert found.loc["loss", "best"] == pytest.approx(TRUE_LOSS, abs=0.01)
    assert found.loc["need", "best"] == pytest.approx(TRUE_LEVEL, abs=0.02)
    contents = fit.fits[fit.fits["kind"] == "contents"]
    after = contents[contents["numbers"] == "after"].iloc[0]
    before = contents[contents["numbers"] == "before"].iloc[0]
    assert after["observations"] == 6
    assert before["agree"] <= 1
    assert after["nse"] > 0.999 > before["nse"]


def test_number_that_nothing_observed_speaks_of_stays_and_is_said_not_to_be_told(fit):
    row = fit.ranges().set_index("parameter").loc["aside"]
    assert row["best"] == pytest.approx(row["start"], abs=0.1)
    assert row["good_high"] - row["good_low"] > 0.2
    assert fit.ranges().set_index("parameter").loc["loss", "good_high"] < 0.4


def test_same_seed_gives_the_same_fit(seen):
    one, other = (fit_cases({"base": valley(seen, PARAMETERS)}, ["base"], trials=14, seed=3) for _ in range(2))
    assert (one.tried.sets == other.tried.sets).all()
    assert (one.tried.misfits == other.tried.misfits).all()


def test_changes_of_a_fit_give_its_run_when_a_scenario_makes_them(seen, fit):
    changes = fit.changes().assign(value=[f"{value:.12g}" for value in fit.tried.best]).to_dict("records")
    for row in changes:
        row.update(reference="", basis="")
    case = valley(seen, scenarios=[{"scenario": "fitted"}], scenario_changes=changes)
    run = aryk.simulate_river(case, scenario="fitted")
    assert observed(case, run)["run"].to_numpy() == pytest.approx(fit.observations["after"].to_numpy(), rel=1e-9)


def test_input_of_one_scenario_is_moved_in_that_one_alone(seen):
    own = {"parameter": "flow", "table": "supplies", "row": "river", "column": "capacity", "low": 0.5, "high": 1.5}
    case = valley(seen, [PARAMETERS[0], {**own, "scenario": "wet"}], scenarios=[{"scenario": "wet"}])
    assert [each.name for each in parameters_of(case, ["base"])] == ["loss"]
    both = parameters_of(case, ["wet"])
    values = np.array([0.2, 1.3])
    assert moved(case, "wet", both, values).table("supplies").at["river", "capacity"] == pytest.approx(9.0 * 1.3)
    assert moved(case, "base", both, values).table("supplies").at["river", "capacity"] == 9.0
    assert moved(case, "base", both, values).table("links").at["reach", "loss"] == pytest.approx(0.2)


def test_fit_without_parameters_or_observations_is_refused(seen):
    with pytest.raises(CaseError, match="nothing that a fit may move"):
        fit_cases({"base": valley(seen)}, ["base"])
    with pytest.raises(CaseError, match="no such parameter"):
        fit_cases({"base": valley(seen, PARAMETERS)}, ["base"], only=["los"])
    with pytest.raises(CaseError, match="nothing that the river tells was observed"):
        fit_cases({"base": valley({}, PARAMETERS)}, ["base"])


def test_search_keeps_to_its_bounds_and_its_number_of_trials():
    low, high = np.array([-1.0, 2.0, 0.0]), np.array([1.0, 5.0, 0.1])
    found = search(lambda x: float((x**2).sum()), low, high, np.array([0.5, 3.0, 0.0]), 150, 7)
    assert len(found.misfits) == 150
    assert (found.sets >= low).all()
    assert (found.sets <= high).all()
    assert found.best == pytest.approx([0.0, 2.0, 0.0], abs=0.1)
    assert (found.sets[0] == [0.5, 3.0, 0.0]).all()


def test_one_wild_reading_does_not_rule_a_fit():
    """Cauchy's loss grows with the logarithm: ten readings that fit outweigh one far off."""
    nothing = np.zeros(1)
    wild = misfit_of(np.array([*np.zeros(10), 100.0]), nothing)
    bent = misfit_of(np.full(11, 5.0), nothing)
    assert wild < bent


def test_kinds_of_observations_are_judged_apart(seen):
    case = valley(seen, PARAMETERS)
    table = fits(observed(case, simulate_river(case)))
    assert list(table["kind"]) == ["contents", "flows"]
    assert list(table["observations"]) == [6, 1]
