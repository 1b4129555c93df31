"""The tables of who pays for measures, with what loans, and what there is to spend."""

from aryk.case.schema.column import EVIDENCE, Table, identifier, integer, number, reference_to

FINANCING = Table(
    "financing",
    ("measure", "party"),
    "Who pays the capital and the upkeep of a measure, and how much of it by loans. Without rows the owner pays all.",
    (
        reference_to("measures", "measure", "the measure", required=True),
        reference_to("parties", "party", "who pays", required=True),
        number("share", "1", "its share; those of a measure sum to 1", required=True, minimum=0, maximum=1),
        number("loan", "1", "part of its share that it borrows", default=0.0, minimum=0, maximum=1),
        number("rate", "1", "yearly interest of the loan", default=0.0, minimum=0, maximum=1),
        number(
            "grace", "years", "years from the start of works in which only interest is paid", default=0.0, minimum=0
        ),
        number("term", "years", "years from the start of works until all is paid back; needed with a loan", minimum=0),
        *EVIDENCE,
    ),
)

BUDGETS = Table(
    "budgets",
    ("budget",),
    "What may be spent on the capital of measures: in all or by a party, over all years or in one year of works.",
    (
        identifier("budget", "short name"),
        reference_to("parties", "party", "who may spend it; empty: all who pay together"),
        integer("year", "the year of works for which it is; empty: all years together", minimum=1900),
        number("amount", "million money", "the most that may be spent, loans included", required=True, minimum=0),
        *EVIDENCE,
    ),
)
