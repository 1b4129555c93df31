"""Commitments: what was promised against what the run says."""

from __future__ import annotations

from markupsafe import Markup

from aryk.report.markup import joined, tag
from aryk.report.page import Section
from aryk.report.tables import badge, figures, fixed, folded, note, table, text
from aryk.report.view import View

ORDER = ("missed", "at risk", "on course", "kept")


def commitments(view: View) -> Section:
    """The register of agreements: kept, at risk, missed, not measurable."""
    found = view.done.commitments
    title = "Commitments"
    if found.empty:
        return Section("commitments", title, "", note("The case keeps no register of agreements."))
    references = view.case.table("references")["title"]
    heads = [
        fixed("Verdict"),
        text("Commitment"),
        text("Sector"),
        fixed("Due"),
        fixed("Must be"),
        figures("target"),
        fixed("target is"),
        figures("run"),
        figures("gap"),
        text("Unit"),
        text("Status as reported"),
        fixed("Status of"),
        text("Source"),
    ]
    rows = []
    for verdict in ORDER:
        for row in found[found["verdict"] == verdict].to_dict("records"):
            rows.append(
                [
                    badge(verdict),
                    row["title"],
                    row["sector"],
                    row["due"],
                    row["sense"].replace("-", " "),
                    row["target"],
                    badge(row["target_basis"]),
                    row["run"],
                    0.0 if verdict == "kept" else row["gap"],
                    row["unit"],
                    row["status"],
                    row["status_date"],
                    references.get(row["reference"], row["reference"]),
                ]
            )
    rest = found[found["verdict"] == "not measurable"]
    counts = found["verdict"].value_counts()
    blocks: list[Markup] = [
        tag(
            "p",
            *[
                piece
                for verdict in (*ORDER, "not measurable")
                for piece in (badge(f"{counts.get(verdict, 0)} {verdict}", verdict), " ")
            ],
        ),
        table("Commitments that a number of this run can tell", heads, rows)
        or note("No number of this run tells whether a commitment is kept."),
        _rest(rest.to_dict("records"), references.to_dict()),
    ]
    lead = (
        "The gap is by how much the target is missed; at risk means missed by no more than the tolerance of the "
        "register, or not reached yet and not due before the end of this run. Where no source states a "
        "number, the target is assumed. The status is what sources report, not what this run says."
    )
    return Section("commitments", title, lead, joined(blocks))


def _rest(records: list[dict[str, str]], references: dict[str, str]) -> Markup:
    heads = [
        text("Commitment"),
        text("Sector"),
        fixed("Due"),
        text("Why no number tells"),
        text("Status as reported"),
        fixed("Status of"),
        text("Source"),
    ]
    rows = [
        [
            row["title"],
            row["sector"],
            row["due"],
            row["why"],
            row["status"],
            row["status_date"],
            references.get(row["reference"], row["reference"]),
        ]
        for row in records
    ]
    return (
        folded(
            f"{len(rows)} commitments that this run cannot measure, each with the reason",
            table("Not measurable by this run", heads, rows),
        )
        if rows
        else Markup("")
    )
