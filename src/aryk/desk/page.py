"""The table of the desk as a page to be printed and signed, in one file that needs no network."""

from __future__ import annotations

import math

from markupsafe import Markup

from aryk.desk.document import Block, Cell, Document, Head
from aryk.desk.words import DeskWords
from aryk.report.markup import joined, tag

STYLE = """
@page { size: A4 landscape; margin: 12mm; }
body { font: 12px/1.35 "Noto Sans", "DejaVu Sans", "Segoe UI", Arial, sans-serif; color: #111; margin: 24px auto;
  max-width: 1180px; padding: 0 16px; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 15px; margin: 22px 0 6px; break-after: avoid; }
p.sub { font-size: 14px; margin: 2px 0 10px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 14px; margin: 0; }
dt { color: #555; } dd { margin: 0; }
p.note { border-left: 4px solid #c60; padding: 2px 10px; background: #fff6ea; }
div.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #999; padding: 2px 6px; text-align: left; }
th { background: #eef2f5; font-weight: 600; vertical-align: bottom; }
th span { display: block; font-weight: 400; color: #555; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.r { text-align: center; white-space: nowrap; }
tr.part td { background: #f6f8f9; font-weight: 600; } tr { break-inside: avoid; }
table.dense { font-size: 10.5px; }
table.dense th, table.dense td { padding: 1px 3px; } thead { display: table-header-group; }
td.bad { background: #f8d9c4; }
.sign { display: flex; gap: 40px; margin-top: 36px; break-inside: avoid; flex-wrap: wrap; }
.sign div { flex: 1; min-width: 240px; } .sign b { display: block; margin-bottom: 34px; }
.sign span { display: block; border-top: 1px solid #111; color: #555; font-size: 11px; margin-bottom: 24px; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10px; } table.dense { font-size: 8px; }
  div.wide { overflow: visible; } }
"""
BAD = 0.5
"""Chances of shortage from here on are marked."""


def page(made: Document) -> str:
    """The document as HTML."""
    words = DeskWords(made.language)
    body = [
        tag("h1", made.title),
        tag("p", made.subtitle, class_="sub"),
        tag("dl", *(joined([tag("dt", label), tag("dd", value)]) for label, value in made.facts)),
        *(tag("p", note, class_="note") for note in made.notes),
        *(_block(block, words) for block in made.blocks),
        _signatures(made, words),
    ]
    head = joined(
        [Markup('<meta charset="utf-8">'), tag("title", f"{made.title}: {made.subtitle}"), tag("style", Markup(STYLE))]
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), tag('body', *body), lang=made.language)}\n"


def _block(block: Block, words: DeskWords) -> Markup:
    over = [tag("th", text, colspan=float(span)) for text, span in block.over]
    heads = [tag("th", head.words, tag("span", head.unit) if head.unit else "") for head in block.heads]
    rows = [tag("tr", *over)] if over else []
    body = [_row(row, block.heads, words) for row in block.rows]
    dense = "dense" if len(block.heads) > 14 else None
    table = tag("table", tag("thead", *rows, tag("tr", *heads)), tag("tbody", *body), class_=dense)
    return joined([tag("h2", block.title), tag("div", table, class_="wide")])


def _row(row: tuple[Cell, ...], heads: tuple[Head, ...], words: DeskWords) -> Markup:
    if len(row) == 1:
        return tag("tr", tag("td", str(row[0]), colspan=float(len(heads))), class_="part")
    return tag("tr", *(_cell(cell, head, words) for cell, head in zip(row, heads, strict=True)))


def _cell(cell: Cell, head: Head, words: DeskWords) -> Markup:
    if isinstance(cell, str):
        return tag("td", cell, class_="r" if "–" in cell and head.digits == -1 and cell[:1].isdigit() else None)
    if head.digits == -2:
        bad = not math.isnan(cell) and cell >= BAD
        return tag("td", words.number(100 * cell, 0), class_="n bad" if bad else "n")
    return tag("td", words.number(cell, max(head.digits, 0)), class_="n")


def _signatures(made: Document, words: DeskWords) -> Markup:
    boxes = [
        tag(
            "div",
            tag("b", f"{words.say('signed')}: {side}"),
            tag("span", words.say("name")),
            tag("span", words.say("date")),
        )
        for side in made.signatures
    ]
    return tag("div", *boxes, class_="sign")
