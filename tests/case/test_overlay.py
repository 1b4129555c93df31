"""A folder laid over a case changes what it says, and nothing else."""

import shutil

import numpy as np
import pandas as pd
import pytest

import aryk
from aryk.case.faults import CaseError
from aryk.case.read import BUNDLED, read_case
from aryk.case.timeline import timeline


def write(folder, **files):
    for name, words in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(f"{path.name}.csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    return folder


def daily(values, name, start="2022-01-01"):
    days = pd.date_range(start, periods=len(values))
    rows = [f"{day.date()},{value:g}" for day, value in zip(days, values, strict=True)]
    return "\n".join([f"time,{name}", *rows]) + "\n"


def test_filled_cells_change_a_row_and_new_rows_are_added(tmp_path):
    over = write(
        tmp_path / "year",
        stores="store,initial\nkirov,77\n",
        observations="observation,indicator,start,end,value\nseen,kirov-storage,2022-08-22,2022-08-22,106.6\n",
    )
    case, plain = read_case("kz-kg", [over]), read_case("kz-kg")
    assert case.table("stores").at["kirov", "initial"] == 77
    assert case.table("stores").at["kirov", "capacity"] == plain.table("stores").at["kirov", "capacity"]
    assert len(case.tables["observations"]) == len(plain.tables["observations"]) + 1
    assert case.files["stores"]["file"][case.tables["stores"]["store"] == "kirov"].iloc[0] == "year/stores.csv"


def test_column_called_like_a_series_takes_its_place(tmp_path):
    flow = np.random.default_rng(2).uniform(5, 20, 365)
    over = write(tmp_path / "year", series__flows=daily(flow, "inflow-talas-ak-tash-mean"))
    case = read_case("kz-kg", [over])
    case = case.with_tables(
        {"case": case.tables["case"].assign(start="2022-01-01", end="2022-12-31", chronology="full")}
    )
    part = aryk.simulate_river(case, groups=["talas"], step="day")
    assert part.results.find("supplies", "talas-ak-tash", "flow")[1] == pytest.approx(flow, abs=1e-4)


def test_column_called_like_a_supply_or_a_demand_is_its_flow(tmp_path):
    flow, need = np.linspace(3, 9, 365), np.linspace(1, 2, 365)
    days = pd.date_range("2022-01-01", periods=365)
    words = "time,supplies.besh-tash,demands.fields-taraz\n" + "".join(
        f"{day.date()},{a:g},{b:g}\n" for day, a, b in zip(days, flow, need, strict=True)
    )
    case = read_case("kz-kg", [write(tmp_path / "year", series__flows=words)])
    case = case.with_tables(
        {"case": case.tables["case"].assign(start="2022-01-01", end="2022-12-31", chronology="full")}
    )
    run = aryk.simulate_river(case, groups=["talas"], step="day")
    assert run.results.find("supplies", "besh-tash", "flow")[1] == pytest.approx(flow, abs=1e-4)
    wanted = sum(run.results.find("demands", "fields-taraz", each)[1] for each in ("served", "unserved"))
    assert wanted == pytest.approx(need, abs=1e-4)


def told(over, start="2022-01-01", end="2022-12-31"):
    def asked():
        case = read_case("kz-kg", [over])
        case = case.with_tables({"case": case.tables["case"].assign(start=start, end=end, chronology="full")})
        timeline(case).values("inflow-talas-ak-tash-mean", "day")

    with pytest.raises(CaseError) as caught:
        asked()
    return str(caught.value)


def test_gaps_unknown_columns_and_short_files_are_told(tmp_path):
    words = daily([4.0, 5.0, 6.0], "inflow-talas-ak-tash-mean")
    assert "does not cover the horizon" in told(write(tmp_path / "short", series__flows=words))
    gap = words.replace(",5\n", ",\n")
    message = told(write(tmp_path / "gap", series__flows=gap))
    assert "no value at 2022-01-02" in message
    assert "row 3" in message
    other = words.replace("inflow-talas-ak-tash-mean", "inflow-talas-ak-tash-maen")
    message = told(write(tmp_path / "other", series__flows=other))
    assert "no row of series.csv names this file" in message
    unit = write(tmp_path / "unit", stores="store,initial [km3]\nkirov,0.1\n")
    assert "a unit that the column of the case has not" in told(unit)
    assert "no folder of this name" in told(tmp_path / "nowhere")


def test_names_that_are_not_in_the_case_are_told_with_the_nearest(tmp_path):
    message = told(write(tmp_path / "one", stores="store,initial\nkirof,250\n"))
    assert "the case has no such row to change" in message
    assert "did you mean kirov?" in message
    message = told(write(tmp_path / "two", series__flows=daily([4.0] * 366, "supplies.talas-aktash", "2024-01-01")))
    assert "no row of supplies has this name" in message
    assert "did you mean supplies.talas-ak-tash?" in message
    message = told(write(tmp_path / "three", series__flows=daily([4.0] * 366, "links.kirov-release", "2024-01-01")))
    assert "a flow of links follows from the run and cannot be given" in message


@pytest.mark.parametrize(
    ("starts", "usual"),
    [
        (pd.date_range("2024-01-01", "2024-12-31", freq="MS"), "3"),
        ([f"2024-{month:02d}-{day:02d}" for month in range(1, 13) for day in (1, 11, 21)], "10"),
        ([f"2024-{month:02d}-{day:02d}" for month in range(1, 13) for day in (1, 6, 11, 16, 21, 26)], "5"),
        (pd.date_range("2024-01-01", "2024-12-31", freq="D"), "1"),
    ],
)
def test_a_step_left_out_of_a_file_of_flows_is_told_on_every_clock(tmp_path, starts, usual):
    times = [str(pd.Timestamp(each).date()) for each in starts]
    whole = write(tmp_path / "whole", series__flows="\n".join(["time,supplies.ur-maral", *(f"{t},3" for t in times)]))
    assert read_case("kz-kg", [whole]).table("supplies").at["ur-maral", "available"] == "supplies.ur-maral"
    rows = [f"{each},3" for number, each in enumerate(times) if number != 7]
    message = told(write(tmp_path / "gap", series__flows="\n".join(["time,supplies.ur-maral", *rows])))
    assert "a step that is missing" in message
    assert f"{times[6]} 00:00 and then {times[8]} 00:00" in message
    assert f"steps of about {usual}" in message


def test_nothing_laid_over_changes_nothing(tmp_path):
    (tmp_path / "empty").mkdir()
    shutil.copy(BUNDLED / "tiny" / "parties.csv", tmp_path / "empty" / "parties.csv")
    one, other = read_case("tiny"), read_case("tiny", [tmp_path / "empty"])
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame.reset_index(drop=True), other.tables[name].reset_index(drop=True))
