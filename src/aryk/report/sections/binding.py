"""What binds: limits and capacities that cost most, and the most expensive shortages."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.report.held import Held
from aryk.report.markup import joined, tag
from aryk.report.page import Section
from aryk.report.sections.capacities import capacities
from aryk.report.tables import Cell, badge, basis, figures, fixed, folded, largest_first, note, shares, table, text
from aryk.report.view import View

MOST = 25


def binding(view: View, held: list[Held]) -> Section:
    """Limits and agreements with their use and price, capacities worth most, dearest shortages."""
    bound = [each for each in held if each.binding]
    slack = [each for each in held if not each.binding]
    blocks = [
        tag("h3", "Limits and agreements that bind"),
        table(
            f"{len(bound)} of {len(held)} limits bind",
            _heads(view),
            [_row(view, each) for each in sorted(bound, key=lambda each: -_worth(view, each))],
        )
        or note("No limit binds in this run."),
        note(
            "Price: what one unit more room in one period would save all parties together, the mean over the "
            "periods in which the limit binds and the highest; "
            "of a limit on a flow, for one more unit of flow throughout the period. Sum / value: 100 % is where the "
            "limit binds, the mean over periods."
        ),
        folded(
            f"{len(slack)} limits that do not bind",
            table("Limits with room to spare", _heads(view), [_row(view, each) for each in slack]),
        ),
        capacities(view),
        _shortages(view),
    ]
    lead = (
        "A price of 0 means that the rule costs nothing in this run. What is dear here is where a change would pay "
        "most; it is not yet what a change would cost."
    )
    return Section("binding", "What binds", lead, joined(blocks))


def _heads(view: View) -> list:  # type: ignore[type-arg]
    return [
        text("Limit"),
        fixed("Sense"),
        text("Of each"),
        figures("periods that bind"),
        shares("sum / value"),
        figures("missed by"),
        figures("price, mean", view.money),
        figures("price, highest", view.money),
        fixed("for one more"),
        text("Agreement"),
        text("Basis of inputs"),
    ]


def _worth(view: View, each: Held) -> float:
    return float((each.price * view.calendar.clocks[each.per].weight).sum())


def _row(view: View, each: Held) -> list[Cell]:
    inside, price = each.inside, each.price[each.price > 0]
    use = each.use[inside]
    agreement = view.title("agreements", each.agreement) if each.agreement else ""
    name = joined([each.title, " ", badge("agreement", "none") if each.agreement else ""])
    return [
        name,
        each.sense.replace("-", " "),
        each.per,
        f"{each.binding} of {int(np.sum(inside))}",
        float(np.nanmean(use)) if np.isfinite(use).any() else None,
        float(each.missed[inside].sum()) if each.missed.any() else None,
        float(price.mean()) if each.binding else 0.0,
        float(price.max()) if each.binding else 0.0,
        f"{each.unit} in a {each.per}" if each.per != "horizon" else each.unit,
        agreement,
        basis(view.basis("limits", each.name)),
    ]


def _shortages(view: View) -> Markup:
    tiers = view.case.table("tiers")
    value = {(row["tiers"], f"{row['tier']:g}"): row for row in tiers.to_dict("records")}
    demands = view.case.table("demands")
    rows: list[list[Cell]] = []
    for name, amount in view.totals("demands", "tier_unserved").items():
        owner, tier = name.rsplit("/", 1)
        cells = value.get((demands.at[owner, "tiers"], tier))
        if amount <= 0 or cells is None:
            continue
        unit = view.amount_unit(view.carrier["demands"][owner])
        money = amount * float(cells["value"]) / 1e6
        rows.append(
            [
                view.title("demands", owner),
                view.party["demands"][owner],
                f"{tier}: {cells['title']}" if cells["title"] else tier,
                amount,
                unit,
                float(cells["value"]),
                f"{view.money}/{unit}",
                money,
                basis(cells["basis"]),
            ]
        )
    heads = [
        text("Demand"),
        text("Party"),
        text("Tier"),
        figures("missing"),
        text("Unit"),
        figures("value"),
        text("Unit"),
        figures("cost", f"million {view.money}"),
        text("Basis of the value"),
    ]
    head = tag("h3", "Most expensive shortages")
    return joined(
        [
            head,
            table(f"The {min(MOST, len(rows))} dearest of {len(rows)} shortages", heads, largest_first(rows, 7)[:MOST])
            or note("Nothing that somebody needs is missing in this run."),
        ]
    )
