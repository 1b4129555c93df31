"""Where the numbers come from, what was assumed, how the run was checked, and how to repeat it."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from aryk.case.held import row_names
from aryk.case.references import shares as shares_of
from aryk.case.references import values_with_basis
from aryk.case.schema import TABLES
from aryk.report.markup import joined, tag
from aryk.report.numbers import number
from aryk.report.page import Section
from aryk.report.tables import Cell, figures, folded, largest_first, note, shares, table, text
from aryk.report.view import View


def evidence(view: View) -> Section:
    """Shares of bases, references, assumptions, checks, versions."""
    values = values_with_basis(view.case)
    blocks = [
        tag("h3", "What the numbers rest on"),
        _bases(values),
        _references(view, values),
        _assumptions(view, values),
        tag("h3", "Verification"),
        _verification(view),
        tag("h3", "How to repeat this run"),
        _versions(view),
    ]
    silent = int((values["basis"] == "").sum())
    lead = "Values of the case name a source and say whether they were reported, computed from reports, or assumed."
    if silent:
        lead += f" {silent:,} of {len(values):,} values say nothing."
    return Section("sources", "Sources, checks and versions", lead, joined(blocks))


def _bases(values: pd.DataFrame) -> Markup:
    counts = shares_of(values)
    rows: list[list[Cell]] = []
    for name, row in counts.iterrows():
        total = float(row.sum())
        rows.append(
            [
                str(name),
                *(float(row[each]) for each in ("reported", "computed", "assumed", "none")),
                total,
                float(row["assumed"]) / total if total else 0.0,
            ]
        )
    names = ("reported", "computed", "assumed", "without a source", "all")
    heads = [text("Table"), *(figures(each, "values") for each in names), shares("assumed")]
    return table("Values by table and basis", heads, rows[:-1], total=rows[-1])


def _references(view: View, values: pd.DataFrame) -> Markup:
    used = values[values["reference"] != ""].groupby("reference").size().to_dict()
    promised = view.case.table("agreements")["reference"].value_counts().to_dict()
    rows: list[list[Cell]] = []
    for name, row in view.case.table("references").iterrows():
        count = used.get(name, 0) + (0 if name in used else promised.get(name, 0))
        if count:
            rows.append(
                [
                    row["title"],
                    row["date"],
                    tag("code", row["url"]) if row["url"] else "",
                    float(count),
                    row["licence"],
                    row["note"],
                ]
            )
    heads = [text("Source"), text("Date"), text("Address"), figures("values"), text("Licence"), text("Note")]
    return (
        folded(
            f"{len(rows)} sources in use", table("Sources, those of most values first", heads, largest_first(rows, 3))
        )
        if rows
        else note("The case names no sources.")
    )


def _assumptions(view: View, values: pd.DataFrame) -> Markup:
    assumed = values[values["basis"] == "assumed"]
    listed = assumed[assumed["table"] != "profiles"]
    grouped: dict[tuple[str, str], list[str]] = {}
    for name, row, column in zip(listed["table"], listed["row"], listed["column"], strict=True):
        grouped.setdefault((name, row), []).append(column)
    notes: dict[str, dict[str, str]] = {}
    rows: list[list[Cell]] = []
    for (name, row), columns in grouped.items():
        if name not in notes:
            frame = view.case.tables[name]
            noted = frame["note"] if "note" in frame.columns else [""] * len(frame)
            notes[name] = dict(zip(row_names(TABLES[name], frame), noted, strict=True))
        rows.append([name, row, ", ".join(columns), notes[name].get(row, "")])
    if not rows:
        return note("No value is assumed.")
    heads = [text("Table"), text("Row"), text("Columns"), text("Reason, doubt, rival figure")]
    profiles = assumed[assumed["table"] == "profiles"]
    words = (
        note(
            f"{number(float(len(profiles)))} assumed values of profiles are not listed one by one; they stand in "
            "the case's table profiles."
        )
        if len(profiles)
        else Markup("")
    )
    return folded(f"{number(float(len(rows)))} rows with assumed values", table("Assumptions", heads, rows), words)


def _verification(view: View) -> Markup:
    rows: list[list[Cell]] = [
        [each["check"], each["relative"], each["residual"], each["scale"], each["row"], str(each["when"])[:16]]
        for each in view.done.verification.table().to_dict("records")
    ]
    heads = [
        text("Check"),
        figures("relative"),
        figures("largest residual"),
        figures("scale"),
        text("At"),
        text("Step from"),
    ]
    words = note(
        "Each balance and limit is recomputed from the tables and the results alone, without the matrix of the "
        "solver. Relative: residual over the largest flow of its kind. Above 0.000001 a run is refused."
    )
    return joined([table("Every check, worst first", heads, rows), words])


def _versions(view: View) -> Markup:
    record = view.record
    asked = "; ".join(f"{name} {value}" for name, value in record["asked"].items() if value)
    facts = [
        (
            "Repeat",
            joined(
                [
                    tag("code", "aryk rerun FOLDER"),
                    " with the folder of this report: the same numbers come out, or it says which do not.",
                ]
            ),
        ),
        ("Asked for", asked),
        (
            "Solver",
            f"{record['solver']['name']}, {number(float(record['solver']['iterations']))} iterations, "
            f"{number(record['solver']['seconds'])} s",
        ),
        (
            "Size",
            f"{number(record['size']['columns'])} columns, {number(record['size']['rows'])} rows, "
            f"{number(record['size']['coefficients'])} coefficients",
        ),
        ("Objective", f"{record['objective']!r} {record['money']}"),
        ("Made", record["created"]),
        ("Versions", ", ".join(f"{name} {version}" for name, version in record["versions"].items())),
        *((f"Hash of {name}", tag("code", value)) for name, value in record["hashes"].items()),
    ]
    return tag("dl", *[piece for name, words in facts for piece in (tag("dt", name), tag("dd", words))], class_="facts")
