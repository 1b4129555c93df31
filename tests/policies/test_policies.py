"""Rules learnt from plans: the money of a run, what water is worth, and what a rule keeps of foresight."""

import numpy as np
import pandas as pd
import pytest

from aryk.case.case import typed_frame
from aryk.case.read import read_case
from aryk.case.schema import TABLES
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.measures.apply import with_scenario
from aryk.planning.plan import plan
from aryk.policies.guide import CURVES, FILLINGS, KINDS, Samples, falling, guide, learnt, tables_of, with_rules
from aryk.policies.kept import kept, share_kept
from aryk.policies.practice import practised
from aryk.policies.tuned import mean_gain, times, tuned
from aryk.policies.worth import as_planned, gain
from aryk.policies.years import paths
from aryk.rivers.part import river_part
from aryk.rivers.run import simulate_river
from tests.desk.cases import PERSISTENCE, SPREAD
from tests.rivers.cases import river_case


@pytest.mark.parametrize(("scenario", "group"), [("base", "talas"), ("dry", "chu"), ("today", "talas")])
def test_gain_of_a_plan_is_its_objective_without_its_own_books(scenario, group):
    """Tiers and limits are worked out anew from flows alone."""
    part = river_part(with_scenario(read_case("kz-kg"), scenario), groups=[group], step="dekad")
    made = plan(part)
    assert gain(made.timeline, made.results) == pytest.approx(-made.objective, rel=1e-9)
    own = as_planned(made.timeline, made.results)
    for each in own.fields:
        if each.table == "limits":
            for name, values in zip(each.names, each.values, strict=True):
                expected = made.results.find("limits", str(name), each.quantity)[1]
                assert values == pytest.approx(expected, abs=1e-6 * (1 + np.abs(expected).max()))


def two_seasons(spread=0.0, end_value=0.0):
    """20 m3/s from January to June, 2 from July; 8 m3/s of fields at 10 all year, 12 of orchards at 100 from July.

    The lake holds 130 hm3. Who does not know the year serves all fields in spring and lets orchards dry in autumn.
    """
    days = pd.date_range("2021-01-01", "2021-12-31", freq="D")
    wet = days.month.to_numpy() <= 6
    flow = np.where(wet, 20.0, 2.0)
    z = 1.2815515655446004
    return river_case(
        end="2021-12-31",
        step="dekad",
        series={
            "low": flow * np.exp(-z * spread),
            "mid": flow,
            "high": flow * np.exp(z * spread),
            "autumn": (~wet).astype(float),
        },
        nodes=[{"node": "lake"}, {"node": "field"}, {"node": "sea", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 1.0, "available": "mid"}],
        stores=[
            {
                "store": "lake",
                "node": "lake",
                "capacity": 130.0,
                "initial": 10.0,
                "final": "free",
                "end_value": end_value,
            }
        ],
        links=[
            {"link": "canal", "from_node": "lake", "to_node": "field"},
            {"link": "gate", "from_node": "lake", "to_node": "sea", "cost": 0.01},
        ],
        demands=[
            {"demand": "fields", "node": "field", "kind": "need", "level": 24.0, "tiers": "fields"},
            {
                "demand": "orchards",
                "node": "field",
                "kind": "need",
                "level": 12.0,
                "profile": "autumn",
                "tiers": "orchards",
            },
        ],
        tiers=[
            {"tiers": "fields", "tier": 1, "share": 1.0, "value": 10.0},
            {"tiers": "orchards", "tier": 1, "share": 1.0, "value": 100.0},
        ],
        outlooks=[{"outlook": name, "quantile": q} for name, q in (("low", 0.1), ("mid", 0.5), ("high", 0.9))],
        outlook_terms=[
            {"outlook": name, "supply": "river", "series": name, "persistence": 0.8} for name in ("low", "mid", "high")
        ],
    )


