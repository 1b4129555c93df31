"""The tables of water that falls: the head of turbines, and the elevation of the water above and below them."""

from aryk.case.schema.column import ACTIVE, EVIDENCE, Table, number, reference_to

HEADS = Table(
    "heads",
    ("process",),
    "Turbines whose power depends on the fall of the water: power of each water = that of `flows` x head / reference.",
    (
        reference_to("processes", "process", "the turbine; it takes water from the node of the store", required=True),
        reference_to("stores", "store", "the store above, with its rows in `elevations`", required=True),
        reference_to("stores", "below", "the store below, with its rows in `elevations`; or empty and `tailwater`"),
        number(
            "tailwater", "m", "elevation of the water below; empty: that of `below`, or of `tailwaters` by the release"
        ),
        number("reference_head", "m", "the head at which the coefficients in `flows` hold", required=True),
        ACTIVE,
        *EVIDENCE,
    ),
)

ELEVATIONS = Table(
    "elevations",
    ("store", "content"),
    "How high the water of a store stands by its content; straight lines between the rows.",
    (
        reference_to("stores", "store", "the store", required=True),
        number("content", "amount", "content", required=True, minimum=0),
        number("elevation", "m", "elevation of the water at this content", required=True),
        *EVIDENCE,
    ),
    carrier_by="store",
)

TAILWATERS = Table(
    "tailwaters",
    ("store", "release"),
    "How high the water stands below the turbines of a store by what they release; straight lines between the rows.",
    (
        reference_to("stores", "store", "the store above", required=True),
        number("release", "rate", "mean release of its turbines in `heads`, in a step of its content", required=True),
        number("elevation", "m", "elevation of the water below at this release", required=True),
        *EVIDENCE,
    ),
    carrier_by="store",
)
