"""The page of a portfolio: what to build, who pays and gains, what else could be, and how sure it is."""

from __future__ import annotations

import math

from markupsafe import Markup

from aryk.portfolio.budgets import Budget
from aryk.portfolio.choose import Portfolio
from aryk.portfolio.tables import alternatives_table, budgets_table
from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.charts.points import Dot, points_chart
from aryk.report.markup import joined, tag
from aryk.report.numbers import number
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, GREEN, ORANGE
from aryk.report.tables import Cell, figures, fixed, folded, note, table, text
from aryk.words.portfolio import PORTFOLIO
from aryk.words.words import Words

MILLION = 1e6


def portfolio_page(made: Portfolio, scenario: str, language: str = "en") -> str:
    """The report of `aryk choose` as one HTML text, in English, Russian, Kazakh or Kyrgyz."""
    say = Words(language, PORTFOLIO, case=made.case)
    subtitle = f"{say('scenario')} {say.scenario(scenario)}; {say.money}"
    sections = [
        _answer(made, say),
        _measures(made, say),
        _parties(made, say),
        _alternatives(made, say),
        _frontier(made, say),
        _left_out(made, say),
    ]
    return page(f"{say('what to build')}: {say.case_title}", subtitle, sections, say("foot"), language=language)


def _answer(made: Portfolio, say: Words) -> Section:
    """The verdict in numbers, and the budgets."""
    unit = say.money
    facts = [
        (say("measures"), f"{len(made.chosen)} / {len(made.choice.candidates)}"),
        (f"{say('capital')}, {unit}", number(made.capital / MILLION)),
        (f"{say('gain a year')}, {unit}", number(made.gain / MILLION)),
        (f"{say('at most')}, {unit}", number(made.most / MILLION)),
        (say("plans"), str(made.plans)),
    ]
    rows: list[list[Cell]] = [[name, value] for name, value in facts]
    budgets: list[list[Cell]] = [
        [_budget(say, each), row["amount"] / MILLION, row["spent"] / MILLION]
        for each, row in zip(made.budgets, budgets_table(made).to_dict("records"), strict=True)
    ]
    heads = [text(say("budget")), figures(say("amount"), unit), figures(say("spent"), unit)]
    body = [
        table(say("answer"), [text(""), fixed("")], rows),
        note(say("proved") if made.found.gap == 0 else say("not proved")),
        table(say("budgets"), heads, budgets),
    ]
    return Section("answer", say("answer"), say("answer lead"), joined(body))


def _budget(say: Words, budget: Budget) -> str:
    """Whose a budget is and when."""
    who = say.title("parties", budget.party) if budget.party else say("all")
    return f"{who}, {budget.year}" if budget.year else who


def _measures(made: Portfolio, say: Words) -> Section:
    own = {each.name: each for each in made.chosen}
    years = any(each.begin is not None for each in made.waiting)
    heads = [
        text(say("measure")),
        figures(say("capital"), say.money),
        figures(say("a year"), say.money),
        figures(say("lost"), say.money),
        figures(say("also in")),
        text(say("paid by")),
    ]
    if years:
        heads += [fixed(say("works")), fixed(say("in use"))]
    rows: list[list[Cell]] = []
    for each in made.waiting:
        one = own[each.measure]
        often = float(sum(each.measure in other.chosen for other in made.alternatives))
        payers = ", ".join(f"{party} {share:.0%}" for party, share in one.shares.items() if party)
        row: list[Cell] = [
            say.title("measures", one.name),
            one.capital / MILLION,
            one.yearly / MILLION,
            each.lost / MILLION,
            often,
            payers,
        ]
        if years and each.use is not None:
            row += [f"{each.begin}\u2013{each.use - 1}", str(each.use)]
        rows.append(row)
    bars = [
        Bar(say.title("measures", each.measure), {say("lost"): each.lost / MILLION})
        for each in sorted(made.waiting, key=lambda each: -each.lost)
        if math.isfinite(each.lost)
    ]
    chart = bar_chart(say("lost"), say("lost says"), say.money, bars, {say("lost"): BLUE})
    body = [chart, table(say("to build"), heads, rows)]
    return Section("measures", say("to build"), say("to build lead"), joined(body) if rows else Markup(""))


