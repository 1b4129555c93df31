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
from aryk.report.tables import Cell, badge, figures, filled, fixed, note, shares, table, text
from aryk.sharing.crossing import crossing, in_kind
from aryk.sharing.settle import Settlement
from aryk.words.settlement import SETTLEMENT
from aryk.words.words import Words

SHOWN = 16
"""Coalitions in the chart, those that gain most."""
MILLION = 1e6
NOTHING = 1e-10
"""Part of the cost below which a value is what rounding leaves."""
RULES = ("shapley", "nucleolus", "nash", "separable", "equal")
"""Rules with a name of their own; others divide in proportion to numbers, and are called `by NAME`."""


def settle_page(done: Mapping[str, Settlement], rule: str, language: str = "en") -> str:
    """The settlement of a case, under one or several scenarios, as one HTML text.

    Parameters
    ----------
    done
        Settlements by scenario; the first is shown whole, the others beside it.
    rule
        The rule of the payments.
    language
        en, ru, kk or ky.
    """
    scenario, first = next(iter(done.items()))
    days = first.together.timeline.calendar.days
    say = Words(language, SETTLEMENT, case=first.case)
    subtitle = f"{say('scenario')} {say.scenario(scenario)}, {days[0].date()} \u2013 {days[-1].date()}"
    if first.systems:
        subtitle += f", {say('only in', systems=', '.join(say.term(each) for each in first.systems))}"
    view = _View(first, say)
    sections = [
        _worth(view),
        _division(view),
        _stability(view),
        _payments(view, rule),
        _scenarios(view, done, rule),
        _crossing(view),
        _how(view),
    ]
    return page(f"{say('page')}: {say.case_title}", subtitle, sections, say("foot"), language=language)


class _View:
    """A settlement with its unit of money and the names and colours of its parties."""

    def __init__(self, done: Settlement, say: Words) -> None:
        self.done, self.say = done, say
        self.size = max(1.0, *(abs(float(each)) for each in done.apart.cost))
        large = max(abs(done.game.whole), *(abs(float(each)) for each in done.gains)) >= MILLION
        self.divisor, self.unit = (MILLION, say.money) if large else (1.0, say.money_unit)
        self.title = {name: say.title("parties", name) for name in done.gains.index}
        self.colour = colours([self.title[name] for name in done.parties])

    def money(self, value: float) -> float:
        """A sum in the unit of the page; what rounding leaves is 0."""
        return 0.0 if abs(value) < NOTHING * self.size else float(value) / self.divisor

    def names(self, coalition: str) -> str:
        """A coalition by the titles of its members."""
        return " + ".join(self.title.get(each, each) for each in coalition.split(" + "))

    def rule(self, name: str) -> str:
        """What a rule is called."""
        return self.say(name) if name in RULES else self.say("by", name=name.removeprefix("by "))

    def stable(self, row: bool | None) -> Markup:
        """Whether a division is stable; None: not known."""
        if row is None:
            return badge(self.say("open"), "none")
        return badge(self.say("stable"), "kept") if row else badge(self.say("not stable"), "missed")


def _worth(view: _View) -> Section:
    say = view.say
    done, game = view.done, view.done.game
    known = zip(game.known.tolist(), game.gains.tolist(), strict=True)
    gains = sorted((pair for pair in known if pair[0].bit_count() > 1), key=lambda pair: -pair[1])
    bars = [Bar(view.names(game.name(mask)), {say("gain"): view.money(gain)}) for mask, gain in gains[:SHOWN]]
    says = say("coalitions says")
    if len(gains) > SHOWN:
        says += f" {say('most', shown=str(SHOWN), count=f'{len(gains):,}')}"
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
        text(say("party")),
        figures(say("cost apart"), view.unit),
        figures(say("cost together"), view.unit),
        figures(say("gain"), view.unit),
    ]
    total: list[Cell] = [
        say("total"),
        *(view.money(float(each.sum())) for each in (done.apart.cost, done.together.cost, done.gains)),
    ]
    body = [
        tag("p", tag("b", with_unit(view.money(game.whole), view.unit)), say("for all")),
        bar_chart(say("coalitions"), says, view.unit, bars, {say("gain"): BLUE}),
        table(say("before"), heads, rows, total=total),
    ]
    return Section("worth", say("worth"), say("worth lead"), joined(body))


def _division(view: _View) -> Section:
    say = view.say
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
    says = say("not drawn", rules=", ".join(below)) if below else ""
    columns, errors = {view.rule(str(rule)): divisions[rule] for rule in divisions}, view.done.errors
    if errors is not None:
        columns = {view.rule("shapley"): divisions["shapley"], say("error"): errors, **columns}
    heads = [text(say("party")), *(figures(name, view.unit) for name in columns)]
    rows: list[list[Cell]] = [
        [view.title[party], *(view.money(column[party]) for column in columns.values())] for party in divisions.index
    ]
    ideas = [f"{view.rule(str(rule))}: {say(f'idea {rule}')}" for rule in divisions if rule in RULES]
    body = [
        bar_chart(say("by rule"), says, view.unit, bars, view.colour),
        table(say("by rule"), heads, rows),
        note("; ".join(ideas) + "."),
        note(_sampled(view)),
    ]
    return Section("division", say("division"), say("division lead"), joined(body))


