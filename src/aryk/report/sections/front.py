"""The first page: what was run, the headline numbers, the money of each party, and how far to trust it."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from aryk.report.markup import joined, tag
from aryk.report.numbers import number, percent, quiet
from aryk.report.page import Section
from aryk.report.tables import Cell, badge, figures, note, table, text
from aryk.report.view import View
from aryk.runs.commitments import VERDICTS

OF_PLANTS = (("Starts and hours on", "starts"), ("Storing", "storing"), ("Investment", "investment"))
"""Costs that are shown only where there are some."""
COSTS = ("supply", "transport", "processing", "starts", "storing", "investment", "disposal", "rules")
BASES = (("reported", "#009e73"), ("computed", "#0072b2"), ("assumed", "#e69f00"), ("none", "#b8c4ce"))


def front(view: View) -> Section:
    """What a reader sees first."""
    return Section(
        "summary",
        "Summary",
        "One plan for all parties together: the cheapest way to serve what is wanted within all limits, with full "
        "knowledge of the whole horizon. "
        "It shows what is possible, not what will happen.",
        joined(
            [
                _facts(view),
                tag("h3", "Headline numbers"),
                _headlines(view),
                tag("h3", "Money of each party"),
                _money(view),
                tag("h3", "Trust"),
                _trust(view),
            ]
        ),
    )


def _facts(view: View) -> Markup:
    record, scenario = view.record, view.record["asked"]["scenario"]
    scenarios = view.done.case.table("scenarios")
    words = scenarios.at[scenario, "title"] if scenario in scenarios.index else ""
    changed = ", ".join(view.record["asked"].get("set", [])) or "none"
    clocks = ", ".join(
        f"{len(view.calendar.clocks[step])} {step}{'s' if len(view.calendar.clocks[step]) > 1 else ''}"
        for step in view.calendar.steps[:-1]
        if step in set(view.node_step.values())
    )
    time = "every step in order"
    if view.calendar.typical:
        time = f"each {view.calendar.block} stands for itself by one working and one rest day of 24 hours, weighted"
    size = record["size"]
    facts = [
        ("Scenario", joined([tag("b", scenario), f": {words}" if words else ""])),
        ("Horizon", f"{record['horizon'][0]} to {record['horizon'][1]} ({len(view.calendar.days)} days)"),
        ("Time", f"{time}; balances close on {clocks}"),
        (
            "Systems",
            "; ".join(
                f"{name} ({', '.join(view.title('carriers', each) for each in carriers)})"
                for name, carriers in view.systems.items()
            ),
        ),
        ("Parties", ", ".join(f"{view.party_title(each)} ({each})" for each in view.parties.index)),
        (
            "Solved",
            f"linear programme of {number(size['columns'])} unknowns and {number(size['rows'])} equations, "
            f"{record['solver']['name']}, {number(record['solver']['seconds'])} s",
        ),
        ("Money", f"{record['money']}, unless a unit says otherwise"),
        ("Single settings", changed),
    ]
    return tag("dl", *[piece for name, words in facts for piece in (tag("dt", name), tag("dd", words))], class_="facts")


def _headlines(view: View) -> Markup:
    table_ = view.done.indicators
    shown = table_[table_["headline"]]
    if shown.empty:
        return note("The case names no headline numbers; all its numbers stand in the sections below.")
    cards = []
    order = [*view.systems, *(each for each in dict.fromkeys(shown["system"]) if each not in view.systems)]
    for system in order:
        rows = shown[shown["system"] == system]
        lines = [
            tag("div", tag("dt", row["title"] or row["indicator"], " ", badge(row["party"], "none")), _value(row))
            for row in rows.to_dict("records")
        ]
        if lines:
            cards.append(tag("div", tag("h4", (system or "other").capitalize()), tag("dl", *lines), class_="card"))
    return tag("div", *cards, class_="cards")


def _value(row: dict[str, str | float]) -> Markup:
    value = float(row["value"])
    if pd.isna(value):
        return tag("dd", tag("span", "not in this run"))
    return tag("dd", number(quiet(value)), " ", tag("span", str(row["unit"])))


def _money(view: View) -> Markup:
    accounts = view.done.plan.accounts
    parties = [party for party in accounts.index if party or accounts.loc[party].abs().sum() > 0]
    divisor, unit = (
        (1e6, f"million {view.money}") if accounts.abs().to_numpy().max(initial=0.0) >= 1e7 else (1.0, view.money)
    )
    sums = accounts.loc[parties] / divisor
    lines = [
        ("Supply: fuel, running plants, goods", -sums["supply"]),
        ("Transport", -sums["transport"]),
        ("Processing", -sums["processing"]),
        *((title, -sums[kind]) for title, kind in OF_PLANTS if accounts[kind].abs().sum() > 0),
        ("Disposal", -sums["disposal"]),
        ("Rules: penalties of soft limits", -sums["rules"]),
        ("Shortages, at their value", -sums["shortage"]),
        ("Gain of markets", -sums["market gain"]),
        ("Gain of activities: guests, students", -sums["activity gain"]),
        ("Value of what is left in stores", -sums["stored value"]),
        ("Payments between parties", -sums["payments"]),
    ]
    rows: list[list[Cell]] = [
        [
            title,
            *(float(values[party]) + 0.0 for party in parties),
            float(values.sum()) + 0.0 if title[:4] != "Paym" else 0.0,
        ]
        for title, values in lines
    ]
    net = -sums.sum(axis=1)
    total: list[Cell] = ["Net", *(float(net[party]) for party in parties), float(net.sum())]
    heads = [
        text(""),
        *(figures(view.party_title(party) if party else "no party", unit) for party in parties),
        figures("All", unit),
    ]
    return joined(
        [
            table("Gain (above 0) and cost (below 0) over the horizon", heads, rows, total=total),
            note(
                "Costs and gains follow the case's own prices and values of shortage. Payments go from one party to "
                "another and cancel. "
                "The net of one party alone says little: compare it with another scenario. "
                "What the plan makes least is cost less gain of all, weighted: "
                f"{number(view.record['objective'] / divisor)} {unit}."
            ),
        ]
    )


def _trust(view: View) -> Markup:
    worst, values = view.record["largest residual"], view.record["values"]
    seen, total = view.done.hindcast["verdict"].value_counts(), len(view.done.hindcast)
    held = view.done.commitments["verdict"].value_counts()
    count = max(1, sum(values.values()))
    bar = [
        tag("span", "", style=f"width:{100 * values.get(name, 0) / count:.2f}%;background:{colour}", title=name)
        for name, colour in BASES
    ]
    cells = [
        (
            number(worst["relative"]),
            f"largest residual of any balance or limit, as a share of the flow (check: {worst['check']}). "
            "Recomputed from tables and results alone.",
        ),
        (
            f"{seen.get('agrees', 0)} of {total}" if total else "none",
            f"observations agree with the run; {seen.get('off', 0)} are off, {seen.get('not in this run', 0)} are "
            "not in this run. See Hindcast."
            if total
            else "observations fall in this horizon: the run could not be held against what happened.",
        ),
        (
            ", ".join(
                f"{held.get(each, 0)} {each}" for each in VERDICTS[:-1] if each != "on course" or held.get(each, 0)
            )
            if len(view.done.commitments)
            else "none",
            f"commitments by this run; {held.get('not measurable', 0)} cannot be measured by it. See Commitments."
            if len(view.done.commitments)
            else "commitments stand in the case: it keeps no register of agreements.",
        ),
    ]
    boxes = [tag("div", tag("b", head), tag("span", words)) for head, words in cells]
    shares = ", ".join(
        f"{percent(values.get(name, 0) / count)} {'without a source' if name == 'none' else name}" for name, _ in BASES
    )
    boxes.append(
        tag(
            "div",
            tag("b", f"{percent(values.get('assumed', 0) / count)} assumed"),
            tag("div", *bar, class_="parts"),
            tag("span", f"of {number(count)} values: {shares}."),
        )
    )
    key = note(
        "How to read numbers: 0 is zero; ",
        tag("b", "\u2013"),
        " means that this run has no such thing; an empty cell, that it is not known or there is none (no limit, no "
        "capacity). ",
        badge("reported"),
        " a source says so; ",
        badge("computed"),
        " arithmetic on reported numbers; ",
        badge("assumed"),
        " an estimate.",
    )
    return joined([tag("div", *boxes, class_="trust"), key])
