"""The tables of choice: travellers who spread over ways by cost, and by what costs do not tell."""

from aryk.case.schema.column import ACTIVE, EVIDENCE, TITLE, Table, identifier, number, reference_to

CHOICES = Table(
    "choices",
    ("choice",),
    "Travellers at a node who choose among links that begin there, each by own taste: a logit. Without a row for it, "
    "all take the cheapest way that has room.",
    (
        identifier("choice", "short name"),
        TITLE,
        reference_to("nodes", "node", "where they stand", required=True),
        reference_to("parties", "party", "who has the worth of their choice; empty: the node's party"),
        number(
            "spread",
            "money/amount",
            "how far tastes spread: ways whose costs differ by so much are taken as e to 1",
            required=True,
            minimum=0,
        ),
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="node",
)

CHOICE_OPTIONS = Table(
    "choice_options",
    ("choice", "link"),
    "The ways among which travellers choose, two or more. Of those out of use, none is taken.",
    (
        reference_to("choices", "choice", "the choice", required=True),
        reference_to("links", "link", "the way, or its first part", required=True),
        number("constant", "money/amount", "what they mind of this way beyond its cost; below 0: like", default=0.0),
        *EVIDENCE,
    ),
)
TRAVEL_TABLES = (CHOICES, CHOICE_OPTIONS)