def test_where_the_year_is_certain_a_rule_keeps_nearly_all():
    """Orchards miss 10 of 12 m3/s; the lake can give 130 hm3 of 159: a plan saves all it can, and so does the rule."""
    part = river_part(two_seasons(), step="dekad")
    guides = learnt(part, 12)
    between = guides["lake"].values[12:17, 1:3]
    assert ((between > 10.0) & (between <= 100.0)).all(), "in spring water is worth more than fields pay"
    ruled = {kind: with_rules(part, tables_of(part, guides, kind)) for kind in KINDS}
    table = kept(part, ruled, 2)
    autumn = 120.0 * 90.0
    assert table["plan"].iloc[0] - table["without"].iloc[0] > 0.8 * autumn
    assert share_kept(table, "values") > 0.9
    assert (table[list(KINDS)].max(axis=1) <= table["plan"] + 1e-6 * table["plan"].abs()).all()


def test_where_years_differ_a_rule_keeps_a_part_and_no_rule_beats_foresight():
    part = river_part(two_seasons(0.35), step="dekad")
    guides = learnt(part, 12)
    table = kept(part, {kind: with_rules(part, tables_of(part, guides, kind)) for kind in KINDS}, 6)
    assert (table["values"] <= table["plan"] + 1e-6 * table["plan"].abs()).all()
    assert (table["without"] <= table["plan"] + 1e-6 * table["plan"].abs()).all()
    assert 0.3 < share_kept(table, "values") <= 1.0


def test_tuned_values_are_no_worse_in_the_years_that_they_were_fitted_to():
    """Values a third as high as they should be are raised again; a lake better run without a rule gets none."""
    part = river_part(two_seasons(0.35), step="dekad")
    guides = learnt(part, 6)
    low = times(guides, {"lake": 1.0 / 3.0})
    names, rates = paths(part, 6, 1)
    flows = {name: rates[:, place] for place, name in enumerate(names)}
    before, after = mean_gain(part, low, flows), mean_gain(part, tuned(part, low, 6), flows)
    assert after > before
    assert mean_gain(part, tuned(part, guides, 6), flows) >= mean_gain(part, guides, flows)
    wrong = times(guides, {"lake": 1e4})
    assert mean_gain(part, tuned(part, wrong, 6), flows) >= mean_gain(part, {}, flows)


def practice(**account):
    """Two seasons of which fields ask for half by rule, and orchards may have 20 hm3 in the year."""
    case = two_seasons()
    quota = {"account": "quota", "carrier": "water", "capacity": 20.0, "renewal": "year", "penalty": 1000.0}
    rows = {
        "rules": [{"rule": "half", "kind": "sum"}, {"rule": "narrow", "kind": "product"}],
        "rule_terms": [
            {"rule": "half", "place": 1, "number": 0.5},
            {"rule": "narrow", "place": 1, "number": 3.0},
            {"rule": "narrow", "place": 2, "number": 4.0},
        ],
        "rule_uses": [
            {"table": "demands", "row": "fields", "column": "level", "rule": "half", "operation": "scale"},
            {"table": "links", "row": "canal", "column": "capacity", "rule": "narrow"},
        ],
        "accounts": [{**quota, "from_day": "07-01", "to_day": "12-31", "initial": 20.0, **account}],
        "account_terms": [{"account": "quota", "table": "links", "row": "canal"}],
    }
    return river_part(case.with_tables({name: typed_frame(TABLES[name], own) for name, own in rows.items()}))


def test_a_plan_within_the_practice_keeps_what_keepers_never_pass():
    """Fields get 12 of 24, the canal carries 12, and from July 20 hm3 in all; without them a plan gives more."""
    part = practice()
    run = simulate_river(part)
    free, held = plan(part), plan(practised(part, run))
    clock = held.timeline.calendar.clocks["dekad"]
    canal = held.results.find("links", "canal", "flow")[1]
    late = np.asarray(clock.start.month) >= 7
    assert held.results.find("demands", "fields", "served")[1].max() <= 12.0 + 1e-9
    assert canal.max() <= 12.0 + 1e-9
    assert float((canal * clock.hours)[late].sum() * 0.0036) == pytest.approx(20.0)
    assert float((free.results.find("links", "canal", "flow")[1] * clock.hours)[late].sum() * 0.0036) > 20.0
    gains = [gain(free.timeline, each.results) for each in (free, held, run)]
    assert gains[0] > gains[1] > gains[2] - 1e-6 * abs(gains[2])


