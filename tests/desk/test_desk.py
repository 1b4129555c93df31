"""The desk from dekad to dekad: what is entered counts, nothing is lost, the same gives the same."""

import json
import math
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest

from aryk.case.faults import CaseError
from aryk.case.read import read_case
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.desk.asked import Asked
from aryk.desk.desk import sit
from aryk.desk.folder import open_desk, state_from_text, state_to_text
from aryk.runs.folder import RunFolderError
from tests.desk.cases import valley

HM3 = 0.864
"""A flow of 1 m3/s over ten days, in hm3."""


@pytest.fixture(scope="module")
def kz_kg():
    return read_case("kz-kg")


def sat(folder, date, case=None, **how):
    return sit(case if case is not None else valley(), folder, Asked(date, languages=("en",), **how))


def flows(made):
    return made.table.flows.set_index(["line", "dekad"])


def entered(tmp_path, *rows, name="seen.csv"):
    path = tmp_path / name
    path.write_text("\n".join(["table,row,quantity,dekad,value", *rows]) + "\n")
    return path


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_the_table_is_the_run_and_the_account_is_added_up(tmp_path):
    """The promise is 120 hm3 in the 183 days of April to September, so 120/183 a day."""
    made = sat(tmp_path / "desk", "2021-06-01")
    row = made.table.accounts.iloc[0]
    assert row["entitled before"] == pytest.approx(120 * 61 / 183)
    assert row["entitled now"] == pytest.approx(120 * 10 / 183)
    assert row["entitled at end"] == pytest.approx(120)
    assert row["delivered at end"] == pytest.approx(120, rel=1e-6)
    assert row["carried over"] == pytest.approx(row["delivered before"] - row["entitled before"])
    use = made.table.flows[made.table.flows["line"] == "use-wheat"]
    assert use["rate"].to_numpy() == pytest.approx(12.0)


def test_entering_what_the_run_expected_changes_nothing(tmp_path):
    first = sat(tmp_path / "a", "2021-06-01")
    rows = [f"{table},{name},{quantity},2021-06-01,{value!r}" for table, name, quantity, value in first.table.ahead]
    path = entered(tmp_path, *rows)
    sat(tmp_path / "b", "2021-06-01")
    known = sat(tmp_path / "a", "2021-06-11", entered=path)
    blind = sat(tmp_path / "b", "2021-06-11")
    assert known.table.state.past.contents == pytest.approx(blind.table.state.past.contents, rel=1e-12)
    pd.testing.assert_frame_equal(known.table.accounts, blind.table.accounts, rtol=1e-9)
    columns = ["rate", "amount"]
    pd.testing.assert_frame_equal(known.table.flows[columns], blind.table.flows[columns], rtol=1e-9)


def test_a_desk_opened_later_gives_what_one_carried_from_dekad_to_dekad_gives(tmp_path):
    for date in ("2021-05-01", "2021-05-11", "2021-05-21", "2021-06-01"):
        carried = sat(tmp_path / "a", date)
    opened = sat(tmp_path / "b", "2021-06-01")
    assert carried.table.state.past.contents == pytest.approx(opened.table.state.past.contents, rel=1e-12)
    assert [each.value for each in carried.table.state.history] == pytest.approx(
        [each.value for each in opened.table.state.history], rel=1e-9
    )
    pd.testing.assert_frame_equal(carried.table.flows, opened.table.flows, rtol=1e-9)


def test_what_was_seen_takes_the_place_of_the_run(tmp_path):
    """60 hm3 in the lake and 3 m3/s through the gate: the balance of the promise is what is really left of it."""
    desk = tmp_path / "desk"
    before = sat(desk, "2021-06-01")
    path = entered(
        tmp_path, "stores,lake,level,,60", "links,gate,flow,,3", "supplies,river,flow,,8.5", "links,canal,flow,,12"
    )
    made = sat(desk, "2021-06-11", entered=path)
    assert made.table.state.past.contents["lake"] == 60
    delivered = before.table.accounts.iloc[0]["delivered before"] + 3 * HM3
    assert made.table.accounts.iloc[0]["delivered before"] == pytest.approx(delivered)
    assert made.table.state.past.balances["limits", "promise"] == pytest.approx(120 - delivered)
    assert made.table.outlook.expected[0, 0] < 20 * 0.9, "a low river stays low for a while"
    seen = {each.row: (each.expected, each.seen) for each in made.table.state.seen}
    assert seen["gate"][1] == 3
    assert seen["lake"][0] == pytest.approx(
        before.table.state.past.contents["lake"] + (8.5 - 12 - seen["gate"][0]) * HM3
    )
    gate = made.table.state.past.flows["links", "gate"]
    assert gate.rate[-1] == 3


