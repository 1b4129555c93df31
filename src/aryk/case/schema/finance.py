"""The table of who pays for measures, and with what loans."""

from aryk.case.schema.column import EVIDENCE, Table, number, reference_to

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
