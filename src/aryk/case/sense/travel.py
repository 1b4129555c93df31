"""Checks of sense for choices: ways that begin where travellers stand, one way only, each in one choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aryk.case.faults import quoted

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_choices(case: Case, rows: dict[str, Rows]) -> None:
    """A choice has a spread of tastes and ways to choose from; a way belongs to one choice and runs one way."""
    if not len(case.tables["choices"]):
        return
    links = case.tables["links"].set_index("link", drop=False)
    step = _steps(case)
    nodes = dict(zip(case.tables["choices"]["choice"], case.tables["choices"]["node"], strict=True))
    ways: dict[str, list[str]] = {name: [] for name in nodes}
    owner: dict[str, str] = {}
    for place, row in rows["choice_options"]:
        choice, link, tell = str(row["choice"]), str(row["link"]), rows["choice_options"].tell
        if link not in links.index or choice not in nodes:
            continue
        way = links.loc[link]
        own = [each for each, node in zip(links["link"], links["from_node"], strict=True) if node == nodes[choice]]
        if way["from_node"] != nodes[choice]:
            what = f"{link} begins at {way['from_node']}, not where the travellers of {choice} stand"
            tell(place, "link", what, link, quoted(own) or f"links from {nodes[choice]}", "name a link from there")
        if way["capacity_back"] > 0:
            what, remedy = f"{link} runs both ways", "write the way back as a link of its own"
            tell(place, "link", what, f"capacity_back {way['capacity_back']:g}", "a link that runs one way", remedy)
        if owner.setdefault(link, choice) != choice:
            what = f"{link} is chosen in {owner[link]} already"
            tell(place, "link", what, choice, "one choice for each link", "take it out of one of them")
        first = ways[choice][0] if ways[choice] else link
        if step[str(way["to_node"])] != step[str(links.loc[first]["to_node"])]:
            what = f"{link} and {first} end at nodes with other steps"
            found = f"{step[str(way['to_node'])]}, {step[str(links.loc[first]['to_node'])]}"
            tell(place, "link", what, found, "one step for all ways of a choice", "correct step in nodes.csv")
        ways[choice].append(link)
    for place, row in rows["choices"]:
        _check_choice(rows["choices"], place, row, ways[str(row["choice"])])


def _check_choice(rows: Rows, place: int, row: dict[str, str | float], ways: list[str]) -> None:
    if not float(row["spread"]) > 0:
        what = "without a spread of tastes all take the cheapest way, for which no choice is needed"
        rows.tell(
            place, "spread", what, f"{row['spread']:g}", "a number above 0", "write a spread, or take out the row"
        )
    if len(ways) < 2:
        what, found = "there is nothing to choose", quoted(ways) or "no way"
        remedy = "add ways in choice_options.csv, or take out the row"
        rows.tell(place, "choice", what, found, "two ways or more", remedy)


def _steps(case: Case) -> dict[str, str]:
    """The step of each node: its own or that of its carrier."""
    nodes, carriers = case.tables["nodes"], case.tables["carriers"].set_index("carrier")["step"]
    return {
        str(name): str(own or carriers.get(carrier, ""))
        for name, own, carrier in zip(nodes["node"], nodes["step"], nodes["carrier"], strict=True)
    }