def test_a_delivery_that_was_counted_at_the_border_is_what_counts(tmp_path):
    path = entered(tmp_path, "stores,lake,level,,run", "limits,promise,delivered,,90")
    made = sat(tmp_path / "desk", "2021-06-11", entered=path)
    assert made.table.state.past.balances["limits", "promise"] == pytest.approx(30)


def test_inflows_seen_in_dekads_before_move_the_lake(tmp_path):
    path = entered(
        tmp_path, "stores,lake,level,,run", "supplies,river,flow,2021-05-11,50", "supplies,river,flow,2021-05-21,1"
    )
    made = sat(tmp_path / "desk", "2021-06-01", entered=path)
    inflow = [each.value for each in made.table.state.history if each.line == "inflow-river"]
    assert inflow[-2:] == [50, 1]
    assert inflow[-3] == 20


def test_chance_of_shortage_is_the_share_of_members_that_are_short(tmp_path):
    """No lake to help: short where the river gives less than 95 % of 12 m3/s."""
    case = valley(
        stores=[
            {"store": "lake", "node": "lake", "capacity": 300.0, "minimum": 300.0, "initial": 300.0, "final": "free"}
        ],
        limits=[],
        limit_terms=[],
    )
    made = sat(tmp_path / "desk", "2021-06-01", case)
    short = made.table.outlook.members[:, 0, 0] < 0.95 * 12
    row = made.table.chances.set_index("line").loc["use-wheat"]
    assert row["chance now"] == pytest.approx(short.mean())
    assert 0 < short.mean() < 0.5


def test_the_same_questions_write_the_same_bytes(tmp_path):
    path = entered(tmp_path, "stores,lake,level,,60")
    for name in ("a", "b"):
        sat(tmp_path / name, "2021-06-01")
        sat(tmp_path / name, "2021-06-11", entered=path)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_planning_anew_keeps_the_earlier_table_and_what_was_entered(tmp_path):
    desk = tmp_path / "desk"
    sat(desk, "2021-06-01")
    first = sat(desk, "2021-06-11", entered=entered(tmp_path, "stores,lake,level,,60"))
    before = tree(desk)
    again = sat(desk, "2021-06-11", revise=True, forecast="dry")
    assert again.folder.name == "2021-06-11-2"
    assert again.table.state.past.contents["lake"] == 60
    assert {name: content for name, content in tree(desk).items() if not name.startswith("2021-06-11-2")} == before
    assert open_desk(desk).dekads()["2021-06-11"] == again.folder
    next_ = sat(desk, "2021-06-21")
    inflow = [each.value for each in next_.table.state.history if each.line == "inflow-river"]
    assert inflow[-1] == pytest.approx(again.table.outlook.expected[0, 0]), "nobody saw it: it is what was expected"
    assert inflow[-1] < first.table.outlook.expected[0, 0]


@pytest.mark.parametrize("date", ["2021-06-01", "2021-06-11"])
def test_a_table_that_is_there_is_not_written_over(tmp_path, date):
    desk = tmp_path / "desk"
    sat(desk, "2021-06-01")
    sat(desk, "2021-06-11")
    before = tree(desk)
    with pytest.raises(RunFolderError, match="nothing was written"):
        sat(desk, date)
    assert tree(desk) == before


