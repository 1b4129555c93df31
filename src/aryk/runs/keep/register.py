"""The whole register of commitments: each verdict, and for each that is not kept what it takes to keep it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.measures.worth import line_for, money_of
from aryk.planning.plan import Plan, plan
from aryk.runs.commitments import last_day, standing
from aryk.runs.keep.limit import gauge_of
from aryk.runs.keep.search import keep
from aryk.runs.keep.ways import Keeping
from aryk.words.phrase import Phrase
from aryk.words.reasons import reason

MILLION = 1e6
DECIDED = ("built", "under-construction")
"""Measures whose works have begun, or are done outside of the run."""
COLUMNS = (
    "agreement",
    "change",
    "measures",
    "value",
    "unit",
    "cost",
    "operation_cost",
    "capital",
    "payers",
    "decide_by",
    "tried",
    "near",
    "held_back_by",
    "why",
)


@dataclass(frozen=True)
class Register:
    """Verdicts and changes.

    Attributes
    ----------
    plan
        The plan that the verdicts are about.
    verdicts
        See `aryk.runs.commitments.commitments`; `on course` also where works that keep it have begun and end in time.
    keeping
        What it takes to keep each commitment that is measured and not kept.
    reasons
        By agreement, why its verdict is what it is, where the run says so and not the case.
    """

    plan: Plan = field(repr=False)
    verdicts: pd.DataFrame
    keeping: dict[str, Keeping]
    reasons: dict[str, Phrase]

    def changes(self) -> pd.DataFrame:
        """The cheapest change of each commitment that is not kept, in columns `COLUMNS`.

        `change`: operation, measures, or impossible; empty where nothing could be tried. `cost` and `operation_cost`:
        million money a year of all parties more than as planned. `capital`: million money. `payers`: million money a
        year by party, below 0: gains. `decide_by`: the due date less the longest lead time. `held_back_by`: what binds,
        with how much of what is reached rests on it.
        """
        rows = [self._row(each) for each in self.keeping.values()]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def ways(self) -> pd.DataFrame:
        """Every way that was tried: agreement, measures, value, kept, cost and capital in million money, lead time."""
        return pd.DataFrame(
            [
                {
                    "agreement": name,
                    "measures": " ".join(way.measures),
                    "value": way.value,
                    "kept": way.kept,
                    "cost": way.cost / MILLION,
                    "capital": way.capital,
                    "lead_time": way.lead_time,
                }
                for name, found in self.keeping.items()
                for way in found.tried
            ],
            columns=["agreement", "measures", "value", "kept", "cost", "capital", "lead_time"],
        )

    def _row(self, found: Keeping) -> dict[str, str | float]:
        best, operation = found.cheapest, found.operation
        verdict = self.verdicts.set_index("agreement").loc[found.agreement]
        reached = [each.value for each in found.tried if not math.isnan(each.value)]
        target = float(verdict["target"])
        nearest_value = min(reached, key=lambda value: abs(value - target)) if reached else math.nan
        kind = "impossible" if found.tried else ""
        if best is not None:
            kind = "measures" if best.measures else "operation"
        kept = operation is not None and operation.kept
        return {
            "agreement": found.agreement,
            "change": kind,
            "measures": " ".join(best.measures) if best else "",
            "value": best.value if best else nearest_value,
            "unit": verdict["unit"],
            "cost": best.cost / MILLION if best else math.nan,
            "operation_cost": operation.cost / MILLION if operation and kept else math.nan,
            "capital": best.capital if best else math.nan,
            "payers": ", ".join(f"{name} {money:.3g}" for name, money in payers(best.by_party)) if best else "",
            "decide_by": _decide_by(str(verdict["due"]), best.lead_time) if best and best.measures else "",
            "tried": len(found.tried),
            "near": len(found.near),
            "held_back_by": "; ".join(
                str(words) if amount == 0 else f"{words}: {amount:+.4g} {verdict['unit']}"
                for words, amount in found.binding
            ),
            "why": "; ".join(str(each) for each in found.why),
        }


def register(
    case: Case,
    *,
    only: Collection[str] = (),
    tries: int = 6,
    changes: bool = True,
    progress: Callable[[str, str], None] | None = None,
) -> Register:
    """Tell which commitments a plan keeps, and what it would take to keep the others.

    Parameters
    ----------
    case
        As read, scenario and measures applied.
    only
        Agreements; none named: all.
    tries
        How many of the nearest measures are tried for each.
    changes
        Whether changes are looked for at all.

    Raises
    ------
    CaseError
        If one of the agreements is not there.
    NoPlanError, SolverLimitError
        If there is no plan, or the solver stops before an answer.

    Examples
    --------
    >>> import aryk
    >>> found = register(aryk.read_case("tiny"))
    >>> dict(zip(found.verdicts["agreement"], found.verdicts["verdict"]))
    {'river-treaty': 'kept', 'friendship': 'not measurable'}
    """
    _refuse_unknown(case, only)
    line = line_for(case, [str(name) for name in case.table("measures").index]) if changes else None
    made = plan(case, progress=progress, line=line)
    told = standing(gauge_of(made))
    verdicts, reasons = told.table, dict(told.reasons)
    verdicts = verdicts[verdicts["agreement"].isin(only)].reset_index(drop=True) if only else verdicts
    rows = case.table("agreements")
    keeping: dict[str, Keeping] = {}
    known: dict[tuple[str, ...], Keeping] = {}
    held: pd.Series | None = None
    open_ = verdicts[~verdicts["verdict"].isin(("kept", "not measurable"))] if changes else verdicts.iloc[:0]
    for name in open_["agreement"]:
        same = tuple(str(rows.at[name, each]) for each in ("indicator", "measures", "sense", "target"))
        if same not in known:
            if held is None and made.heads:
                held = money_of(made.resolve([], hold_heads=True))
            known[same] = keep(made, str(name), tries=tries, held=held, progress=progress)
        found = known[same]
        keeping[str(name)] = Keeping(str(name), found.tried, found.cheapest, found.near, found.binding, found.why)
    for name in _on_course(made, verdicts, keeping):
        reasons[name] = reason("works begun")
        own = verdicts["agreement"] == name
        verdicts = verdicts.assign(
            verdict=verdicts["verdict"].mask(own, "on course"), why=verdicts["why"].mask(own, str(reasons[name]))
        )
    return Register(made, verdicts, keeping, reasons)


def _on_course(made: Plan, verdicts: pd.DataFrame, keeping: dict[str, Keeping]) -> list[str]:
    """Agreements that are on course as the measures that keep them have begun and end before they are due."""
    status = made.case.table("measures")["status"]
    end = made.calendar.days[-1]
    found = []
    for row in verdicts.to_dict("records"):
        best = keeping[row["agreement"]].cheapest if row["agreement"] in keeping else None
        due = last_day(str(row["due"]))
        if best is None or not best.measures or due is None or due <= end:
            continue
        begun = all(status[name] in DECIDED for name in best.measures)
        ready = end + pd.Timedelta(days=365.25 * (0.0 if math.isnan(best.lead_time) else best.lead_time))
        if begun and ready <= due:
            found.append(str(row["agreement"]))
    return found


def payers(by_party: Mapping[str, float]) -> list[tuple[str, float]]:
    """Million money a year of each party, who pays most first; parties that neither pay nor gain are left out."""
    sums = {str(name): float(money) / MILLION for name, money in by_party.items()}
    return sorted((each for each in sums.items() if abs(each[1]) >= 5e-4), key=lambda each: -each[1])


def _decide_by(due: str, lead_time: float) -> str:
    """The last day on which a measure may be decided; "" without a date or lead time."""
    last = last_day(due)
    if last is None or math.isnan(lead_time):
        return ""
    return str((last - pd.Timedelta(days=round(365.25 * lead_time))).date())


def _refuse_unknown(case: Case, names: Collection[str]) -> None:
    known = [str(each) for each in case.tables["agreements"]["agreement"]]
    faults = [
        Fault(
            "agreements.csv",
            0,
            "agreement",
            "there is no agreement of this name",
            name,
            quoted(known, 40),
            nearest(name, known) or "choose one of these",
        )
        for name in names
        if name not in known
    ]
    if faults:
        raise CaseError(faults)
