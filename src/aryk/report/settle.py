"""The page on acting together: what it is worth, how it may be divided, who would leave, and who pays whom."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.markup import joined, tag
from aryk.report.numbers import with_unit
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, GREEN, VERMILION, colours
from aryk.report.tables import Cell, badge, figures, fixed, note, shares, table, text
from aryk.sharing.crossing import crossing, in_kind
from aryk.sharing.settle import Settlement

FOOT = "Made by Aryk. This file needs no network."
SHOWN = 16
"""Coalitions in the chart, those that gain most."""
MILLION = 1e6
NOTHING = 1e-10
"""Part of the cost below which a value is what rounding leaves."""
TITLES = {
    "shapley": "Shapley value",
    "nucleolus": "nucleolus",
    "nash": "Nash bargain",
    "separable": "separable costs",
    "equal": "equal rest",
}
IDEAS = {
    "shapley": "what each adds on average, over all orders of joining",
    "nucleolus": "the coalition that is worst off is as well off as can be",
    "nash": "the gain by bargaining power, alike unless told",
    "separable": "what is due to one alone is its own; the rest by what each could still gain",
    "equal": "what each adds to all is its own; the rest in equal parts",
}


def settle_page(done: Mapping[str, Settlement], rule: str) -> str:
    """The settlement of a case, under one or several scenarios, as one HTML text.

    Parameters
    ----------
    done
        Settlements by scenario; the first is shown whole, the others beside it.
    rule
        The rule of the payments.
    """
    scenario, first = next(iter(done.items()))
    case, days = first.case, first.together.timeline.calendar.days
    title = str(case.settings["title"] or case.name)
    subtitle = f"scenario {scenario}, {days[0].date()} to {days[-1].date()}"
    if first.systems:
        subtitle += f", together in {' and '.join(first.systems)} only"
    view = _View(first)
    sections = [
        _worth(view),
        _division(view),
        _stability(view),
        _payments(view, rule),
        _scenarios(view, done, rule),
        _crossing(first),
        _how(first),
    ]
    return page(f"Acting together: {title}", subtitle, sections, FOOT)


class _View:
    """A settlement with its unit of money and the names and colours of its parties."""

    def __init__(self, done: Settlement) -> None:
        self.done = done
        self.size = max(1.0, *(abs(float(each)) for each in done.apart.cost))
        money = str(done.case.settings["money"])
        large = max(abs(done.game.whole), *(abs(float(each)) for each in done.gains)) >= MILLION
        self.divisor, self.unit = (MILLION, f"million {money}") if large else (1.0, money)
        titles = done.case.table("parties")["title"]
        self.title = {name: str(titles.get(name) or name) for name in done.gains.index}
        self.colour = colours([self.title[name] for name in done.parties])

    def money(self, value: float) -> float:
        """A sum in the unit of the page; what rounding leaves is 0."""
        return 0.0 if abs(value) < NOTHING * self.size else float(value) / self.divisor

    def names(self, coalition: str) -> str:
        """A coalition by the titles of its members."""
        return " + ".join(self.title.get(each, each) for each in coalition.split(" + "))

    def rule(self, name: str) -> str:
        """What a rule is called."""
        return TITLES.get(name, name)


def _worth(view: _View) -> Section:
    done, game = view.done, view.done.game
    masks = sorted(
        (mask for mask in range(1, 1 << game.count) if mask.bit_count() > 1), key=lambda mask: -game.values[mask]
    )
    bars = [Bar(view.names(game.name(mask)), {"gain": view.money(game.values[mask])}) for mask in masks[:SHOWN]]
    says = "How much less the members spend together than each for itself."
    if len(masks) > SHOWN:
        says += f" The {SHOWN} that gain most of {len(masks):,}."
    rows: list[list[Cell]] = [
        [
            view.title[party],
            view.money(done.apart.cost[party]),
            view.money(done.together.cost[party]),
            view.money(done.gains[party]),
        ]
        for party in done.gains.index
    ]
    heads = [
        text("Party"),
        figures("Cost, each for itself", view.unit),
        figures("Cost, all together", view.unit),
        figures("Gain", view.unit),
    ]
    total: list[Cell] = [
        "All",
        *(view.money(float(each.sum())) for each in (done.apart.cost, done.together.cost, done.gains)),
    ]
    body = [
        tag("p", tag("b", with_unit(view.money(game.whole), view.unit)), " for all together."),
        bar_chart("What each coalition gains", says, view.unit, bars, {"gain": BLUE}),
        table("Before any further payment", heads, rows, total=total),
    ]
    lead = (
        "The plan of all sides together costs less than the plans of each for itself. The gain falls where costs fall, "
        "with the payments that the case has already, such as the price of energy on a line; below 0 is a gain in cost."
    )
    return Section("worth", "What acting together is worth", lead, joined(body))


def _division(view: _View) -> Section:
    divisions = view.done.divisions
    bars = [
        Bar(
            view.rule(str(rule)),
            {view.title[party]: view.money(divisions.at[party, rule]) for party in divisions.index},
        )
        for rule in divisions
        if (divisions[rule] >= -NOTHING * view.size).all()
    ]
    below = [view.rule(str(rule)) for rule in divisions if (divisions[rule] < -NOTHING * view.size).any()]
    says = f"Not drawn, as somebody loses: {', '.join(below)}." if below else ""
    heads = [text("Party"), *(figures(view.rule(str(rule)), view.unit) for rule in divisions)]
    rows: list[list[Cell]] = [
        [view.title[party], *(view.money(divisions.at[party, rule]) for rule in divisions)] for party in divisions.index
    ]
    ideas = [f"{view.rule(str(rule))}: {IDEAS[str(rule)]}" for rule in divisions if rule in IDEAS]
    body = [
        bar_chart("The gain of each party, by rule", says, view.unit, bars, view.colour),
        table("The gain of each party, by rule", heads, rows),
        note("; ".join(ideas) + "."),
    ]
    lead = "No rule is the right one. Where all of them give nearly the same, there is little to quarrel about."
    return Section("division", "How the gain may be divided", lead, joined(body))


def _stability(view: _View) -> Section:
    found = view.done.stability()
    rows: list[list[Cell]] = [
        [
            view.rule(str(rule)),
            badge("stable", "kept") if row["in core"] else badge("not stable", "missed"),
            view.names(str(row["who would leave"])),
            view.money(float(row["gain"])) if row["who would leave"] else None,
        ]
        for rule, row in found.iterrows()
    ]
    heads = [text("Rule"), fixed("In the core"), text("Who would gain most by leaving"), figures("Gain", view.unit)]
    excess = view.done.core_excess if view.done.game.count > 2 else 0.0
    words = ""
    if excess > 1e-9 * abs(view.done.game.whole):
        words = f"No division is stable: under the best, leaving still brings {view.money(excess):.4g} {view.unit}."
    lead = "A division is stable (in the core) where no coalition would gain more by itself than it gets."
    return Section("stability", "Who would leave", lead, joined([table("Stability", heads, rows), note(words)]))


def _payments(view: _View, rule: str) -> Section:
    done = view.done
    paid = done.payments(rule)
    bars = [
        Bar(view.title[party], {"is paid" if money > 0 else "pays": view.money(money)})
        for party, money in paid.items()
        if view.money(money)
    ]
    carriers = set(crossing(done)["carrier"])
    kinds = in_kind(done, rule)
    kinds = kinds[kinds["carrier"].isin(carriers)]
    rows: list[list[Cell]] = [
        [view.title[row["party"]], row["carrier"], row["amount"], row["unit"], row["price"]]
        for row in kinds.to_dict("records")
    ]
    money = str(done.case.settings["money"])
    heads = [
        text("Who is paid"),
        text("In"),
        figures("Amount"),
        text("Unit"),
        figures("Mean price of its users", f"{money}/unit"),
    ]
    body = [
        bar_chart(
            f"Payments by the {view.rule(rule)}",
            "Beside the payments of the case; above 0 is paid to the party. They sum to zero.",
            view.unit,
            bars,
            {"is paid": GREEN, "pays": VERMILION},
        )
        or note("No payment is needed."),
        table("The same in water, power and other carriers that cross: one of these, not all", heads, rows),
    ]
    lead = "What each party must pay or be paid so that it gains what the rule gives it."
    return Section("payments", "Who pays whom", lead, joined(body))


def _scenarios(view: _View, done: Mapping[str, Settlement], rule: str) -> Section:
    known = {name: each for name, each in done.items() if rule in each.divisions}
    if len(known) < 2:
        return Section("scenarios", "Other years", "", Markup(""))
    parties = list(view.done.parties)
    worths = {name: view.money(each.game.whole) for name, each in known.items()}
    gains = {
        name: {view.title[party]: view.money(each.divisions.at[party, rule]) for party in parties}
        for name, each in known.items()
    }
    bars = [Bar(name, parts) for name, parts in gains.items() if min(parts.values()) >= 0]
    rows: list[list[Cell]] = []
    for name, each in known.items():
        stable = each.stability().at[rule, "in core"]
        parts = [gains[name][view.title[party]] for party in parties]
        percent = [part / worths[name] if worths[name] else float("nan") for part in parts]
        rows.append(
            [name, worths[name], *percent, badge("stable", "kept") if stable else badge("not stable", "missed")]
        )
    heads = [
        text("Scenario"),
        figures("All together", view.unit),
        *(shares(f"Share of {view.title[party]}") for party in parties),
        fixed("In the core"),
    ]
    body = [
        bar_chart(f"The gain of each party by the {view.rule(rule)}", "", view.unit, bars, view.colour),
        table("Shares by scenario", heads, rows),
        table("Payments by scenario, beside those of the case", *_paid(view, known, rule)),
    ]
    lead = "The same under other conditions, such as a dry year: whether an agreement of today holds then too."
    return Section("scenarios", "Other years", lead, joined(body))


def _paid(view: _View, known: Mapping[str, Settlement], rule: str) -> tuple[list, list[list[Cell]]]:  # type: ignore[type-arg]
    paid = pd.DataFrame({name: each.payments(rule) for name, each in known.items()}).fillna(0.0)
    heads = [text("Party"), *(figures(str(name), view.unit) for name in paid)]
    rows: list[list[Cell]] = [
        [view.title.get(party, party), *(view.money(float(each)) for each in row)] for party, row in paid.iterrows()
    ]
    return heads, rows


def _crossing(done: Settlement) -> Section:
    parts = ("summer apart", "summer together", "winter apart", "winter together")
    heads = [text("From"), text("To"), text("Carrier"), text("Unit"), *(figures(each.capitalize()) for each in parts)]
    rows: list[list[Cell]] = [
        [row["from"], row["to"], row["carrier"], row["unit"], *(float(row[each]) for each in parts)]
        for row in crossing(done).to_dict("records")
    ]
    lead = "Net amounts over borders; summer is April to September, below 0 runs the other way."
    return Section("crossing", "What crosses", lead, table("What crosses between the parties", heads, rows))


def _how(done: Settlement) -> Section:
    words = (
        f"{done.solved:,} coalitions were planned anew. What outsiders do stays as they do for themselves: they "
        "neither retaliate nor profit. Plans know the whole year in advance, so values are what could be reached. The "
        "values of coalitions are exact; where plans are equally good, the split of the cost apart may not be the only "
        "one."
    )
    return Section("how", "How to read this", "", tag("p", words))
