"""Lines of the table: what each shows of a run, and what the sides are entitled to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aryk.case.calendar import HORIZON, Calendar
from aryk.case.case import Case
from aryk.case.schema import QUANTITIES, STEPS
from aryk.case.schema.desk import PARTS
from aryk.case.timeline import timeline

Floats = NDArray[np.float64]
DEKAD = "dekad"
Read = Callable[[str, str, str], "Floats | None"]
"""Values of a table, row and quantity over some dekads."""


@dataclass(frozen=True)
class Line:
    """A line of the table; `terms` are table, row, quantity and coefficient."""

    name: str
    title: str
    part: str
    party: str
    limit: str
    keeps: bool
    terms: tuple[tuple[str, str, str, float], ...]

    def values(self, read: Read) -> Floats:
        """Sum of the terms: rates, of a storage amounts. What a run does not have counts as nothing."""
        return summed(self.terms, read)


def summed(terms: Sequence[tuple[str, str, str, float]], read: Read) -> Floats:
    """Sum of coefficient x quantity."""
    total: Floats = np.zeros(1)
    for table, row, quantity, coefficient in terms:
        values = read(table, row, quantity)
        if values is not None:
            total = total + coefficient * values
    return total


def lines_of(case: Case) -> list[Line]:
    """The lines that a case declares, or, where it declares none, those of its supplies, reservoirs, canals and uses.

    Parameters
    ----------
    case
        The part of the case that is the river; lines of which no term is in it are left out.
    """
    rows = case.table("desk_lines")
    if not len(rows):
        return _made(case)
    terms = case.resolve(case.table("desk_line_terms"))
    own: dict[str, list[tuple[str, str, str, float]]] = {}
    for term in terms.itertuples():
        quantity = str(term.quantity) or QUANTITIES[str(term.table)][0]
        own.setdefault(str(term.desk_line), []).append(
            (str(term.table), str(term.row), quantity, float(term.coefficient))
        )
    limits = case.table("limits").index
    ordered = sorted(
        rows.to_dict("index").items(),
        key=lambda item: (list(PARTS).index(item[1]["part"]), np.nan_to_num(item[1]["place"], nan=1e9)),
    )
    return [
        Line(
            str(name),
            str(row["title"] or name),
            str(row["part"]),
            str(row["party"]),
            str(row["limit"]) if row["limit"] in limits else "",
            row["side"] == "keeps",
            tuple(own[str(name)]),
        )
        for name, row in ordered
        if str(name) in own
    ]


def _made(case: Case) -> list[Line]:
    """One line for each supply, reservoir, outlet, canal, promise and use of a river."""
    lines = []

    def add(part: str, table: str, name: str, quantity: str, title: str, party: str, limit: str = "") -> None:
        lines.append(Line(f"{part}-{name}", title or name, part, party, limit, False, ((table, name, quantity, 1.0),)))

    supplies, stores, links = (case.table(name) for name in ("supplies", "stores", "links"))
    parties = {name: case.party_of(name) for name in ("supplies", "stores", "links", "demands")}
    for name, row in supplies[supplies["kind"] == "given"].iterrows():
        add("inflow", "supplies", str(name), "flow", str(row["title"]), str(parties["supplies"][name]))
    large = stores[stores["capacity"].notna() & ~stores["regulation"].isin(("day", "pentad", DEKAD))]
    for name, row in large.iterrows():
        add("storage", "stores", str(name), "level", str(row["title"]), str(parties["stores"][name]))
    for name, row in links[links["from_node"].isin(large["node"])].iterrows():
        add("release", "links", str(name), "flow", str(row["title"]), str(parties["links"][name]))
    for name, row in links[(links["kind"] == "canal") & ~links["from_node"].isin(large["node"])].iterrows():
        add("canal", "links", str(name), "flow", str(row["title"]), str(parties["links"][name]))
    limits = case.table("limits")
    terms = case.resolve(case.table("limit_terms"))
    promised = limits[(limits["sense"] == "at-least") & limits["quantity"].isin(("amount", "rate"))]
    for name, row in promised[~promised["per"].isin(STEPS[: STEPS.index(DEKAD) + 1])].iterrows():
        own = terms[(terms["limit"] == name) & (terms["coefficient"] > 0)]
        whole = tuple((str(t.table), str(t.row), str(t.quantity), float(t.coefficient)) for t in own.itertuples())
        lines.append(Line(f"delivery-{name}", str(row["title"] or name), "delivery", "", str(name), False, whole))
    for name, row in case.table("demands").iterrows():
        if row["kind"] == "need":
            add("use", "demands", str(name), "served", str(row["title"]), str(parties["demands"][name]))
    return lines


@dataclass(frozen=True)
class Entitlement:
    """What a limit entitles to in each dekad of the horizon of a case.

    Attributes
    ----------
    fixed
        The part of its own value, as rates; shape (dekads,).
    counts
        Share of each dekad in which it counts.
    terms
        Its terms, as those of a line.
    """

    fixed: Floats
    counts: Floats
    terms: tuple[tuple[str, str, str, float], ...]

    def entitled(self, delivered: Floats, read: Read, first: int, *, keeps: bool) -> Floats:
        """What a line is entitled to: delivered, less what its limit has beyond its value.

        The terms of a limit sum to what is delivered less what a share of the river entitles to, so both parts come
        out of it. For the side that keeps the rest the signs turn.
        """
        part = slice(first, first + len(delivered))
        beyond = summed(self.terms, read) - self.fixed[part]
        return np.asarray((delivered + beyond if keeps else delivered - beyond) * self.counts[part])


def entitlement(case: Case, limit: str, kappa: float) -> Entitlement:
    """What a limit of a case entitles to over the whole horizon, dekad by dekad.

    A value for a dekad stands for itself; one for a longer period is split evenly, or by its profile.
    """
    row = case.table("limits").loc[limit]
    line = timeline(case)
    calendar, clock = line.calendar, line.calendar.clocks[DEKAD]
    counts = calendar.share_of_days(DEKAD, calendar.season(row["from_day"], row["to_day"]))
    amount = kappa * clock.hours
    profile = line.values(str(row["profile"]), DEKAD) if row["profile"] else np.ones(len(clock))
    short = row["per"] != HORIZON and STEPS.index(row["per"]) <= STEPS.index(DEKAD)
    value = float(row["value"])
    if row["quantity"] == "rate":
        fixed = value * profile * counts
    elif short:
        fixed = value * profile * (counts > 0) / amount
    else:
        fixed = value * _split(calendar, str(row["per"]), profile * counts * amount) / amount
    terms = case.resolve(case.table("limit_terms"))
    own = tuple(
        (str(each.table), str(each.row), str(each.quantity), float(each.coefficient))
        for each in terms[terms["limit"] == limit].itertuples()
    )
    return Entitlement(fixed, np.asarray((counts > 0).astype(float)), own)


def _split(calendar: Calendar, period: str, weight: Floats) -> Floats:
    """Shares of dekads in their period."""
    blocks = np.zeros(len(weight), np.int64) if period == HORIZON else calendar.blocks(DEKAD, period)
    whole = np.bincount(blocks, weights=weight)[blocks]
    return np.where(whole > 0, weight / np.where(whole > 0, whole, 1.0), 0.0)


@dataclass(frozen=True)
class Board:
    """A river at the desk: its case over the whole horizon, its lines, and what limits entitle to.

    Attributes
    ----------
    kappa
        Amount that a rate of 1 makes in an hour.
    starts
        First days of the dekads of the horizon.
    """

    case: Case
    lines: tuple[Line, ...]
    kappa: float
    starts: tuple[str, ...]
    rights: dict[str, Entitlement]

    def place(self, dekad: str) -> int:
        """The place of a dekad in the horizon."""
        return bisect_right(self.starts, dekad) - 1


def board(case: Case) -> Board:
    """Make ready the part of a case that is a river."""
    lines = tuple(lines_of(case))
    kappa = float(case.kappa[case.table("nodes")["carrier"].iloc[0]])
    starts = tuple(str(each.date()) for each in timeline(case).calendar.clocks[DEKAD].start)
    rights = {each.limit: entitlement(case, each.limit, kappa) for each in lines if each.limit}
    return Board(case, lines, kappa, starts, rights)
