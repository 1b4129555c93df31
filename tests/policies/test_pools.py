"""What pools bring: night water, gain for money, and the order of measures."""

import json

import numpy as np
import pandas as pd
import pytest

from aryk.case.case import typed_frame
from aryk.case.faults import CaseError
from aryk.case.schema import TABLES
from aryk.case.write import write_case
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.policies.pools import COLUMNS, measures_of_stores, night_water, ranked, worthless
from aryk.rivers.part import river_part
from aryk.rivers.run import simulate_river
from tests.desk.cases import with_table
from tests.rivers.test_nights import DAILY, SHARE, by_day, hours

YEAR = 365.0


def valley():
    """10 m3/s day and night, fields open 14 hours; a small and a large pool might be built, 10 million a hm3."""
    case = by_day(10.0)
    case = case.with_tables({"case": case.tables["case"].assign(end="2021-12-31", interest=0.05)})
    case = hours(case)
    stores = [
        {"store": name, "node": "head", "capacity": size, "regulation": "day", "active": "no"}
        for name, size in (("small", 0.1), ("large", 1.0))
    ]
    case = with_table(case, "stores", stores)
    measures = [
        {"measure": name, "party": "valley", "capital": capital, "life": 40.0, "upkeep": 1000.0}
        for name, capital in (("build-small", 1.0), ("build-large", 10.0), ("talk", 0.5))
    ]
    case = with_table(case, "measures", measures)
    changes = [
        {"measure": f"build-{name}", "table": "stores", "row": name, "column": "active", "value": "yes"}
        for name in ("small", "large")
    ]
    changes.append({"measure": "talk", "table": "parties", "row": "valley", "column": "weight", "value": "1"})
    return with_table(case, "measure_changes", changes)


def test_effect_of_pools_is_their_night_water_and_the_small_one_is_better_for_its_money():
    """The small pool turns over 0.1 hm3 a day; the large one all 0.36 hm3 of the night."""
    table = ranked(valley()).set_index("name")
    night = (10.0 * (1 - SHARE)) * DAILY
    days = YEAR / (YEAR / 365.25)
    assert table.at["build-small", "night"] == pytest.approx(0.1 * days, rel=1e-9)
    assert table.at["build-small", "served"] == pytest.approx(0.1 * days, rel=1e-9)
    assert table.at["build-large", "served"] == pytest.approx(night * days, rel=1e-9)
    assert table.at["build-small", "gain"] == pytest.approx(0.1 * days * 5.0, rel=1e-9)
    assert list(table.index) == ["build-small", "build-large"]
    assert table.at["build-small", "gain per million"] == pytest.approx(0.5 * days, rel=1e-9)
    assert table.at["build-large", "where"] == "fields"
    annuity = 1e6 * 0.05 / (1 - 1.05**-40) + 1000
    assert table.at["build-small", "yearly"] == pytest.approx(annuity)


def test_measures_that_do_the_same_are_run_once_and_told_each(monkeypatch):
    """Two pools of one size at one node have one effect; one that a limit speaks of is another matter."""
    from aryk.policies import pools

    case = valley()
    stores = case.tables["stores"]
    twin = pd.concat([stores, stores.iloc[[0]].assign(store="twin", title="Twin")], ignore_index=True)
    changes = case.tables["measure_changes"]
    built = pd.concat([changes, changes.iloc[[0]].assign(measure="build-twin", row="twin")], ignore_index=True)
    measures = case.tables["measures"]
    named = pd.concat([measures, measures.iloc[[0]].assign(measure="build-twin", capital=2.0)], ignore_index=True)
    case = case.with_tables({"stores": twin, "measure_changes": built, "measures": named})
    count = []
    monkeypatch.setattr(pools, "_effect", lambda *args, own=pools._effect: count.append(1) or own(*args))
    table = ranked(case).set_index("name")
    assert len(count) == 3
    assert table.at["build-twin", "gain"] == table.at["build-small", "gain"] > 0
    assert table.at["build-twin", "gain per million"] == table.at["build-small", "gain per million"] / 2
    limit = {"limit": "kept", "sense": "at-most", "value": 1.0, "quantity": "rate", "per": "day"}
    spoken = with_table(with_table(case, "limits", [limit]), "limit_terms", [{"limit": "kept", "table": "stores"}])
    spoken.tables["limit_terms"]["row"] = "twin"
    count.clear()
    ranked(spoken)
    assert len(count) == 4


def test_a_pool_that_is_there_is_worth_what_is_lost_without_it():
    case = valley()
    stores = case.tables["stores"].copy()
    stores.loc[stores["store"] == "small", "active"] = "yes"
    table = ranked(case.with_tables({"stores": stores})).set_index("name")
    assert table.at["small", "served"] == pytest.approx(0.1 * 365.25, rel=1e-9)
    assert np.isnan(table.at["small", "capital"])
    assert table.at["build-large", "served"] == pytest.approx((10 * (1 - SHARE) * DAILY - 0.1) * 365.25, rel=1e-9)
    assert "build-small" not in table.index, "it changes nothing"


def test_night_water_is_what_goes_beyond_the_hours():
    case = hours(by_day(10.0, pool=0.1))
    run = simulate_river(case)
    assert night_water(run, run.results) == pytest.approx(0.1 / DAILY, rel=1e-9)
    bare = simulate_river(hours(by_day(10.0)))
    assert night_water(bare, bare.results) == pytest.approx(0.0, abs=1e-9)


def test_a_seasonal_store_without_worth_is_kept_by_what_plans_teach():
    """A lake on which the case puts no worth helps orchards only because the rule fills it in spring."""
    from tests.policies.test_policies import two_seasons

    case = two_seasons(0.2)
    raw = case.tables["stores"].assign(active="no")
    case = with_table(case, "stores", raw.to_dict("records"))
    case = with_table(case, "measures", [{"measure": "dam", "party": "valley", "capital": 20.0, "life": 50.0}])
    change = {"measure": "dam", "table": "stores", "row": "lake", "column": "active", "value": "yes"}
    case = with_table(case, "measure_changes", [change])
    table = ranked(case, years=3, learn=4)
    assert worthless(river_part(two_seasons(), step="dekad")) == ["lake"]
    assert table["name"].tolist() == ["dam"]
    assert table["gain"].iloc[0] > 50 * 100.0, "at least 50 hm3 reach orchards in autumn"


def test_measures_of_stores_and_names_that_are_not_there():
    assert measures_of_stores(valley()) == ["build-small", "build-large"]
    with pytest.raises(CaseError, match="there is no measure of this name"):
        ranked(valley(), ["build-smal"])
    assert list(ranked(valley(), ["talk"]).columns) == COLUMNS


def test_the_command_ranks(tmp_path, capsys):
    case = valley()
    frame = typed_frame(TABLES["measure_changes"], case.tables["measure_changes"].to_dict("records")[:2])
    write_case(case.with_tables({"measure_changes": frame}), tmp_path / "case")
    assert guarded(app, ["pools", str(tmp_path / "case"), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in record["measures"]] == ["build-small", "build-large"]
    assert guarded(app, ["pools", str(tmp_path / "case"), "--measures", "build-large"]) == 0
    assert "build-large" in capsys.readouterr().out
    assert isinstance(frame, pd.DataFrame)
