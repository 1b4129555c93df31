"""Write the parts of docs/ that derive from the code and the reference case: tables, commands, mathematics, counts.

python tools/tables.py            write them anew
python tools/tables.py --check    name the pages that are not current; exit code 1 if there are any

A part stands in its page between `<!-- made by tools/tables.py: NAME -->` and `<!-- end of NAME -->`.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import typer.main

from aryk.case import units
from aryk.case.read import read_case
from aryk.case.references import shares, values_with_basis
from aryk.case.schema import COMPONENT_TABLES, QUANTITIES, TABLES
from aryk.case.timeline import _hourly_series, timeline
from aryk.case.write import table_lines
from aryk.cli import app
from aryk.commands.summary import number
from aryk.exchange.pypsa import attributes as pypsa
from aryk.exchange.pypsa import refusals

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FAMILIES = (
    "balance",
    "expansion",
    "supply",
    "demand",
    "link",
    "choice",
    "head",
    "process",
    "plants",
    "ramps",
    "points",
    "reserves",
    "network",
    "security",
    "losses",
    "storage",
    "limits",
)
"""Rule files in the order of `aryk.planning.assemble`."""


def main() -> int:
    """Write or check every part."""
    stale = [path for path, text in pages().items() if path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current. Remedy: python tools/tables.py")
        return 1 if stale else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    print(f"{len(stale)} of {len(PARTS)} pages changed")
    return 0


def pages() -> dict[Path, str]:
    """Each page as it should be."""
    return {
        DOCS / name: filled((DOCS / name).read_text(encoding="utf-8"), {part: make() for part, make in parts.items()})
        for name, parts in PARTS.items()
    }


def filled(text: str, parts: dict[str, str], maker: str = "tools/tables.py") -> str:
    """A page with its parts put between their marks."""
    for name, content in parts.items():
        begin, end = f"<!-- made by {maker}: {name} -->", f"<!-- end of {name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"the marks of {name} are missing")
        head, rest = text.split(begin, 1)
        tidy = re.sub(r"\n{3,}", "\n\n", content.strip())
        text = f"{head}{begin}\n{tidy}\n{end}{rest.split(end, 1)[1]}"
    return text


def markdown(header: list[str], rows: list[list[object]]) -> str:
    """A Markdown table; columns of numbers stand to the right."""
    right = [all(re.fullmatch(r"[-+]?[\d,. ]*%?", str(row[place])) for row in rows) for place in range(len(header))]
    lines: list[Sequence[object]] = [header, ["--:" if each else "---" for each in right], *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


# --- the tables of a case ---------------------------------------------------------------------------------


def list_of_tables() -> str:
    """Every table with its key and its meaning."""
    rows: list[list[object]] = [
        [f"[`{table.name}`](#{table.name})", ", ".join(f"`{each}`" for each in table.key), table.meaning]
        for table in TABLES.values()
    ]
    return markdown(["table", "a row is named by", "what it says"], rows)


def columns_of_tables() -> str:
    """Every column of every table."""
    lines: list[str] = []
    for table in TABLES.values():
        must = "Must be there, with one row." if table.single_row else "Must be there." if table.required else ""
        lines += [f"## {table.name}", "", f"{table.meaning} {must}".strip(), "", *table_lines(table), ""]
    return "\n".join(lines)


def quantities() -> str:
    """What terms of limits, indicators and payments can take of a row."""
    rows: list[list[object]] = [
        [f"`{table}`", ", ".join(f"`{each}`" for each in names)] for table, names in QUANTITIES.items()
    ]
    return markdown(["table", "quantities, the first is the default"], rows)


def known_units() -> str:
    """The units that convert into each other, by what they measure."""
    groups: dict[tuple[tuple[str, int], ...], list[tuple[str, float]]] = {}
    for name, (dimensions, factor) in units._KNOWN.items():
        if name:
            groups.setdefault(dimensions, []).append((name, factor))
    rows: list[list[object]] = []
    for dimensions, members in groups.items():
        measured = " per ".join(each for each, _ in sorted(dimensions, key=lambda item: -item[1])) or "share"
        base = next((name for name, factor in members if factor == 1.0), members[0][0])
        listed = [
            f"`{name}`" if name == base else f"`{name}` = {_plain(units.conversion(name, base))} {base}"
            for name, _ in members
        ]
        rows.append([measured, "; ".join(listed)])
    return markdown(["measures", "units"], rows)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.6f}".rstrip("0").rstrip(".")


# --- commands ---------------------------------------------------------------------------------------------


def commands() -> str:
    """Every command with its arguments and options, from the command line itself."""
    lines: list[str] = []
    for name, command in click_commands().items():
        asked = " ".join(_argument(each) for each in command.params if each.param_type_name == "argument")
        lines += [f"## aryk {name}", "", command.help, "", f"    aryk {name} {asked} [OPTIONS]", ""]
        rows: list[list[object]] = [[f"`{_names(each)}`", each.help, _default(each)] for each in command.params]
        lines += [markdown(["argument or option", "meaning", "without it"], rows), ""]
    return "\n".join(lines)


def click_commands(group: Any = None, before: str = "") -> dict[str, Any]:
    """The commands by name, those of a group after the name of the group."""
    found: dict[str, Any] = {}
    for name, command in (group or typer.main.get_command(app)).commands.items():
        whole = f"{before}{name}"
        found |= click_commands(command, f"{whole} ") if hasattr(command, "commands") else {whole: command}
    return found


def _argument(parameter: Any) -> str:
    name = parameter.metavar or str(parameter.name).upper()
    return str(name) if parameter.required else f"[{name}]"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or str(parameter.name).upper())
    value = "" if parameter.is_flag else f" {parameter.metavar or str(parameter.name).upper()}"
    return ", ".join(parameter.opts) + value


def _default(parameter: Any) -> str:
    if parameter.required:
        return "must be given"
    return f"`{parameter.default}`" if isinstance(parameter.default, str) else ""


# --- PyPSA ------------------------------------------------------------------------------------------------


def carried_from_pypsa() -> str:
    """What becomes of each attribute of PyPSA that matters for the optimum."""
    rows: list[list[object]] = []
    for component in pypsa.COMPONENTS.values():
        becomes: dict[str, list[str]] = {}
        for each in component.attributes:
            if each.becomes:
                becomes.setdefault(each.becomes, []).append(f"`{each.name}`")
        rows += [[component.name, ", ".join(names), where] for where, names in becomes.items()]
    return markdown(["component", "attribute", "becomes"], rows)


def refused_from_pypsa() -> str:
    """What is not carried over from PyPSA, and what to do."""
    names = {each.list_name: each.name for each in pypsa.COMPONENTS.values()}
    rows: dict[tuple[str, str], list[object]] = {}
    for each in (*refusals.declared_refusals(), *refusals.REFUSALS):
        owners = [names[list_name] for list_name in each.lists]
        held = rows.setdefault((each.what, each.remedy), [[], f"`{each.attribute}`", each.what, each.remedy])
        held[0] = [*held[0], *(owner for owner in owners if owner not in held[0])]  # type: ignore[misc]
        held[1] = held[1] if f"`{each.attribute}`" in str(held[1]) else f"{held[1]}, `{each.attribute}`"
    listed: list[list[object]] = [[", ".join(held[0]), *held[1:]] for held in rows.values()]  # type: ignore[arg-type]
    return markdown(["component", "attribute", "what", "remedy"], listed)


# --- mathematics ------------------------------------------------------------------------------------------


def families() -> str:
    """Each family of equations, from the docstring of its file."""
    lines: list[str] = []
    for name in FAMILIES:
        lines += [*_chapter(import_module(f"aryk.planning.rules.{name}")), ""]
        lines += [f"Written in `src/aryk/planning/rules/{name}.py`; golden programme `{name}.lp`.", ""]
    return "\n".join(lines)


def way_to_the_optimum() -> str:
    """Where the solver begins, from the docstring of its file."""
    return _chapters(
        [("coarse", "A coarse programme"), ("first_basis", "A basis of windows"), ("boxes", "Sizes in boxes")]
    )


def after_the_optimum() -> str:
    """Money, verification and diagnosis, from the docstrings of their files."""
    return _chapters([("accounts", "Money"), ("verify", "Verification"), ("diagnose", "No plan")])


def _chapters(files: Sequence[tuple[str, str]]) -> str:
    lines: list[str] = []
    for name, title in files:
        lines += [f"## {title}", "", *_body(inspect.getdoc(import_module(f"aryk.planning.{name}")) or ""), ""]
    return "\n".join(lines)


def duals() -> str:
    """One line for each family: its sentence and its dual."""
    rows: list[list[object]] = []
    for name in FAMILIES:
        title, sentence, rest = _split(import_module(f"aryk.planning.rules.{name}"))
        dual = " ".join(
            paragraph.replace("\n", " ").split(":", 1)[1].strip()
            for paragraph in rest.split("\n\n")
            if paragraph.startswith("Dual")
        )
        rows.append([f"[{title}](#{title.lower()})", sentence, dual])
    return markdown(["family", "sentence", "dual"], rows)


def choice_of_days() -> str:
    """How typical days are chosen, from the docstring of the timeline."""
    return "\n".join(_body((inspect.getdoc(import_module("aryk.case.timeline")) or "").split("\n\n", 1)[1]))


def _split(module: ModuleType) -> tuple[str, str, str]:
    first, _, rest = (inspect.getdoc(module) or "").partition("\n\n")
    title, _, sentence = first.replace("\n", " ").partition(": ")
    return title, sentence[0].upper() + sentence[1:], rest


def _chapter(module: ModuleType) -> Iterator[str]:
    title, sentence, rest = _split(module)
    yield from (f"## {title}", "", f"**{sentence}**", "", *_body(rest))


def _body(text: str) -> Iterator[str]:
    """Paragraphs as they are, indented formulas as blocks of text, the word before a colon in bold."""
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("    "):
            yield from ("```text", inspect.cleandoc("\n" + paragraph).strip("\n"), "```", "")
        else:
            told = re.sub(r"^((?:Dual|Regulation|Infeasible|Unbounded)[^:.]*)([:.]) ", r"**\1**\2 ", paragraph)
            yield from (_lists_apart(told), "")


def _lists_apart(paragraph: str) -> str:
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if line.startswith(("- ", "1. ")) and lines and not lines[-1].startswith(("- ", "1. ", "  ")):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


# --- the reference case -----------------------------------------------------------------------------------


def counts() -> str:
    """Rows and values of each table of kz-kg, by basis."""
    case = read_case("kz-kg")
    values = shares(values_with_basis(case))
    kinds = ("reported", "computed", "assumed", "none")
    rows: list[list[object]] = []
    for name, frame in case.tables.items():
        if len(frame):
            cells = [f"{values.at[name, kind]:,}" if name in values.index else "" for kind in kinds]
            rows.append([f"`{name}`", f"{len(frame):,}", *cells])
    total = values.loc["all"]
    share = [f"{100 * total[kind] / total.sum():.1f} %" for kind in kinds]
    rows.append(["**all values**", f"{int(total.sum()):,}", *share])
    return markdown(["table", "rows", "reported", "computed", "assumed", "without basis"], rows)


def counts_by_system() -> str:
    """Rows of the component tables of kz-kg by system."""
    case = read_case("kz-kg")
    carriers = case.table("carriers")
    rows: list[list[object]] = []
    for system in dict.fromkeys(carriers["system"]):
        own = set(carriers.index[carriers["system"] == system])
        cells: list[object] = []
        for name in ("nodes", *COMPONENT_TABLES):
            by = TABLES[name].carrier_by
            frame = case.tables[name]
            nodes = case.tables["nodes"].set_index("node")["carrier"]
            carrier = frame["carrier"] if by == "carrier" else nodes.reindex(frame[by]).reset_index(drop=True)
            cells.append(int(carrier.isin(own).sum()))
        steps = " and ".join(dict.fromkeys(carriers.loc[sorted(own), "step"]))
        rows.append([system, steps, *cells])
    return markdown(["system", "step", "nodes", *COMPONENT_TABLES], rows)


def scenarios() -> str:
    """The scenarios of kz-kg, with how many cells each changes."""
    tables = read_case("kz-kg").tables
    changes = tables["scenario_changes"]["scenario"].value_counts()
    parted = tables["separation_changes"]["separation"].value_counts()
    horizon = tables["case"].iloc[0]
    rows: list[list[object]] = [
        [
            f"`{row['scenario']}`",
            row["title"],
            f"{row['start'] or horizon['start']} to {row['end'] or horizon['end']}",
            int(changes.get(row["scenario"], 0)) + sum(int(parted.get(each, 0)) for each in row["apart"].split()),
        ]
        for row in tables["scenarios"].to_dict("records")
    ]
    return markdown(["scenario", "what it is", "horizon", "rows of changes"], rows)


def kept_by_typical_days() -> str:
    """For each hourly series of kz-kg: what its typical days keep and what they lose."""
    case = read_case("kz-kg")
    line = timeline(case)
    calendar = line.calendar
    assert calendar.block is not None
    hourly = _hourly_series(case, calendar, ())
    real_block = np.repeat(calendar.day_block[calendar.block], 24)
    block, weight = calendar.blocks("hour", calendar.block), calendar.clocks["hour"].weight
    rows: list[list[object]] = []
    for name in hourly.columns:
        real, typical = hourly[name].to_numpy(), line.values(str(name), "hour")
        energy = np.bincount(block, weights=typical * weight) - np.bincount(real_block, weights=real)
        highest = [np.full(int(block.max()) + 1, -np.inf) for _ in range(2)]
        np.maximum.at(highest[0], real_block, real)
        np.maximum.at(highest[1], block, typical)
        kept = int((np.abs(highest[1] - highest[0]) <= 1e-9 * np.abs(highest[0]).max()).sum())
        days = [values.reshape(-1, 24).mean(axis=1) for values in (real, typical)]
        error = np.abs(energy).max() / np.abs(np.bincount(real_block, weights=real)).max()
        lowest, top = (f"{number(f(days[0]))} / {number(f(days[1]))}" for f in (np.min, np.max))
        rows.append([f"`{name}`", "exact" if error < 1e-9 else f"{error:.0e}", f"{kept} of {len(energy)}", lowest, top])
    head = f"{len(calendar.days)} days become {len(calendar.clocks['day'])} typical days of 24 hours. "
    head += "The last two columns give the daily mean of the real year / of the typical days."
    names = ["series", "energy of each dekad", "peak kept in", "lowest day", "highest day"]
    return head + "\n\n" + markdown(names, rows)


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "reference/tables.md": {"list": list_of_tables, "quantities": quantities, "columns": columns_of_tables},
    "reference/units.md": {"units": known_units},
    "how-to/pypsa.md": {"carried": carried_from_pypsa, "refused": refused_from_pypsa},
    "reference/commands.md": {"commands": commands},
    "explanation/mathematics.md": {
        "duals": duals,
        "families": families,
        "way": way_to_the_optimum,
        "after": after_the_optimum,
    },
    "explanation/typical-days.md": {"choice": choice_of_days, "kept": kept_by_typical_days},
    "explanation/kz-kg.md": {"counts": counts, "systems": counts_by_system, "scenarios": scenarios},
}


if __name__ == "__main__":
    raise SystemExit(main())
