"""Money of a river run, counted as a plan counts it, so that both can be held against each other."""

from __future__ import annotations

import numpy as np

from aryk.case.calendar import HORIZON
from aryk.case.timeline import Timeline
from aryk.planning.accounts import accounts, weighted_sum
from aryk.planning.rules.limits import periods
from aryk.results.fields import Field, Results

MISSED = ("short", "over")


def gain(line: Timeline, results: Results) -> float:
    """What a run of a river gains in all: values of what is served and kept, less costs and penalties; money.

    Shortages, costs, penalties of soft limits over their whole periods, and the value of what is left in stores, as the
    plan counts them (`aryk.planning.accounts`), with the sign turned. Payments cancel.

    Parameters
    ----------
    results
        Of a river run or of a plan, on dekads or another clock in full chronology.

    Examples
    --------
    >>> import aryk
    >>> from aryk.planning.plan import plan
    >>> from aryk.rivers.part import river_part
    >>> made = plan(river_part(aryk.read_case("kz-kg"), groups=["talas"], step="dekad"))
    >>> bool(abs(gain(made.timeline, made.results) + made.objective) < 1e-6 * abs(made.objective))
    True
    """
    return -weighted_sum(line, accounts(line, as_planned(line, results)))


def as_planned(line: Timeline, results: Results) -> Results:
    """Results of a river run in the form in which a plan gives them: tiers by what is missing, limits by periods."""
    fields = [
        each
        for each in results.fields
        if each.table not in ("limits", "accounts") and not each.quantity.startswith("tier_")
    ]
    fields = [each for each in fields if each.quantity not in ("missing", "surplus")]
    return Results(line.calendar, (*fields, *_tiers(line, results), *_limits(line, results)))


def _tiers(line: Timeline, results: Results) -> list[Field]:
    """What is missing of each tier of a need, and served of each tier of a market."""
    case = line.case
    tiers, made = case.table("tiers"), dict[str, tuple[str, list[str], list[np.ndarray]]]()
    for name, row in case.table("demands").iterrows():
        found = results.find("demands", str(name), "served")
        if found is None or not row["tiers"]:
            continue
        clock, served = found
        wanted = float(row["level"]) * (line.values(str(row["profile"]), clock) if row["profile"] else 1.0)
        wanted = wanted * np.ones(len(served))
        left = np.maximum(served, 0.0)
        for tier in tiers[tiers["tiers"] == row["tiers"]].sort_values("tier").itertuples():
            own = wanted * float(tier.share)
            got = np.minimum(left, own)
            left = left - got
            quantity = "tier_unserved" if row["kind"] == "need" else "tier_served"
            _, names, values = made.setdefault(quantity, (clock, [], []))
            names.append(f"{name}/{tier.tier:g}")
            values.append(own - got if row["kind"] == "need" else got)
    return [
        Field("demands", quantity, clock, np.array(names, dtype=object), np.stack(values))
        for quantity, (clock, names, values) in made.items()
    ]


def _limits(line: Timeline, results: Results) -> list[Field]:
    """What each soft limit misses in each of its periods."""
    case, calendar = line.case, line.calendar
    terms, fields = case.resolve(case.table("limit_terms")), list[Field]()
    for name, row in case.table("limits").iterrows():
        if np.isnan(row["penalty"]) or row["quantity"] not in ("rate", "amount"):
            continue
        season = f"{row['from_day']}/{row['to_day']}" if row["from_day"] else ""
        held = periods(calendar, str(row["per"]), season)
        total = np.zeros(len(held.hours))
        for term in terms[terms["limit"] == name].itertuples():
            found = results.find(str(term.table), str(term.row), str(term.quantity))
            if found is None:
                continue
            clock, values = found
            own = periods(calendar, clock, season)
            kappa = float(case.kappa[case.carrier_of(str(term.table))[term.row]])
            course = line.values(str(term.profile), clock) if term.profile else 1.0
            amount = float(term.coefficient) * kappa * values * course * own.hours
            block = np.zeros(len(values), np.int64) if row["per"] == HORIZON else calendar.blocks(clock, row["per"])
            total += np.bincount(
                block, weights=amount / (kappa if row["quantity"] == "rate" else 1.0), minlength=len(total)
            )
        if row["quantity"] == "rate":
            total = np.where(held.hours > 0, total / np.where(held.hours > 0, held.hours, 1.0), 0.0)
        wanted = float(row["value"]) * (line.values(str(row["profile"]), row["per"]) if row["profile"] else 1.0)
        sense = str(row["sense"])
        for quantity, missed, senses in (
            ("short", wanted - total, ("at-least", "equal")),
            ("over", total - wanted, ("at-most", "equal")),
        ):
            if sense in senses:
                values = np.where(held.counts, np.maximum(missed, 0.0), 0.0)
                fields.append(Field("limits", quantity, str(row["per"]), np.array([name], dtype=object), values[None]))
    return fields
