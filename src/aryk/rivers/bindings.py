"""Limits of a river: what binds a step, and what is kept over many.

A limit over a step binds that step. One over a longer period becomes a running account: what is still to be
delivered of it (at least) is asked for in even parts over the steps that are left, so that what was missed is
carried over; what may still be used of it (at most) may be used at once, but a rate at most holds at each step. A
limit that costs nothing to miss is left out.
"""

from __future__ import annotations

import math

import numpy as np

from aryk.case.calendar import HORIZON
from aryk.case.faults import Fault
from aryk.case.schema import STEPS
from aryk.case.timeline import timeline
from aryk.rivers.affine import ENDLESS, ZERO, Affine, slot
from aryk.rivers.draft import Draft, Floats, Sum
from aryk.rivers.kernel.simplex import BIG
from aryk.rivers.scheme import Kept

SHORT = ("day", "pentad", "dekad", "month")
"""Periods of which a profile says how large each one's value is; over a longer one it says how the value is spread."""
FAR = 2.0 * BIG
"""Out of season a limit lies so far away that it counts as none: nearer, it would set the scale of what is small."""


def add_limits(draft: Draft) -> None:
    """All limits over flows."""
    terms = draft.case.resolve(draft.case.table("limit_terms"))
    for name, row in draft.case.table("limits").to_dict("index").items():
        own = terms[terms["limit"] == name]
        summed, turned = _terms(draft, str(name), own)
        if not summed or draft.number("limits", str(name), "penalty", float(row["penalty"])) == ZERO:
            continue
        if row["quantity"] == "level":
            what = "a limit of contents is for the plan; a river is run by rules of its stores"
            remedy = "write lower_bound, upper_bound, or a rule for the capacity or minimum of the store"
            draft.faults.append(Fault("limits.csv", 0, "quantity", what, f"{name}: level", "rate, amount", remedy))
        elif _binds_each_step(draft, row):
            _over_a_step(draft, str(name), row, summed, turned)
        else:
            _over_a_period(draft, str(name), row, summed)


def _binds_each_step(draft: Draft, row: dict[str, str]) -> bool:
    """Whether a limit is one of each step: its period is no longer, or it is a rate that may not be passed."""
    if row["quantity"] == "rate" and row["sense"] == "at-most":
        return True
    return row["per"] != HORIZON and STEPS.index(row["per"]) <= STEPS.index(draft.step)


def _terms(draft: Draft, limit: str, own: object) -> tuple[Sum, list[tuple[int, Affine]]]:
    """The flows of a limit, each with its factor, and factors that vary over time."""
    summed: Sum = []
    turned: list[tuple[int, Affine]] = []
    for term in own.itertuples():  # type: ignore[attr-defined]
        flows = draft.found(str(term.table), str(term.row), str(term.quantity)) or []
        name = f"{limit}/{term.table}/{term.row}"
        factor = draft.times(
            draft.number("limit_terms", name, "coefficient", float(term.coefficient)), str(term.profile)
        )
        for flow, each in flows:
            if factor.is_constant:
                summed.append((flow, each * factor.constant))
            else:
                summed.append((flow, 1e-3))
                turned.append((flow, factor * each))
    return summed, turned


def season_share(draft: Draft, row: dict[str, str]) -> Floats:
    """Share of each step that lies in the season of a row."""
    calendar = draft.line.calendar
    return calendar.share_of_days(draft.step, calendar.season(row["from_day"], row["to_day"]))


def _over_a_step(draft: Draft, name: str, row: dict[str, str], summed: Sum, turned: list[tuple[int, Affine]]) -> None:
    value = draft.number("limits", name, "value", float(row["value"]))
    if row["quantity"] == "amount" and row["per"] != draft.step:
        value = draft.scheme.product(value, draft.scheme.over_time(_periods_of_steps(draft, row)))
    else:
        value = draft.times(value, row["profile"])
    if row["quantity"] == "amount":
        whole = draft.line.calendar.clocks[draft.step].hours * float(draft.case.kappa[draft.carrier])
        value = draft.scheme.product(value, draft.scheme.over_time(1.0 / whole))
    share = season_share(draft, row)
    on = share > 0
    if not on.all():
        value = draft.scheme.product(value, draft.scheme.over_time(on.astype(float)))
    _bind(draft, name, row, summed, turned, value, on)


