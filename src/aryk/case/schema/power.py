"""The tables of power systems: the operating region of a plant with several products, spinning reserve."""

from aryk.case.schema.column import (
    ACTIVE,
    EVIDENCE,
    TITLE,
    Column,
    Table,
    choice,
    identifier,
    number,
    reference_to,
    text,
)
from aryk.case.schema.operation import PLANT_TABLES

OPERATING_POINTS = Table(
    "operating_points",
    ("process", "point", "node"),
    "Corner points of the region in which a process runs, such as a CHP plant: it runs at any mix of its points. "
    "A process with operating points has no rows in `flows`.",
    (
        reference_to("processes", "process", "the process", required=True),
        Column("point", "id", "short name of the point, such as full-condensing", required=True),
        reference_to("nodes", "node", "where it takes or gives", required=True),
        number(
            "rate",
            "rate",
            "what it gives to the node at this point, below 0: takes. All rates of a process belong to one size of the "
            "plant and scale with its capacity; a node that is not named at a point has 0 there",
            required=True,
        ),
        *EVIDENCE,
    ),
    carrier_by="node",
)

RESERVES = Table(
    "reserves",
    ("reserve",),
    "Spinning reserve of an area: capacity that stands ready in each step, beyond what flows.",
    (
        identifier("reserve", "short name"),
        TITLE,
        reference_to("carriers", "carrier", "the carrier of which it is", required=True),
        reference_to("parties", "party", "who pays the penalty of what is missing", required=True),
        number("requirement", "rate", "what must stand ready where `profile` is 1", default=0.0, minimum=0),
        reference_to("series", "profile", "course of the requirement over time; empty: 1"),
        number("demand_share", "1", "share of the wanted demand that is required as well", default=0.0, minimum=0),
        text("demand_group", "tag of the demands that count; empty: all demands of the carrier"),
        number("within", "h", "time in which it must be there, for plants with ramp_up", default=0.25, minimum=0),
        number("penalty", "money/amount", "cost of each amount that is missing; empty: it must be there", minimum=0),
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="carrier",
)

RESERVE_TERMS = Table(
    "reserve_terms",
    ("reserve", "table", "row", "group"),
    "Which supplies and processes may hold a reserve: one row, or each row with a tag.",
    (
        reference_to("reserves", "reserve", "the reserve", required=True),
        choice("table", "the table of the component", PLANT_TABLES, required=True),
        text("row", "the component; or empty and `group`"),
        text("group", "the tag of the components; or empty and `row`"),
        *EVIDENCE,
    ),
)
