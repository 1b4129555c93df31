"""Pywr models that read files beside them, and those files."""

import numpy as np
import pandas as pd

from tests.against.pywr.futures import WET, futures
from tests.against.pywr.parts import MONTHS, one_dam

TWO = [{**WET, "size": 2}]


def write_files(folder):
    """Two flows by day, week and month; profiles by node; numbers by two names."""
    days = pd.date_range("2021-01-01", periods=400, freq="D", name="Date")
    day = np.arange(400)
    flows = {"a": np.round(10 + 6 * np.sin(day / 11), 4), "b": np.round(8 + 5 * np.cos(day / 17), 4)}
    frame = pd.DataFrame(flows, index=days)
    frame.to_csv(folder / "daily.csv")
    frame.to_csv(folder / "daily_uk.csv", date_format="%d/%m/%Y")
    frame.to_csv(folder / "comma.csv", sep=";", decimal=",")
    frame.resample("W-THU").first().to_csv(folder / "weekly.csv")
    frame.resample("MS").first().to_csv(folder / "monthly.csv")
    profiles = np.round([[6 * m for m in MONTHS], [4 * m for m in MONTHS]], 3)
    pd.DataFrame(profiles, index=pd.Index(["town", "farm"], name="node")).to_csv(folder / "profiles.csv")
    pairs = pd.MultiIndex.from_tuples([("town", 1), ("town", 2), ("farm", 1)], names=["node", "kind"])
    pd.DataFrame({"most": [9.0, 4.0, 5.0]}, index=pairs).to_csv(folder / "pairs.csv")


def by_file(url, days=120, step=1, **how):
    """A reservoir whose inflow is read from a file."""
    made = one_dam(days=days, timestep=1)
    made["nodes"][0]["flow"] = {"type": "dataframe", "url": url, "index_col": "Date", "parse_dates": True, **how}
    made["timestepper"]["timestep"] = step
    return made


FILES = {
    "days of a file": by_file("daily.csv", column="a"),
    "day before the month": by_file("daily_uk.csv", column="a", dayfirst=True),
    "semicolons and commas": by_file("comma.csv", column="b", sep=";", decimal=","),
    "weeks of a file": by_file("weekly.csv", column="a"),
    "months of a file": by_file("monthly.csv", 300, column="a"),
    "months of a file over weeks": by_file("monthly.csv", 280, 7, column="b"),
    "days of a file over months": by_file("daily.csv", 300, "M", column="a"),
    "days of a file over weeks": by_file("daily.csv", 200, "W-SUN", column="a"),
    "row of a file": one_dam(
        {"most": {"type": "monthlyprofile", "url": "profiles.csv", "index_col": 0, "index": "farm"}}
    ),
    "row by two names": one_dam(
        {
            "most": {
                "type": "constant",
                "url": "pairs.csv",
                "index_col": ["node", "kind"],
                "index": ["town", 1],
                "column": "most",
            }
        }
    ),
    "columns in their order": futures(
        TWO,
        {
            "flow": {
                "type": "dataframe",
                "url": "daily.csv",
                "index_col": "Date",
                "parse_dates": True,
                "columns": ["b", "a"],
                "scenario": "wet",
            }
        },
    ),
    "table of several readers": {
        **one_dam({"most": {"type": "dataframe", "table": "flows", "column": "b"}}),
        "tables": {"flows": {"url": "daily.csv", "index_col": 0, "parse_dates": ["Date"]}},
    },
}
