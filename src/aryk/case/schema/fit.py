"""The table of what a fit may move."""

from aryk.case.schema.column import EVIDENCE, TITLE, Table, choice, identifier, number, reference_to, text

MOVED = ("supplies", "demands", "tiers", "stores", "links", "processes", "limits", "rule_terms", "accounts")
"""Tables whose numbers a fit may move."""

FIT_PARAMETERS = Table(
    "fit_parameters",
    ("parameter",),
    "Numbers that the references call weak, and the bounds within which a fit may move them.",
    (
        identifier("parameter", "short name"),
        TITLE,
        choice("table", "the table of the numbers", MOVED, required=True),
        text("row", "the row, of a key of several columns joined by /; or empty and `group`"),
        text("group", "the tag of the rows; or empty and `row`"),
        text("column", "the column of the numbers", required=True),
        choice(
            "operation",
            "scale: times the parameter; add: plus the parameter; set: the parameter itself",
            ("scale", "add", "set"),
            default="scale",
        ),
        number("low", "", "the least that is plausible", required=True, counted=False),
        number("high", "", "the most that is plausible", required=True, counted=False),
        number("start", "", "where a fit begins; empty: the number as it stands", counted=False),
        reference_to(
            "scenarios",
            "scenario",
            "an input of this scenario alone, such as its inflow: a fit to others does not move it; empty: of all",
        ),
        *EVIDENCE,
    ),
)