def _parties(made: Portfolio, say: Words) -> Section:
    heads = [
        text(say("party")),
        *(figures(say(word), say.money) for word in ("capital", "yearly cost", "saved a year", "gain a year")),
    ]
    shown = made.parties[made.parties.abs().max(axis=1) >= 1.0]
    rows: list[list[Cell]] = [
        [say.title("parties", str(party)), *(float(value) / MILLION for value in row)]
        for party, row in shown.iterrows()
    ]
    bars = [
        Bar(say.title("parties", str(party)), {say("gain a year"): float(row["gain a year"]) / MILLION})
        for party, row in shown.iterrows()
    ]
    chart = bar_chart(say("gain a year"), say("gain says"), say.money, bars, {say("gain a year"): GREEN})
    body = joined([chart, table(say("parties"), heads, rows)]) if rows else Markup("")
    return Section("parties", say("parties"), say("parties lead"), body)


def _alternatives(made: Portfolio, say: Words) -> Section:
    if not made.alternatives:
        return Section("alternatives", say("alternatives"), "", Markup(""))
    titles = {each.name: say.title("measures", each.name) for each in made.choice.candidates}
    frame = alternatives_table(made)
    rows: list[list[Cell]] = []
    for row in frame.to_dict("records"):
        words = [", ".join(titles[name] for name in row[side].split()) for side in ("with", "without")]
        name = say("best") if row["portfolio"] == 0 else str(row["portfolio"])
        rows.append([name, row["gain_a_year"] / MILLION, row["capital"] / MILLION, *words])
    heads = [
        fixed(say("portfolio")),
        figures(say("gain a year"), say.money),
        figures(say("capital"), say.money),
        text(say("with")),
        text(say("without")),
    ]
    bars = [
        Bar(
            say("best") if row["portfolio"] == 0 else str(row["portfolio"]),
            {say("gain a year"): row["gain_a_year"] / MILLION},
        )
        for row in frame.to_dict("records")
    ]
    chart = bar_chart(say("gain a year"), say("alternatives says"), say.money, bars, {say("gain a year"): ORANGE})
    body = joined([chart, table(say("alternatives"), heads, rows)])
    return Section("alternatives", say("alternatives"), say("alternatives lead"), body)


def _frontier(made: Portfolio, say: Words) -> Section:
    charts: list[Markup] = []
    rows: list[list[Cell]] = []
    for criterion in made.criteria:
        own = [each for each in made.points if each.criterion in ("", criterion.name)]
        dots = []
        for each in own:
            gain = (made.cost_without - each.net) / made.years / MILLION
            value = each.watched[criterion.name]
            name = say("best") if not each.criterion else number(each.cap)
            dots.append(Dot(name, value, gain, marked=not each.criterion))
            capital = sum(one.capital for one in made.choice.candidates if one.name in each.chosen)
            if len(own) > 1:
                rows.append([criterion.title, name, value, criterion.unit, gain, each.price, capital / MILLION])
        if len(own) > 1:
            dots.append(Dot(say("without measures"), made.watched_without[criterion.name], 0.0, apart=True))
        charts.append(points_chart(criterion.title, say("frontier says"), criterion.unit, say.money, dots))
    heads = [
        text(say("criterion")),
        fixed(say("held to")),
        figures(say("reached")),
        text(""),
        figures(say("gain a year"), say.money),
        figures(say("price"), str(made.case.settings["money"])),
        figures(say("capital"), say.money),
    ]
    shown = [each for each in charts if each]
    body = joined([tag("div", *shown, class_="pair"), table(say("frontier"), heads, rows)]) if shown else Markup("")
    return Section("frontier", say("frontier"), say("frontier lead"), body)


def _left_out(made: Portfolio, say: Words) -> Section:
    rows: list[list[Cell]] = [[say.title("measures", name), reason] for name, reason in made.choice.left_out.items()]
    inside = folded(
        f"{say('left out')} ({len(rows)})", table(say("left out"), [text(say("measure")), text(say("reason"))], rows)
    )
    body = joined([note(say("limits")), inside])
    return Section("limits", say("how far"), "", body)
