"""The table of the desk: flows and storages of the coming dekads, accounts of the sides, chances of shortage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.desk.balances import balances_of
from aryk.desk.dekads import days_of
from aryk.desk.entries import ENTERED
from aryk.desk.inflows import with_inflows
from aryk.desk.lines import DEKAD, Board, Line
from aryk.desk.outlook import Outlook
from aryk.desk.state import State
from aryk.results.fields import Results
from aryk.rivers.run import RiverRun, simulate_river

Floats = NDArray[np.float64]
SHORT = 0.95
"""Less than this share of what was wanted or promised is a shortage."""
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class DeskTable:
    """What the desk says on a day.

    Attributes
    ----------
    flows
        One row for each line and dekad: line, part, dekad, days, rate and amount (of a storage the amount at the end),
        and quantiles over the members.
    accounts
        One row for each delivery: amounts entitled, delivered and their difference before the day, in the coming dekad
        and to the end, and the chance that less than 95 % of what the side is entitled to is delivered by then.
    balances
        One row for each running account of the case: what stands on it on the day, what the side is entitled to and
        what is withheld of it for a debt, planned and lapsing in the coming dekad, what stands on it after it and at
        the end, and the chance that the side is in debt then.
    chances
        One row for each use and storage: what is wanted and expected, quantiles, chance of shortage.
    ahead
        What the coming dekad is expected to bring, of each row that a line is made of: table, row, quantity, value.
    forced
        Whether some dekad had no allocation that keeps all bounds.
    """

    day: str
    until: str
    outlook: Outlook
    lines: tuple[Line, ...]
    flows: pd.DataFrame
    accounts: pd.DataFrame
    balances: pd.DataFrame
    chances: pd.DataFrame
    ahead: tuple[tuple[str, str, str, float], ...]
    state: State
    forced: bool


def desk_table(desk: Board, state: State, outlook: Outlook, until: str) -> DeskTable:
    """Plan the dekads from the day of a state on.

    The schedule is the run under the expected inflows; every member of the outlook is run as well, under the same
    rules, and gives the quantiles and chances.

    Parameters
    ----------
    until
        The last day that the table shows; the run goes on to the end of the horizon of the case.
    """
    day = state.past.day
    case = desk.case.with_tables({"case": desk.case.tables["case"].assign(start=day)})
    several = np.concatenate([outlook.expected[None], outlook.members]) if len(outlook.members) else None
    flows = {
        name: outlook.expected[place] if several is None else several[:, place]
        for place, name in enumerate(outlook.supplies)
    }
    given, ensemble = with_inflows(case, flows)
    run = simulate_river(given, step=DEKAD, ensemble=ensemble, past=state.past)
    first = desk.place(day)
    shown = [dekad for dekad in desk.starts[first:] if dekad <= until]
    table = _Table(desk, run, shown, first)
    return DeskTable(
        day,
        until,
        outlook,
        desk.lines,
        table.flows(),
        table.accounts(state),
        balances_of(desk, run, state, table.amount),
        table.chances(),
        table.ahead(),
        state,
        run.forced,
    )


def season_end(desk: Board, day: str) -> str:
    """The last day of the season of deliveries that a day lies in, else of its half of the water year."""
    limits = desk.case.table("limits")
    ends = [
        str(limits.at[line.limit, "to_day"])
        for line in desk.lines
        if line.limit
        and limits.at[line.limit, "to_day"]
        and str(limits.at[line.limit, "from_day"]) <= day[5:] <= str(limits.at[line.limit, "to_day"])
    ]
    last = max(ends) if ends else "09-30" if "04-01" <= day[5:] <= "09-30" else "03-31"
    year = int(day[:4]) + (last < day[5:])
    return min(f"{year}-{last}", str(desk.case.settings["end"]))


class _Table:
    def __init__(self, desk: Board, run: RiverRun, shown: Sequence[str], first: int) -> None:
        self.desk, self.run, self.shown, self.first = desk, run, list(shown), first
        self.count = len(self.shown)
        self.days = np.array([_days(desk, dekad) for dekad in self.shown], dtype=float)
        self.amount = desk.kappa * 24.0 * self.days

    def _read(self, member: Results) -> Callable[[str, str, str], Floats | None]:
        def read(table: str, row: str, quantity: str) -> Floats | None:
            found = member.find(table, row, quantity)
            return None if found is None else found[1][: self.count]

        return read

    def _values(self, line: Line) -> Floats:
        """Values of a line, shape (members, dekads); the first member is the expectation."""
        return np.stack([np.broadcast_to(line.values(self._read(each)), self.count) for each in self.run.members])

    def _entitled(self, line: Line, values: Floats) -> Floats:
        right = self.desk.rights[line.limit]
        rows = [
            right.entitled(own, self._read(member), self.first, keeps=line.keeps)
            for own, member in zip(values, self.run.members, strict=True)
        ]
        return np.stack(rows)

    def flows(self) -> pd.DataFrame:
        rows = []
        for line in self.desk.lines:
            values = self._values(line)
            spread = _quantiles(values[1:])
            for place, dekad in enumerate(self.shown):
                level = line.part == "storage"
                value = float(values[0, place])
                rows.append(
                    {
                        "line": line.name,
                        "part": line.part,
                        "dekad": dekad,
                        "days": int(self.days[place]),
                        "rate": np.nan if level else value,
                        "amount": value if level else value * self.amount[place],
                        **{f"p{100 * q:.0f}": float(each[place]) for q, each in zip(QUANTILES, spread, strict=True)},
                    }
                )
        names = ["line", "part", "dekad", "days", "rate", "amount", *(f"p{100 * q:.0f}" for q in QUANTILES)]
        return pd.DataFrame(rows, columns=names)

    def accounts(self, state: State) -> pd.DataFrame:
        rows = []
        for line in self.desk.lines:
            if line.part != "delivery" or not line.limit:
                continue
            right, values = self.desk.rights[line.limit], self._values(line)
            counts = right.counts[self.first : self.first + self.count]
            entitled = self._entitled(line, values) * self.amount
            delivered = values * counts * self.amount
            before = [each for each in state.history if each.line == line.name and self._same(line, each.dekad)]
            own = [(self.desk.kappa * 24.0 * _days(self.desk, each.dekad), each) for each in before]
            own = [(amount, each) for amount, each in own if right.counts[self.desk.place(each.dekad)]]
            past = (
                sum(amount * each.entitled for amount, each in own),
                sum(amount * each.value for amount, each in own),
            )
            ends = past[0] + entitled.sum(axis=1), past[1] + delivered.sum(axis=1)
            missed = ends[1][1:] < SHORT * ends[0][1:]
            rows.append(
                {
                    "line": line.name,
                    "party": line.party,
                    "entitled before": past[0],
                    "delivered before": past[1],
                    "carried over": past[1] - past[0],
                    "entitled now": float(entitled[0, 0]),
                    "delivered now": float(delivered[0, 0]),
                    "difference now": float(delivered[0, 0] - entitled[0, 0]),
                    "entitled at end": float(ends[0][0]),
                    "delivered at end": float(ends[1][0]),
                    "difference at end": float(ends[1][0] - ends[0][0]),
                    "chance": float(missed.mean()) if len(missed) else np.nan,
                }
            )
        return pd.DataFrame(rows, columns=ACCOUNT_COLUMNS)

    def _same(self, line: Line, dekad: str) -> bool:
        """Whether a dekad of the past lies in the season that is running."""
        row = self.desk.case.table("limits").loc[line.limit]
        begins = str(row["from_day"])
        if not begins:
            return True
        day = self.shown[0]
        year = int(day[:4]) - (day[5:] < begins)
        return dekad >= f"{year}-{begins}"

    def chances(self) -> pd.DataFrame:
        rows = []
        for line in self.desk.lines:
            if line.part not in ("use", "storage"):
                continue
            values = self._values(line)
            level = line.part == "storage"
            wanted = np.full_like(values, np.nan) if level else self._wanted(line, values)
            whole = values[:, -1] if level else values @ self.amount
            want = wanted[0, 0] if level else wanted @ self.amount
            spread = np.quantile(whole[1:], QUANTILES) if len(whole) > 1 else [np.nan] * len(QUANTILES)
            rows.append(
                {
                    "line": line.name,
                    "part": line.part,
                    "wanted now": float(wanted[0, 0]),
                    "expected now": float(values[0, 0]),
                    "chance now": np.nan if level else _share(values[1:, 0] < SHORT * wanted[1:, 0]),
                    "wanted": np.nan if level else float(want[0]),
                    "expected": float(whole[0]),
                    **{f"p{100 * q:.0f}": float(each) for q, each in zip(QUANTILES, spread, strict=True)},
                    "chance": np.nan if level else _share(whole[1:] < SHORT * want[1:]),
                }
            )
        names = ["line", "part", "wanted now", "expected now", "chance now", "wanted", "expected"]
        return pd.DataFrame(rows, columns=[*names, *(f"p{100 * q:.0f}" for q in QUANTILES), "chance"])

    def ahead(self) -> tuple[tuple[str, str, str, float], ...]:
        """Values of the coming dekad behind the lines of inflows, storages, releases, canals and deliveries."""
        rows = {}
        for line in self.desk.lines:
            for table, row, quantity, _ in line.terms if line.part != "use" else ():
                found = self.run.results.find(table, row, quantity)
                if found is not None and quantity in ENTERED.get(table, ()):
                    rows[table, row, quantity] = float(found[1][0])
        return tuple((*key, value) for key, value in rows.items())

    def _wanted(self, line: Line, values: Floats) -> Floats:
        """What is served and what is missing of the demands of a line."""
        missing = Line(
            line.name,
            line.title,
            line.part,
            line.party,
            "",
            False,
            tuple((t, r, "unserved", c) for t, r, _, c in line.terms),
        )
        return values + self._values(missing)


ACCOUNT_COLUMNS = [
    "line",
    "party",
    "entitled before",
    "delivered before",
    "carried over",
    "entitled now",
    "delivered now",
    "difference now",
    "entitled at end",
    "delivered at end",
    "difference at end",
    "chance",
]


def _days(desk: Board, dekad: str) -> int:
    """Days of a dekad within the horizon."""
    last = pd.Timestamp(str(desk.case.settings["end"])) + pd.Timedelta(days=1)
    return min(days_of(dekad), int((last - pd.Timestamp(dekad)).days))


def _quantiles(members: Floats) -> Floats:
    if not len(members):
        return np.full((len(QUANTILES), members.shape[1]), np.nan)
    return np.asarray(np.quantile(members, QUANTILES, axis=0))


def _share(hit: NDArray[np.bool_]) -> float:
    return float(hit.mean()) if len(hit) else np.nan
