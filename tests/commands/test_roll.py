"""`aryk roll` as a user calls it."""

from __future__ import annotations

import json

import aryk
from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded


def test_roll_tells_its_windows_and_the_gap_to_all_days_at_once(capsys):
    words = ["roll", "tiny", "--window", "4", "--overlap", "2", "--targets", "values", "--whole", "--json"]
    assert guarded(app, words) == FINE
    told = json.loads(capsys.readouterr().out)
    assert told["windows"][1] == {"start": "2024-07-03", "kept": "2024-07-04", "end": "2024-07-06"}
    assert told["cost of all days at once"] == aryk.plan("tiny").objective
    assert told["cost"] >= told["cost of all days at once"] - 1e-6
    assert told["largest residual"]["relative"] < 1e-9


def test_roll_writes_results_of_all_days_and_not_twice(tmp_path, capsys):
    import xarray

    out = tmp_path / "rolled.nc"
    assert guarded(app, ["roll", "tiny", "--scenario", "dry", "--window", "6", "--out", str(out)]) == INVALID_INPUT
    assert not out.exists()
    assert "the overlap leaves no day of the window" in capsys.readouterr().err
    assert guarded(app, ["roll", "tiny", "--window", "6", "--overlap", "3", "--out", str(out)]) == FINE
    assert "3 windows" in capsys.readouterr().out
    with xarray.open_dataset(out, engine="netcdf4", decode_timedelta=False) as dataset:
        assert dataset.sizes["time_hour"] == 240
    assert guarded(app, ["roll", "tiny", "--window", "6", "--overlap", "3", "--out", str(out)]) == INVALID_INPUT
    assert "nothing was written" in capsys.readouterr().err