def test_a_sitting_that_breaks_off_leaves_nothing(tmp_path, monkeypatch):
    desk = tmp_path / "desk"
    sat(desk, "2021-06-01")
    before = tree(desk)

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("aryk.desk.desk.page", broken)
    with pytest.raises(KeyboardInterrupt):
        sat(desk, "2021-06-11")
    assert tree(desk) == before
    assert [path.name for path in desk.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(KeyboardInterrupt):
        sat(tmp_path / "other", "2021-06-11")
    assert not (tmp_path / "other").exists()


def test_a_state_is_kept_to_the_last_digit(tmp_path):
    state = sat(tmp_path / "desk", "2021-06-11").table.state
    back = state_from_text(state_to_text(state))
    assert state_to_text(back) == state_to_text(state)
    assert back.past.contents == state.past.contents
    for key, spells in state.past.flows.items():
        assert (back.past.flows[key].rate == spells.rate).all()
        assert (back.past.flows[key].begin == spells.begin).all()


def test_a_workbook_that_was_filled_in_is_read_as_the_same_numbers(tmp_path):
    desk = tmp_path / "desk"
    sat(desk, "2021-06-01")
    book = openpyxl.load_workbook(desk / "2021-06-01" / "table-en.xlsx")
    sheet = book.worksheets[-1]
    header = [cell.value for cell in sheet[3]]
    wanted = {"lake": 71.25, "gate": 4.5, "river": 13.0}
    for row in sheet.iter_rows(min_row=4):
        name = row[header.index("row")].value
        if name in wanted and (name, row[0].value) != ("lake", "links"):
            row[header.index("value")].value = wanted[name]
    book.save(tmp_path / "filled.xlsx")
    made = sat(desk, "2021-06-11", entered=tmp_path / "filled.xlsx")
    assert {each.row: each.value for each in made.entries} == wanted
    path = entered(tmp_path, "stores,lake,level,,71.25", "links,gate,flow,,4.5", "supplies,river,flow,,13")
    sat(tmp_path / "other", "2021-06-01")
    other = sat(tmp_path / "other", "2021-06-11", entered=path)
    pd.testing.assert_frame_equal(made.table.flows, other.table.flows)


WRONG = (
    "stores,lak,level,,60",
    "stores,lake,level,2021-06-02,60",
    "stores,lake,level,2021-06-11,60",
    "stores,lake,level,,301",
    "supplies,river,flow,,-1",
    'links,gate,flow,,"3,5"',
    "links,gate,level,,3",
    "lakes,gate,flow,,3",
    "links,canal,flow,,3",
    "links,canal,flow,2021-06-01,3",
)


def test_all_that_is_wrong_with_entries_and_forecast_is_told_at_once(tmp_path):
    (tmp_path / "forecast.csv").write_text("supply,dekad,value\nriver,2021-06-11,-3\n")
    desk = tmp_path / "desk"
    sat(desk, "2021-06-01")
    before = tree(desk)
    with pytest.raises(CaseError) as caught:
        sat(desk, "2021-06-11", entered=entered(tmp_path, *WRONG), forecast=str(tmp_path / "forecast.csv"))
    told = {(fault.file, fault.row, fault.column): fault.what for fault in caught.value.faults}
    assert told == {
        ("seen.csv", 2, "row"): "no row of stores.csv in this river has this name",
        ("seen.csv", 3, "dekad"): "the dekad does not begin a dekad",
        ("seen.csv", 4, "dekad"): "what was seen lies before the day of the desk",
        ("seen.csv", 5, "value"): "a storage outside its bounds",
        ("seen.csv", 6, "value"): "a flow below zero",
        ("seen.csv", 7, "value"): "not a number",
        ("seen.csv", 8, "quantity"): "not entered of links",
        ("seen.csv", 9, "table"): "nothing of this table is entered",
        ("seen.csv", 11, "row"): "entered twice",
        ("forecast.csv", 2, "value"): "a flow below zero",
    }
    assert all(fault.remedy for fault in caught.value.faults)
    assert tree(desk) == before


def test_a_reservoir_that_was_forgotten_is_told(tmp_path):
    with pytest.raises(CaseError, match="no storage of lake on the morning of 2021-06-11"):
        sat(tmp_path / "desk", "2021-06-11", entered=entered(tmp_path, "links,gate,flow,,3"))
    sat(tmp_path / "desk", "2021-06-11", entered=entered(tmp_path, "stores,lake,level,,run", "links,gate,flow,,3"))


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2021-06-12", "write 2021-06-11 or 2021-06-21"),
        ("11.06.2021", "write 2021-06-11"),
        ("June", "write year-month-day"),
        ("2022-06-11", "2021-01-01 to 2021-12-31"),
    ],
)
def test_a_wrong_day_is_told(tmp_path, date, words):
    with pytest.raises(CaseError, match=re.escape(words)):
        sat(tmp_path / "desk", date)
    assert not (tmp_path / "desk").exists()


def test_a_folder_that_is_no_desk_and_another_scenario_are_told(tmp_path, kz_kg):
    (tmp_path / "other").mkdir()
    with pytest.raises(RunFolderError, match="is no desk"):
        sat(tmp_path / "other", "2021-06-01")
    sat(tmp_path / "desk", "2021-06-01")
    with pytest.raises(RunFolderError, match="was opened for case small, not kz-kg"):
        sat(tmp_path / "desk", "2024-06-11", kz_kg)


