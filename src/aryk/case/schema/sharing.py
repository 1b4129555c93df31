"""The tables of acting together: what holds between two parties that do not."""

from aryk.case.schema.column import EVIDENCE, TITLE, Table, identifier, reference_to, text
from aryk.case.schema.rules import changes

NATURAL = ("river", "tributary")
"""Kinds of links whose flow nobody can refuse: what the upper side leaves runs down to the lower one."""

SEPARATIONS = Table(
    "separations",
    ("separation",),
    "What holds between two parties that do not act together: standing agreements, and what falls away. Without a row "
    "for them, links between them carry nothing, but rivers and tributaries; with a row but no changes, all goes on.",
    (
        identifier("separation", "short name"),
        TITLE,
        reference_to("parties", "party", "one of the two", required=True),
        reference_to("parties", "other", "the other one", required=True),
        text("system", "the system of carriers for which it holds; empty: all"),
        *EVIDENCE,
    ),
)
SEPARATION_CHANGES = changes("separations", "separation_changes")
