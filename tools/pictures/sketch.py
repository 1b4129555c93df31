"""A sketch of a small case, drawn from its own tables: a river by its nodes and links, a border by its stages."""

from __future__ import annotations

import math

from markupsafe import Markup

from aryk.case.case import Case
from aryk.report.markup import Piece, joined, place, tag
from pictures.paper import SKETCH

LEFT, TOP, WIDE, ROW = 30.0, 34.0, 60.0, 56.0
"""Pixels: the first node, the room between two degrees of longitude, and of latitude."""


def sketch(case: Case) -> tuple[Markup, float] | None:
    """Drawing and its height; None without coordinates."""
    if len(case.table("passages")):
        return _border(case)
    nodes = case.table("nodes")
    if nodes["latitude"].isna().any() or nodes.empty:
        return None
    north, west = nodes["latitude"].max(), nodes["longitude"].min()
    at = {
        str(name): (LEFT + WIDE * (row["longitude"] - west), TOP + ROW * (north - row["latitude"]))
        for name, row in nodes.iterrows()
    }
    parts: list[Piece] = []
    for _, link in case.table("links").iterrows():
        parts += _arrow(at[link["from_node"]], at[link["to_node"]], str(link["kind"]))
        if link["loss_to"]:
            (a, b), (c, d) = at[link["from_node"]], at[link["to_node"]]
            parts += _arrow(((a + c) / 2, (b + d) / 2), at[link["loss_to"]], "ground")
    for _, store in case.table("stores").iterrows():
        if store["loss_to"]:
            parts += _arrow(at[store["node"]], at[store["loss_to"]], "ground")
    for table, label in (("stores", "store"), ("demands", "demand"), ("supplies", "supply")):
        parts += [_shape(label, *at[node]) for node in case.table(table)["node"] if node in at]
    busy = {node for table in ("stores", "demands", "supplies") for node in case.table(table)["node"]}
    parts += [tag("circle", cx=x, cy=y, r=3.5, class_="ink-f") for name, (x, y) in at.items() if name not in busy]
    for name, (x, y) in at.items():
        words = str(nodes.at[name, "title"]) or name
        for line, each in enumerate(words.split(" / ")):
            parts.append(tag("text", each, x=x + 13, y=y + 4 + 14 * line, class_="halo" if line == 0 else "halo axis"))
    for _, link in case.table("links").iterrows():
        (a, b), (c, d) = at[link["from_node"]], at[link["to_node"]]
        if link["title"]:
            parts.append(tag("text", link["title"], x=(a + c) / 2 + 8, y=(b + d) / 2 + 4, class_="halo axis"))
    height = max(y for _, y in at.values()) + 30
    return tag("g", *parts), height if height > 0 else SKETCH


def _border(case: Case) -> tuple[Markup, float]:
    """Passages side by side, the stages of each from top to bottom."""
    passages, parts, bottom = case.table("passages"), list[Piece](), 0.0
    wide = 176.0 / len(passages)
    for column, (_, passage) in enumerate(passages.iterrows()):
        middle, y = 8.0 + wide * column + (wide - 10.0) / 2, 20.0
        parts.append(tag("text", f"{passage['title']}: trucks", x=middle, y=y, class_="mid"))
        stages = case.table("chain_stages").reset_index()
        stages = stages[stages["chain"] == passage["chain"]].sort_values("place")
        for _, stage in stages.iterrows():
            parts += _arrow((middle, y), (middle, y + 34.0), "river")
            lanes = stage["servers"] * (passage["lanes"] if stage["per"] == "lane" else 1)
            words = [f"{lanes:g} x {60 * stage['service']:.0f} min"]
            words += ["for some"] if stage["share"] < 1 else []
            words += [f"room for {stage['space']:g}"] if stage["space"] >= 0 else []
            height = 22.0 + 15.0 * len(words)
            box = {"x": middle - (wide - 10.0) / 2, "y": y + 26.0, "width": wide - 10.0, "height": height}
            parts.append(tag("rect", class_="line green", rx=4, **box))
            parts.append(tag("text", stage["title"], x=middle, y=y + 42.0, class_="mid"))
            parts += [
                tag("text", each, x=middle, y=y + 57.0 + 15.0 * line, class_="axis mid")
                for line, each in enumerate(words)
            ]
            y += 26.0 + height
        parts += _arrow((middle, y), (middle, y + 34.0), "river")
        bottom = max(bottom, y + 40.0)
    return tag("g", *parts), bottom


def _arrow(begin: tuple[float, float], end: tuple[float, float], kind: str) -> list[Piece]:
    (a, b), (c, d) = begin, end
    length = math.hypot(c - a, d - b)
    u, v = (c - a) / length, (d - b) / length
    a, b, c, d = a + 9 * u, b + 9 * v, c - 10 * u, d - 10 * v
    tone = "green" if kind == "canal" else "quiet" if kind == "ground" else "blue"
    head = [(c, d), (c - 8 * u + 4 * v, d - 8 * v - 4 * u), (c - 8 * u - 4 * v, d - 8 * v + 4 * u)]
    corners = "L".join(f"{place(x)} {place(y)}" for x, y in head)
    look = "dash" if kind == "ground" else ""
    return [
        tag("path", d=f"M{place(a)} {place(b)}L{place(c)} {place(d)}", class_=f"line {tone} {look}".strip()),
        tag("path", d=f"M{corners}Z", class_=f"{tone}-f"),
    ]


def _shape(label: str, x: float, y: float) -> Markup:
    match label:
        case "store":
            return tag(
                "path", d=f"M{place(x - 9)} {place(y - 7)}H{place(x + 9)}L{place(x)} {place(y + 9)}Z", class_="blue-f"
            )
        case "demand":
            return tag("rect", x=x - 6, y=y - 6, width=12, height=12, class_="green-f")
        case _:
            return joined(
                [
                    tag("path", d=f"M{place(x)} {place(y - 26)}V{place(y - 9)}", class_="line sky"),
                    tag("circle", cx=x, cy=y, r=5, class_="blue-f"),
                ]
            )