def _periods_of_steps(draft: Draft, row: dict[str, str]) -> Floats:
    """How many periods of a limit each longer step holds, each by its profile, as far as they lie in its season."""
    fine = draft.case.tables["carriers"].assign(step=row["per"])
    line = timeline(draft.case.with_tables({"carriers": fine}))
    inside = line.calendar.share_of_days(row["per"], line.calendar.season(row["from_day"], row["to_day"])) > 0
    course = line.values(row["profile"], row["per"]) if row["profile"] else np.ones(len(inside))
    first = np.unique(line.calendar.day_block[row["per"]], return_index=True)[1]
    step = draft.line.calendar.day_block[draft.step][first]
    return np.asarray(np.bincount(step, weights=course * inside, minlength=draft.steps), dtype=float)


def _bind(
    draft: Draft,
    name: str,
    row: dict[str, str],
    summed: Sum,
    turned: list[tuple[int, Affine]],
    value: Affine,
    on: np.ndarray,
) -> None:
    """Low <= sum <= high in the steps of the season; outside of it nothing binds."""
    far = ZERO if on.all() else draft.scheme.over_time(np.where(on, 0.0, FAR))
    low = value - far if row["sense"] in ("at-least", "equal") else -ENDLESS
    high = value + far if row["sense"] in ("at-most", "equal") else ENDLESS
    slack: Sum = []
    penalty = float(row["penalty"])
    if not math.isnan(penalty):
        kappa = float(draft.case.kappa[draft.carrier])
        price = draft.number("limits", name, "penalty", penalty) * (1.0 / kappa if row["quantity"] == "rate" else 1.0)
        price = draft.price(price)
        for sense, sign in (("at-least", 1.0), ("at-most", -1.0)):
            if row["sense"] in (sense, "equal"):
                slack.append((draft.flow(f"limits {name} missed", ZERO, ENDLESS, price), sign))
        draft.tell("limits", "missed", name, [(flow, 1.0) for flow, _ in slack])
    elif draft.forced:
        for sense, sign in (("at-least", 1.0), ("at-most", -1.0)):
            if row["sense"] in (sense, "equal"):
                slack.append((draft.flow(f"limits {name} broken", ZERO, ENDLESS, Affine(50.0 * draft.dearest)), sign))
        draft.tell("limits", "missed", name, [(flow, 1.0) for flow, _ in slack])
    number = draft.scheme.network.within(f"limits {name}", [*summed, *slack], low, high)
    draft.scheme.moving += [
        (number, flow, factor + (sum(each for other, each in summed if other == flow) - 1e-3))
        for flow, factor in turned
    ]
    draft.tell("limits", "sum", name, summed)


def _over_a_period(draft: Draft, name: str, row: dict[str, str], summed: Sum) -> None:
    """A running account: its content is what is still to be delivered, or may still be used."""
    scheme, calendar = draft.scheme, draft.line.calendar
    share = season_share(draft, row)
    on = share > 0
    blocks = calendar.blocks(draft.step, row["per"]) if row["per"] != HORIZON else np.zeros(draft.steps, np.int64)
    weight = scheme.amount * share
    if row["profile"]:
        weight = weight * np.maximum(draft.line.values(row["profile"], draft.step), 0.0)
    left = np.zeros(draft.steps)
    reset = np.zeros(draft.steps)
    for block in np.unique(blocks):
        inside = np.flatnonzero(blocks == block)
        left[inside] = np.cumsum(weight[inside][::-1])[::-1]
        reset[inside[0]] = 1.0
    balance = draft.earlier.balances.get(("limits", name)) if draft.earlier is not None else None
    if balance is not None:
        reset[0] = 0.0
    part = np.where(left > 0, weight / np.where(left > 0, left, 1.0), 0.0)
    whole = np.array([scheme.amount[blocks == block].sum() for block in blocks])
    value = draft.number("limits", name, "value", float(row["value"]))
    if row["quantity"] == "rate":
        value = scheme.product(value, scheme.over_time(whole))
    if row["profile"] and row["per"] in SHORT:
        course = np.bincount(blocks, weights=draft.line.values(row["profile"], draft.step) * scheme.amount)
        value = scheme.product(value, scheme.over_time(course[blocks] / whole))
    content, filling = scheme.slot(), scheme.slot()
    scheme.stores.append(
        Kept(
            f"limits {name}",
            summed,
            content,
            filling,
            -1,
            -1,
            -1,
            value,
            Affine(-1e12),
            balance or 0.0,
            0.0,
            reset=reset,
            active=on,
        )
    )
    if row["sense"] == "at-most":
        due = scheme.product(slot(content), scheme.over_time(np.where(on, 1.0 / scheme.amount, 0.0)))
        due = (
            slot(scheme.rule("most", [scheme.place_of(due), scheme.constant(0.0)])) if float(row["value"]) > 0 else due
        )
    else:
        due = scheme.product(slot(content), scheme.over_time(np.where(on, part / scheme.amount, 0.0)))
    _bind(draft, name, {**row, "quantity": "amount"}, summed, [], due, on)
