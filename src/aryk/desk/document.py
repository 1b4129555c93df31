"""The table of the desk as blocks of rows, which the workbook and the page write alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.case.schema.desk import PARTS
from aryk.desk.entries import Entry
from aryk.desk.lines import Line
from aryk.desk.table import DeskTable
from aryk.desk.words import DeskWords

SOON = 3
"""Dekads that are shown with rates, amounts and ranges."""
Cell = str | float


@dataclass(frozen=True)
class Head:
    """A column: words, unit, and digits of its numbers (-1: text; -2: per cent)."""

    words: str
    unit: str = ""
    digits: int = -1


@dataclass(frozen=True)
class Block:
    """A table: rows of cells, or of one word that heads the rows below it. `over` are wide heads: words and columns."""

    key: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    over: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Document:
    """The whole table in one language."""

    language: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    signatures: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())


def document(case: Case, table: DeskTable, entries: Sequence[Entry], language: str) -> Document:
    """Write the table of the desk in a language."""
    words = DeskWords(language, case)
    parts = _Parts(table, words)
    blocks = [parts.soon(), parts.season(), parts.accounts(), parts.balances(), parts.chances()]
    if table.state.seen:
        blocks.append(parts.seen())
    facts = [(words.say("outlook"), words.outlook(table.outlook.source)), (words.say("by rules"), words.say("rules"))]
    notes = [] if any(each.value == each.value for each in entries) else [words.say("nothing seen")]
    notes += [words.say("forced")] if table.forced else []
    notes += [words.say("owed")] if len(table.balances) else []
    sides = dict.fromkeys(line.party for line in table.lines if line.party)
    return Document(
        language,
        words.say("title"),
        f"{words.heading}: {words.day(table.day)} – {words.day(table.until)}",
        tuple(facts),
        tuple(block for block in blocks if block.rows),
        tuple(words.title("parties", side) for side in sides),
        tuple(notes),
    )


class _Parts:
    def __init__(self, table: DeskTable, words: DeskWords) -> None:
        self.table, self.words = table, words
        self.dekads = list(dict.fromkeys(table.flows["dekad"]))
        self.own = dict(list(table.flows.groupby("line", sort=False)))

    def _title(self, line: Line) -> str:
        return self.words.text("desk_lines", line.name, "title", line.title)

    def _grouped(self, parts: Sequence[str], cells: Mapping[str, tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
        rows: list[tuple[Cell, ...]] = []
        for part in parts:
            own = [line for line in self.table.lines if line.part == part and line.name in cells]
            if own:
                rows.append((self.words.say(part),))
                rows += [(self._title(line), line.party, *cells[line.name]) for line in own]
        return tuple(rows)

    def _first(self) -> tuple[Head, Head]:
        return Head(self.words.say("line")), Head(self.words.say("side"))

    def soon(self) -> Block:
        """Rates, amounts and ranges of the coming dekads."""
        say, digits = self.words.say, self.words.number
        shown = self.dekads[:SOON]
        cells = {}
        for name, rows in self.own.items():
            own: list[Cell] = []
            for place in range(len(shown)):
                row = rows.iloc[place]
                low, high = float(row["p10"]), float(row["p90"])
                span = "" if np.isnan(low) else f"{digits(low, 1)} – {digits(high, 1)}"
                own += [float(row["rate"]), float(row["amount"]), span]
            cells[name] = tuple(own)
        heads = [Head("", say("m3/s"), 1), Head("", say("hm3"), 1), Head(say("range"))] * len(shown)
        over = (("", 2), *((self.words.dekad(dekad), 3) for dekad in shown))
        return Block("schedule", say("schedule"), (*self._first(), *heads), self._grouped(list(PARTS), cells), over)

    def season(self) -> Block:
        """Rates of all dekads, contents of reservoirs, and amounts over all of them."""
        say = self.words.say
        cells = {}
        for name, rows in self.own.items():
            level = rows["part"].iloc[0] == "storage"
            values = rows["amount" if level else "rate"].to_list()
            cells[name] = (say("hm3" if level else "m3/s"), *values, np.nan if level else float(rows["amount"].sum()))
        heads = [Head(self.words.dekad(dekad), "", 1) for dekad in self.dekads]
        whole = (*self._first(), Head(""), *heads, Head(say("total"), say("hm3"), 1))
        return Block("season", say("season"), whole, self._grouped(list(PARTS), cells))

    def accounts(self) -> Block:
        """Each side's account: before, now, at the end."""
        say, day, until = self.words.say, self.words.day(self.table.day), self.words.day(self.table.until)
        lines = {line.name: line for line in self.table.lines}
        frame = self.table.accounts
        names = [each for each in frame.columns if each not in ("line", "party")]
        rows = [
            (self._title(lines[row["line"]]), row["party"], *(float(row[each]) for each in names))
            for _, row in frame.iterrows()
        ]
        unit = say("hm3")
        heads = [Head(say(each), unit, 1) for each in ("entitled", "delivered", "carried")]
        heads += [Head(say(each), unit, 1) for each in ("entitled", "planned", "difference")] * 2
        over = (
            ("", 2),
            (f"{say('before')} {day}" if self.words.language in ("en", "ru") else f"{day} {say('before')}", 3),
            (self.words.dekad(self.table.day), 3),
            (f"{say('at end')} {until}" if self.words.language in ("en", "ru") else f"{until} {say('at end')}", 4),
        )
        return Block(
            "accounts", say("accounts"), (*self._first(), *heads, Head(say("chance"), "%", -2)), tuple(rows), over
        )

    def balances(self) -> Block:
        """What stands on the running accounts, and what is withheld of an entitlement for a debt."""
        say, unit = self.words.say, self.words.say("hm3")
        day, until = self.words.day(self.table.day), self.words.day(self.table.until)
        names = [each for each in self.table.balances.columns if each not in ("account", "title", "party", "binding")]
        rows: list[tuple[Cell, ...]] = [
            (
                self.words.text("accounts", str(row["account"]), "title", str(row["title"])),
                str(row["party"]),
                *(float(row[each]) for each in names),
            )
            for _, row in self.table.balances.iterrows()
        ]
        heads = [
            Head(say(each), unit, 1)
            for each in ("balance", "entitled", "withheld", "planned", "lapsed", "balance", "balance")
        ]
        over = (("", 2), (day, 1), (self.words.dekad(self.table.day), 5), (until, 2))
        first = (Head(say("account")), Head(say("side")))
        return Block("balances", say("balances"), (*first, *heads, Head(say("debt"), "%", -2)), tuple(rows), over)

    def chances(self) -> Block:
        """What is wanted, what comes, and how often it is short."""
        say = self.words.say
        cells = {}
        for _, row in self.table.chances.iterrows():
            now = (row["wanted now"], row["expected now"], row["chance now"])
            later = (row["wanted"], row["expected"], row["p10"], row["p90"], row["chance"])
            level = row["part"] == "storage"
            cells[str(row["line"])] = tuple(float(each) for each in ((np.nan,) * 3 if level else now) + later)
        heads = [
            Head(say("wanted"), say("m3/s"), 2),
            Head(say("expected"), say("m3/s"), 2),
            Head(say("chance"), "%", -2),
            *(Head(say(each), say("hm3"), 1) for each in ("wanted", "expected", "dry", "wet")),
            Head(say("chance"), "%", -2),
        ]
        over = (("", 2), (self.words.dekad(self.table.day), 3), (say("season"), 5))
        return Block(
            "chances", say("chances"), (*self._first(), *heads), self._grouped(("use", "storage"), cells), over
        )

    def seen(self) -> Block:
        """What was seen in the last dekads beside what the run expected."""
        say = self.words.say
        last = sorted({each.dekad for each in self.table.state.seen})[-1]
        rows = [
            (
                self.words.text(each.table, each.row, "title", f"{each.table} {each.row}"),
                each.quantity,
                each.expected,
                each.seen,
            )
            for each in self.table.state.seen
            if each.dekad == last
        ]
        heads = (Head(say("line")), Head(""), Head(say("run value"), "", 2), Head(say("seen value"), "", 2))
        return Block("seen", f"{say('seen')}: {self.words.dekad(last)} {pd.Timestamp(last).year}", heads, tuple(rows))
