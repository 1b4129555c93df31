"""Limits as the run keeps them: the sum of the terms, the value, and what one unit more would be worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aryk.case.calendar import Floats
from aryk.report.view import View


@dataclass(frozen=True)
class Held:
    """A limit over its periods: `total`, `value` and `price` have shape (periods,), NaN outside its season.

    `price` is the worth of one unit more room, money per unit, never below 0; `missed` the amount by which a
    soft limit is not kept.
    """

    name: str
    title: str
    sense: str
    per: str
    quantity: str
    agreement: str
    carrier: str
    unit: str
    total: Floats
    value: Floats
    price: Floats
    missed: Floats

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Whether each period counts."""
        return np.asarray(np.isfinite(self.value), dtype=bool)

    @property
    def use(self) -> Floats:
        """Sum as a share of the value; NaN where the value is 0."""
        known = np.abs(self.value) > 1e-12
        return np.asarray(np.divide(self.total, self.value, out=np.full(len(self.value), np.nan), where=known))

    @property
    def binding(self) -> int:
        """In how many periods one unit more would be worth something."""
        return int((self.price > 1e-6 * float(self.price.max(initial=0.0)) + 1e-12).sum())


def limits(view: View) -> list[Held]:
    """All limits in use that have terms in the run."""
    terms = dict(list(view.case.resolve(view.case.table("limit_terms")).groupby("limit", sort=False)))
    found = []
    for name, row in view.case.table("limits").iterrows():
        own = terms.get(str(name))
        if own is None or row["per"] not in view.calendar.steps:
            continue
        records = own.to_dict("records")
        carrier = view.carrier[records[0]["table"]].get(records[0]["row"], "")
        rate = row["quantity"] == "rate"
        unit = (view.rate_unit(carrier) if rate else view.amount_unit(carrier)) if carrier else ""
        days = view.calendar.season(row["from_day"], row["to_day"])
        share = view.calendar.share_of_days(row["per"], days)
        outside = np.where(share > 0, 0.0, np.nan)
        total = _total(view, row.to_dict(), records, days)
        value = row["value"] * (
            view.timeline.values(row["profile"], row["per"]) if row["profile"] else np.ones(len(share))
        )
        price = np.abs(view.on("limits", "price", row["per"]).get(str(name), np.zeros(len(share))))
        missed = np.zeros(len(share))
        for quantity in ("short", "over"):
            missed = missed + view.on("limits", quantity, row["per"]).get(str(name), 0.0)
        found.append(
            Held(
                str(name),
                row["title"] or str(name),
                row["sense"],
                row["per"],
                row["quantity"],
                row["agreement"],
                carrier,
                unit,
                total + outside,
                value + outside,
                price,
                missed,
            )
        )
    return found


def _total(view: View, limit: dict[str, str], terms: list[dict[str, str]], days: np.ndarray) -> Floats:
    """Sum of the terms of a limit in each period."""
    calendar, per = view.calendar, limit["per"]
    time = calendar.clocks[per]
    total = np.zeros(len(time))
    for term in terms:
        at_end = term["quantity"] == "end" or limit["quantity"] == "level"
        hit = view.results.find(term["table"], term["row"], "level" if at_end else term["quantity"])
        if hit is None:
            continue
        step, flow = hit
        if term["table"] == "expansions":
            total += np.where(calendar.share_of_days(per, days) > 0, float(term["coefficient"]) * flow[0], 0.0)
            continue
        flow = flow * view.timeline.values(term["profile"], step) if term["profile"] else flow
        if at_end:
            total += float(term["coefficient"]) * view.resampled(flow[None], step, per, last=True)[0]
            continue
        own, block = calendar.clocks[step], calendar.blocks(step, per)
        kappa = (
            float(view.case.kappa[view.carrier[term["table"]][term["row"]]]) if limit["quantity"] == "amount" else 1.0
        )
        weights = (
            float(term["coefficient"]) * kappa * flow * own.hours * own.weight * calendar.share_of_days(step, days)
        )
        part = np.bincount(block, weights=weights, minlength=len(time)) / time.weight
        if limit["quantity"] == "rate":
            hours = time.hours * calendar.share_of_days(per, days)
            part = np.divide(part, hours, out=np.zeros(len(part)), where=hours > 0)
        total += part
    return total