def test_both_sides_of_a_share_keep_one_account(tmp_path, kz_kg):
    """What one side had too much is what the other had too little, and both entitlements make up the river."""
    made = sat(tmp_path / "desk", "2026-06-11", kz_kg)
    accounts = made.table.accounts.set_index("line")
    for river in ("chu", "talas"):
        one, other = accounts.loc[f"share-{river}-kz"], accounts.loc[f"share-{river}-kg"]
        for column in ("carried over", "difference now", "difference at end"):
            assert one[column] == pytest.approx(-other[column], abs=1e-9)
    chu = accounts.loc[["share-chu-kz", "share-chu-kg"], "entitled now"]
    assert chu["share-chu-kz"] / chu.sum() == pytest.approx(0.42, rel=1e-9)
    profile = kz_kg.tables["profiles"]
    schedule = profile[profile["series"] == "talas-schedule"].set_index("index")["value"]
    assert accounts.at["delivery-talas", "entitled before"] == pytest.approx(285 * schedule.loc[10:16].sum(), rel=1e-9)
    assert accounts.at["delivery-talas", "entitled now"] == pytest.approx(285 * schedule.loc[17], rel=1e-9)


def test_workbook_and_page_hold_the_numbers_of_the_tables(tmp_path, kz_kg):
    made = sit(kz_kg, tmp_path / "desk", Asked("2026-06-11", languages=("en", "ru", "kk", "ky")))
    frame = flows(made)
    for language in ("en", "ru", "kk", "ky"):
        book = openpyxl.load_workbook(made.folder / f"table-{language}.xlsx")
        cells = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
        rate = frame.loc[("release-kirov", "2026-06-11"), "rate"]
        assert any(isinstance(cell, float) and cell == pytest.approx(rate, rel=1e-12) for cell in cells)
        text = (made.folder / f"table-{language}.html").read_text()
        assert "http" not in text
        assert "<script" not in text
        assert "nan" not in text.lower().replace("нан", "")
    assert "Кировское, в Талас" in (made.folder / "table-ru.html").read_text()
    record = json.loads((made.folder / "record.json").read_text())
    assert set(record["hashes"]) >= {"case", "state.json", "flows.csv"}


def test_the_command_tells_and_prints_json(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert guarded(app, ["desk", "kz-kg", "--date", "2026-06-11", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["scenario"] == "today"
    assert record["folder"] == "desks/kz-kg/2026-06-11"
    assert any(not math.isnan(row["chance"]) for row in record["chances"] if row["chance"] is not None)
    assert guarded(app, ["desk", "kz-kg", "--date", "2026-06-21"]) == 0
    assert "2026-06-21 to 2026-09-30, scenario today" in capsys.readouterr().out
    assert guarded(app, ["desk", "kz-kg", "--date", "2026-07-01", "--languages", "de"]) == 1


def test_an_observed_lag_arrives_in_the_next_dekad(tmp_path):
    """30 hours on the way: an eighth of a ten-day mean arrives after the end of the dekad."""
    case = valley()
    desk = tmp_path / "desk"
    sat(desk, "2021-06-01", case)
    made = sat(desk, "2021-06-11", case, entered=entered(tmp_path, "stores,lake,level,,60", "links,gate,flow,,16"))
    spells = made.table.state.past.flows["links", "gate"]
    from aryk.case.calendar import Calendar

    clock = Calendar("2021-06-11", "2021-06-30", "dekad").clocks["dekad"]
    assert spells.arriving(30.0, clock) == pytest.approx([16 * 30 / 240, 0.0])
    assert np.isfinite(spells.rate).all()


def test_debt_is_withheld_at_the_desk_and_the_account_goes_on_from_dekad_to_dekad(tmp_path, kz_kg):
    """What stands on the account after a dekad is what the next table begins with; less than entitled is planned."""
    how = {
        "scenario": "treaty-debt",
        "groups": ("talas",),
        "languages": ("en", "ru", "kk", "ky"),
        "until": "2024-10-31",
    }
    first = sit(kz_kg, tmp_path / "desk", Asked("2024-09-01", **how))
    later = sit(kz_kg, tmp_path / "desk", Asked("2024-09-11", **how))
    one, other = (each.table.balances.set_index("account").loc["talas-share"] for each in (first, later))
    assert one["balance"] == pytest.approx(-100.0)
    assert one["withheld now"] == pytest.approx(100.0 * 10 / 122)
    assert one["delivered now"] == pytest.approx(one["entitled now"] - one["withheld now"])
    assert one["balance after"] == pytest.approx(-100.0 + one["withheld now"])
    assert other["balance"] == pytest.approx(one["balance after"], abs=1e-6)
    assert one["chance of debt"] == 1.0
    made = (later.folder / "table-ru.html").read_text(encoding="utf-8")
    assert "Остатки на счетах" in made
    kept = pd.read_csv(later.folder / "balances.csv").set_index("account")
    assert kept.at["talas-share", "balance"] == pytest.approx(other["balance"])