def _sampled(view: _View) -> str:
    """How the Shapley value was sampled; empty where it is exact."""
    done = view.done
    if done.sampled is None:
        return ""
    count, solved = f"{2**done.game.count - 1:,}", f"{done.solved:,}"
    return view.say("sampled", orders=f"{done.sampled.orders:,}", solved=solved, count=count)


def _stability(view: _View) -> Section:
    say = view.say
    found = view.done.stability()
    rows: list[list[Cell]] = [
        [
            view.rule(str(rule)),
            view.stable(row["in core"]),
            view.names(str(row["who would leave"])),
            view.money(float(row["gain"])) if row["who would leave"] else None,
        ]
        for rule, row in found.iterrows()
    ]
    heads = [text(say("rule")), fixed(say("in the core")), text(say("leaver")), figures(say("gain"), view.unit)]
    exact = view.done.sampled is None
    excess = view.done.core_excess if exact and view.done.game.count > 2 else 0.0
    words = "" if exact else say("open says", solved=f"{view.done.solved:,}")
    if excess > 1e-9 * abs(view.done.game.whole):
        words = say("none stable", gain=f"{view.money(excess):.4g} {view.unit}")
    return Section(
        "stability",
        say("stability"),
        say("stability lead"),
        joined([table(say("stability table"), *filled(heads, rows)), note(words)]),
    )


def _payments(view: _View, rule: str) -> Section:
    say = view.say
    done = view.done
    paid = done.payments(rule)
    bars = [
        Bar(view.title[party], {say("is paid" if money > 0 else "pays"): view.money(money)})
        for party, money in paid.items()
        if view.money(money)
    ]
    carriers = set(crossing(done)["carrier"])
    kinds = in_kind(done, rule)
    kinds = kinds[kinds["carrier"].isin(carriers)]
    rows: list[list[Cell]] = [
        [view.title[row["party"]], say.carrier(row["carrier"]), row["amount"], say.unit(row["unit"]), row["price"]]
        for row in kinds.to_dict("records")
    ]
    heads = [
        text(say("who")),
        text(say("kind")),
        figures(say("amount")),
        text(say("unit")),
        figures(say("price"), f"{say.money_unit}/{say.unit('unit')}"),
    ]
    body = [
        bar_chart(
            say("payments by", rule=view.rule(rule)),
            say("payments says"),
            view.unit,
            bars,
            {say("is paid"): GREEN, say("pays"): VERMILION},
        )
        or note(say("no payment")),
        table(say("in kind"), heads, rows),
    ]
    return Section("payments", say("payments"), say("payments lead"), joined(body))


def _scenarios(view: _View, done: Mapping[str, Settlement], rule: str) -> Section:
    say = view.say
    known = {name: each for name, each in done.items() if rule in each.divisions}
    if len(known) < 2:
        return Section("scenarios", say("years"), "", Markup(""))
    parties = list(view.done.parties)
    worths = {name: view.money(each.game.whole) for name, each in known.items()}
    gains = {
        name: {view.title[party]: view.money(each.divisions.at[party, rule]) for party in parties}
        for name, each in known.items()
    }
    bars = [Bar(say.scenario(name), parts) for name, parts in gains.items() if min(parts.values()) >= 0]
    rows: list[list[Cell]] = []
    for name, each in known.items():
        stable = each.stability().at[rule, "in core"]
        parts = [gains[name][view.title[party]] for party in parties]
        percent = [part / worths[name] if worths[name] else float("nan") for part in parts]
        rows.append([say.scenario(name), worths[name], *percent, view.stable(stable)])
    heads = [
        text(say("scenario head")),
        figures(say("together"), view.unit),
        *(shares(say("share of", party=view.title[party])) for party in parties),
        fixed(say("in the core")),
    ]
    body = [
        bar_chart(say("gain by", rule=view.rule(rule)), "", view.unit, bars, view.colour),
        table(say("shares"), heads, rows),
        table(say("paid by scenario"), *_paid(view, known, rule)),
    ]
    return Section("scenarios", say("years"), say("years lead"), joined(body))


def _paid(view: _View, known: Mapping[str, Settlement], rule: str) -> tuple[list, list[list[Cell]]]:  # type: ignore[type-arg]
    paid = pd.DataFrame({name: each.payments(rule) for name, each in known.items()}).fillna(0.0)
    heads = [text(view.say("party")), *(figures(view.say.scenario(str(name)), view.unit) for name in paid)]
    rows: list[list[Cell]] = [
        [view.title.get(party, party), *(view.money(float(each)) for each in row)] for party, row in paid.iterrows()
    ]
    return heads, rows


def _crossing(view: _View) -> Section:
    say = view.say
    parts = ("summer apart", "summer together", "winter apart", "winter together")
    heads = [text(say(each)) for each in ("from", "to", "carrier", "unit")] + [figures(say(each)) for each in parts]
    rows: list[list[Cell]] = [
        [
            say.title("parties", row["from"]),
            say.title("parties", row["to"]),
            say.carrier(row["carrier"]),
            say.unit(row["unit"]),
            *(float(row[each]) for each in parts),
        ]
        for row in crossing(view.done).to_dict("records")
    ]
    return Section("crossing", say("crossing"), say("crossing lead"), table(say("crossing table"), heads, rows))


def _how(view: _View) -> Section:
    words = view.say("how says", count=f"{view.done.solved:,}")
    return Section("how", view.say("how"), "", tag("p", words))