def test_values_fall_with_the_filling():
    rng = np.random.default_rng(3)
    samples = Samples(rng.integers(1, 37, 4000), rng.uniform(0, 1, 4000), rng.normal(50, 30, 4000))
    made = guide("lake", samples)
    assert (np.diff(made.values, axis=1) <= 1e-12).all()
    assert (np.diff(made.zones) >= -1e-12).all(), "the lower the zone, the dearer the water"
    assert (made.curves[:, 0] >= made.curves[:, 1]).all()


def test_falling_is_the_nearest_falling_sequence():
    """Against a search over a grid of all falling triples."""
    grid = np.linspace(0, 4, 41)
    for values in ([1.0, 3.0, 2.0], [3.0, 2.0, 2.5], [0.0, 0.0, 4.0]):
        weights = np.array([1.0, 2.0, 1.0])
        best = min(
            ((a, b, c) for a in grid for b in grid[grid <= a] for c in grid[grid <= b]),
            key=lambda triple: float(weights @ (np.array(triple) - values) ** 2),
        )
        assert falling(np.array(values), weights) == pytest.approx(best, abs=0.051)


def test_paths_have_the_spread_and_persistence_of_the_curves():
    from tests.desk.cases import valley

    _, rates = paths(river_part(valley(), step="dekad"), 600, seed=5)
    score = np.log(rates[:, 0] / 20.0) / SPREAD
    assert score.mean() == pytest.approx(0.0, abs=0.05)
    assert score.std() == pytest.approx(1.0, abs=0.05)
    lag = np.mean(score[:, 1:] * score[:, :-1]) / np.mean(score[:, :-1] ** 2)
    assert lag == pytest.approx(PERSISTENCE, abs=0.05)


def test_a_rule_costs_what_its_tables_say():
    """At half filling and dekad 1 the cost of the lake is the middle value less the end value."""
    part = river_part(two_seasons(end_value=7.0), step="dekad")
    values = np.tile(np.array([90.0, 70.0, 50.0, 30.0, 10.0]), (36, 1))
    from aryk.policies.guide import Guide

    made = {"lake": Guide("lake", values, np.tile(CURVES, (36, 1)), np.array([10.0, 50.0, 90.0]))}
    tables = tables_of(part, made)
    series = tables["profiles"].set_index("series")["value"]
    assert series["worth-of-lake-at-50"].iloc[0] == 43.0
    assert len(tables["rule_terms"]) == 1 + 2 * len(FILLINGS)
    stores = part.tables["stores"].assign(initial=65.0)
    run = simulate_river(with_rules(part.with_tables({"stores": stores}), tables))
    assert run.results.find("demands", "fields", "served")[1][0] == pytest.approx(0.0), "10 is below 50: it is kept"


def test_tables_of_the_command_are_read_as_part_of_a_case(tmp_path, capsys):
    from aryk.case.write import write_case

    write_case(two_seasons(), tmp_path / "case")
    code = guarded(
        app,
        [
            "river-rules",
            str(tmp_path / "case"),
            "--years",
            "4",
            "--test-years",
            "2",
            "--out",
            str(tmp_path / "case" / "worth"),
        ],
    )
    out = capsys.readouterr().out
    assert code == 0, out
    assert "values: keeps" in out
    case = read_case(tmp_path / "case")
    assert list(case.table("rule_uses")["rule"]) == ["worth-of-lake"]
    assert guarded(app, ["river", str(tmp_path / "case")]) == 0


def test_a_case_without_years_is_told(capsys, tmp_path):
    from aryk.case.write import write_case

    case = two_seasons()
    case = case.with_tables({name: case.tables[name].iloc[:0] for name in ("outlooks", "outlook_terms")})
    series = case.tables["series"]
    case = case.with_tables({"series": series[series["series"].isin(["mid", "autumn"])]})
    object.__setattr__(case, "series_files", {"series.csv": case.series_files["series.csv"][["mid", "autumn"]]})
    write_case(case, tmp_path / "case")
    assert guarded(app, ["river-rules", str(tmp_path / "case"), "--years", "2"]) == 1
    assert "a rule needs years that differ" in capsys.readouterr().err
