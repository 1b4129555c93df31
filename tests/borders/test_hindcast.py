"""Episodes are replayed without knowing how they went on, also those that stand in no case."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from aryk.borders import habits
from aryk.borders.episodes import Sighting, episodes_of
from aryk.borders.habits import Grid, as_good, calibrate
from aryk.borders.hindcast import Habits, crps, replay
from aryk.borders.model import BorderError
from aryk.borders.overlay import with_tables_of
from aryk.case.faults import CaseError
from aryk.case.read import read_case
from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded

AUTUMN = {
    "episodes": "episode,title,passage,start,end,use\nautumn,October 2023,karasu-to-kz,2023-10-05,2023-10-24,test\n",
    "sightings": "sighting,passage,day,hour,waiting,cleared,doubt\na,karasu-to-kz,2023-10-05,14,395,,0.15\n"
    "b,karasu-to-kz,2023-10-23,12,410,297,0.15\n",
    "regime_days": "passage,start,end,regime\nkarasu-to-kz,2023-10-01,2023-10-31,normal\n",
}


@pytest.fixture(scope="module")
def case():
    return read_case("kz-kg")


def written(folder, tables):
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_an_episode_starts_with_its_first_sighting_which_is_not_held_against_it(case):
    august = next(each for each in episodes_of(case) if each.name == "2023-08")
    assert (str(august.start), august.standing) == ("2023-08-20 12:00:00", 180)
    assert [each.day for each in august.sightings] == [f"2023-08-{day}" for day in (21, 22, 23, 24, 28)]
    assert august.sightings[0].time == 24


def test_no_sighting_after_the_start_is_used(case):
    """What is seen later changes what the simulation is held against, never the simulation."""
    august = next(each for each in episodes_of(case) if each.name == "2023-08")
    other = case.tables["sightings"].copy()
    later = other["day"] > "2023-08-20"
    other.loc[later, "waiting"] = 7.0
    changed = next(each for each in episodes_of(case.with_tables({"sightings": other})) if each.name == "2023-08")
    runs = [replay(case, each, Habits(0.9, 0.5, 48), worlds=2, replications=2) for each in (august, changed)]
    assert np.array_equal(runs[0].lines, runs[1].lines)


def test_a_replay_can_be_repeated(case):
    august = next(each for each in episodes_of(case) if each.name == "2023-08")
    one, two = (replay(case, august, Habits(), worlds=2, replications=2) for _ in range(2))
    assert one.against().equals(two.against())


def test_arrivals_that_are_known_are_taken(case):
    rows = case.tables["episodes"].copy()
    rows["arrivals"], rows["arrivals_doubt"] = 100.0, 0.01
    august = next(each for each in episodes_of(case.with_tables({"episodes": rows})) if each.name == "2023-08")
    few = replay(case, august, Habits(), worlds=3, replications=3)
    many = replay(case, next(each for each in episodes_of(case) if each.name == "2023-08"), Habits(), worlds=3)
    gone = few.cleared.sum(axis=1) + few.lines[:, -1] - few.lines[:, 0]
    assert np.mean(gone) / august.hours * 24 == pytest.approx(100, rel=0.1)
    assert many.lines.mean() > few.lines.mean()


def test_the_score_of_a_sample_is_that_of_its_distribution():
    """Of N(0, 1) at y: y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi) (Gneiting and Raftery 2007, p. 367)."""
    from scipy import stats

    sample = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    for seen in (0.0, 0.7, -2.0):
        exact = seen * (2 * stats.norm.cdf(seen) - 1) + 2 * stats.norm.pdf(seen) - 1 / np.sqrt(np.pi)
        assert crps(sample, seen) == pytest.approx(exact, abs=2e-3)


def test_each_world_has_one_of_the_habits(case):
    august = next(each for each in episodes_of(case) if each.name == "2023-08")
    keen, shy = Habits(1.0), Habits(0.5, 0.7, 24)
    both = replay(case, august, keen, shy, worlds=4, replications=2)
    alone = [replay(case, august, each, worlds=4, replications=2).lines for each in (keen, shy)]
    for world in range(4):
        rows = slice(2 * world, 2 * world + 2)
        assert np.array_equal(both.lines[rows], alone[world % 2][rows])
    many = replay(case, august, *[keen] * 7, worlds=4, replications=2)
    assert len(many.lines) == 14


def test_habits_are_not_told_from_the_best_within_one_standard_error():
    """Differences to the best: means 0.083 and 0.1, standard errors 0.109 and 0.012."""
    apart = np.array([[0.0, 0.0, 0.0], [0.3, -0.05, 0.0], [0.12, 0.1, 0.08]])
    known = as_good(np.array([1.0, 2.0, 3.0]) + apart, 0)
    assert known.tolist() == [True, True, False]
    assert as_good(np.array([[1.0], [9.0]]), 0).tolist() == [True, True]


def test_habits_are_found_again_in_lines_that_they_made(case):
    """Sightings written down from a simulation of its own: what made them is among those that do as well."""
    november = next(each for each in episodes_of(case) if each.name == "2017-11")
    true = Habits(1.0, 0.7, 24.0)
    lines = np.median(replay(case, november, true, worlds=4, replications=4, seed=9).lines, axis=0)
    seen = [Sighting(f"day {t}", f"{t}", t, max(float(lines[t]), 1.0), np.nan, 0.05, 0.0) for t in range(48, 500, 48)]
    grid = Grid((0.5, 1.0), (0.0, 0.7), (24.0, 168.0))
    kept, tried = calibrate(case, [replace(november, sightings=tuple(seen))], grid=grid)
    assert true in kept
    assert len(kept) < len(tried) == 6
    assert kept[0] == Habits(*tried.loc[0, ["level", "stays_away", "tolerance"]])


def test_an_episode_from_a_folder_takes_the_place_of_those_of_the_case(tmp_path):
    held = with_tables_of("kz-kg", written(tmp_path, AUTUMN))
    (autumn,) = episodes_of(held)
    assert autumn.standing == 395
    told = replay(held, autumn, Habits(0.9, 0.5, 48), worlds=3, replications=3).against()
    assert list(told["what"]) == ["waiting", "cleared"]
    assert 100 < told.set_index("what").at["cleared", "p50"] <= 300  # as many as come, at most 12 an hour


CLOSED = {
    "episodes": "episode,title,passage,start,end,use\nclosed,Closed,karasu-to-kz,2024-03-04,2024-03-12,test\n",
    "sightings": "sighting,passage,day,hour,waiting,cleared,doubt\na,karasu-to-kz,2024-03-04,8,40,,0.1\n"
    "b,karasu-to-kz,2024-03-06,18,420,0,0.15\n",
    "regime_days": "passage,start,hour,end,end_hour,regime\nkarasu-to-kz,2024-03-05,6,2024-03-07,6,closed\n",
}


def test_a_gate_is_closed_in_the_hours_that_are_written_whenever_the_episode_starts(tmp_path):
    """Closed from 22 to 70 h after the first sighting at 8:00: trucks inside leave, then nobody, then trucks again."""
    (closed,) = episodes_of(held := with_tables_of("kz-kg", written(tmp_path, CLOSED)))
    run = replay(held, closed, Habits(), worlds=3, replications=2)
    gone = run.cleared.sum(axis=0)
    assert gone[:22].min() > 0
    assert not gone[34:70].any()
    assert gone[72:80].min() > 0
    told = run.against().set_index(["day", "what"])
    assert told.at[("2024-03-06", "cleared"), "p95"] == 0


def test_faults_of_an_episode_are_told_at_once_in_the_words_of_its_folder(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    rows = CLOSED["sightings"] + "c,karasu-to-kz,2024-03-01,8,40,,0.1\nd,korday-to-kz,2024-03-06,8,-3,,0.1\n"
    late = CLOSED["regime_days"] + "karasu-to-kz,2024-04-05,,2024-04-06,,closed\n"
    written(folder, {**CLOSED, "sightings": rows, "regime_days": late})
    with pytest.raises(CaseError) as error:
        with_tables_of("kz-kg", folder)
    told = [(each.file, each.row, each.column, each.found) for each in error.value.faults]
    assert told == [
        ("mine/regime_days.csv", 3, "start", "karasu-to-kz, 2024-04-05 to 2024-04-06"),
        ("mine/sightings.csv", 4, "day", "karasu-to-kz, 2024-03-01"),
        ("mine/sightings.csv", 5, "day", "korday-to-kz, 2024-03-06"),
        ("mine/sightings.csv", 5, "waiting", "-3"),
    ]
    assert all(each.what and each.allowed and each.remedy for each in error.value.faults)


def test_every_episode_in_which_nothing_was_seen_is_told(case):
    rows = case.tables["episodes"].assign(start="2019-01-01", end="2019-01-05")
    with pytest.raises(BorderError) as error:
        episodes_of(case.with_tables({"episodes": rows}))
    assert len(str(error.value).splitlines()) == len(rows)


def test_a_folder_that_lacks_or_adds_tables_is_refused(tmp_path):
    with pytest.raises(BorderError, match=r"it lacks episodes\.csv and sightings\.csv"):
        with_tables_of("kz-kg", tmp_path)
    written(tmp_path, {**AUTUMN, "nodes": "node\n"})
    with pytest.raises(BorderError, match=r"nodes\.csv: no table of borders"):
        with_tables_of("kz-kg", tmp_path)
    (tmp_path / "nodes.csv").unlink()
    wrong = AUTUMN["regime_days"].replace("normal", "norml")
    written(tmp_path, {"regime_days": wrong})
    with pytest.raises(CaseError, match="did you mean normal"):
        with_tables_of("kz-kg", tmp_path)


def test_command_tells_and_writes_what_it_finds(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(habits, "WIDE", Grid((0.9,), (0.5,), (48.0,)))
    out = tmp_path / "out"
    words = ["border-hindcast", "kz-kg", "--episodes", "2023-08", "--out", str(out), "--json"]
    assert guarded(app, words) == FINE
    told = json.loads(capsys.readouterr().out)
    assert told["habits"] == {"level": 0.9, "stays_away": 0.5, "tolerance": 48.0}
    assert {row["use"] for row in told["sightings"]} == {"test"}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Trucks in line at karasu-to-kz" in page
    assert "<script src" not in page
    assert guarded(app, words) == INVALID_INPUT  # the folder is there already


def test_border_command_writes_a_folder(tmp_path, capsys):
    out = tmp_path / "out"
    words = ["border", "kz-kg", "--from", "2024-08-01", "--to", "2024-08-05", "--replications", "3"]
    more = ["--passages", "karasu-to-kz,kegen-to-kg", "--lanes", "karasu-to-kz", "--out", str(out), "--json"]
    assert guarded(app, [*words, *more]) == FINE
    told = json.loads(capsys.readouterr().out)
    assert [row["passage"] for row in told["passages"]] == ["karasu-to-kz", "kegen-to-kg"]
    assert [row["lanes"] for row in told["lanes"]] == [1, 2, 3, 4, 5, 6]
    assert told["run"]["little_residual"] < 1e-9
    names = {path.name for path in out.iterdir()}
    assert {"run.json", "case", "passages.csv", "stages.csv", "classes.csv", "lanes.csv", "report.html"} <= names
    assert "Lanes against waits" in (out / "report.html").read_text(encoding="utf-8")


def test_border_command_without_such_a_passage(capsys):
    assert guarded(app, ["border", "kz-kg", "--passages", "nowhere"]) == INVALID_INPUT
    assert "wanted nowhere" in capsys.readouterr().err
    assert guarded(app, ["border", "tiny"]) == INVALID_INPUT
    assert "see passages.csv" in capsys.readouterr().err
