"""The tables of power systems: the operating region of a plant with several products."""

from aryk.case.schema.column import EVIDENCE, Column, Table, number, reference_to

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
