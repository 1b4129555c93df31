"""What lanes are worth: waits and their cost by the number of lanes, and the fewest that keep a target."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from aryk.borders.from_case import records
from aryk.borders.model import BorderError
from aryk.borders.simulate_case import costs, simulate_case
from aryk.case.case import Case


def with_lanes(case: Case, passage: str, lanes: int) -> Case:
    """The case with another number of lanes at a passage.

    Raises
    ------
    BorderError
        If there is no such passage in use, or no lane.
    """
    if passage not in records(case, "passages"):
        raise BorderError(f"{passage}: no passage in use; there are {', '.join(records(case, 'passages'))}")
    if lanes < 1:
        raise BorderError(f"{passage}: {lanes} lanes; write 1 or more")
    frame = case.tables["passages"].copy()
    frame.loc[frame["passage"] == passage, "lanes"] = float(lanes)
    return case.with_tables({"passages": frame})


def lanes_curve(
    case: Case,
    passage: str,
    lanes: Sequence[int] = (1, 2, 3, 4, 5, 6),
    *,
    start: str | None = None,
    end: str | None = None,
    replications: int = 10,
    seed: int = 1,
) -> pd.DataFrame:
    """Waits at a passage by its lanes, with the same trucks each time; by lanes.

    Only this passage is simulated, so no trucks come over from others that are worse.

    Returns
    -------
    Columns: trucks through a day, mean wait and its quantiles (h), cost of waiting (money of the case).

    Raises
    ------
    BorderError
        See `with_lanes`.
    """
    rows = {}
    for count in lanes:
        other = with_lanes(case, passage, count)
        run = simulate_case(other, start, end, passages=[passage], replications=replications, seed=seed)
        row = run.passages().loc[passage]
        rows[count] = {
            **{name: row[name] for name in ("through a day", "wait", "wait +/-", "wait p50", "wait p95")},
            "cost": costs(other, run).loc[passage, "cost"],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("lanes")


def fewest_lanes(
    case: Case,
    passage: str,
    target: float,
    *,
    most: int = 20,
    start: str | None = None,
    end: str | None = None,
    replications: int = 10,
    seed: int = 1,
) -> tuple[int, pd.DataFrame]:
    """The fewest lanes with which 95 % of trucks wait at most `target` hours, and the curve up to there.

    Raises
    ------
    BorderError
        If not even `most` lanes reach it: another stage is the narrowest then.
    """
    curves = []
    for count in range(1, most + 1):
        curves.append(lanes_curve(case, passage, [count], start=start, end=end, replications=replications, seed=seed))
        if curves[-1].loc[count, "wait p95"] <= target:
            return count, pd.concat(curves)
    raise BorderError(
        f"{passage}: with {most} lanes 95 % of trucks still wait up to {curves[-1].loc[most, 'wait p95']:.1f} h; "
        "a stage that does not count by lane is the narrowest: see the table of stages"
    )
