"""The tables of how plants are run, what capacity may be added, and steps of the reader's own making."""

from aryk.case.schema.column import (
    ACTIVE,
    EVIDENCE,
    TITLE,
    Column,
    Table,
    choice,
    date,
    identifier,
    integer,
    number,
    reference_to,
    text,
)

PLANT_TABLES = ("supplies", "processes", "links")
GROWING = {
    "supplies": ("capacity",),
    "stores": ("capacity", "in_capacity", "out_capacity"),
    "links": ("capacity", "capacity_back"),
    "processes": ("capacity",),
}
"""The capacities that an expansion may add to."""

PLANTS = Table(
    "plants",
    ("table", "row"),
    "How a supply, process or link is run: ramps, and with commitment yes also its state on or off (not of links).",
    (
        choice("table", "the table of the plant", PLANT_TABLES, required=True),
        text("row", "the supply, process or link that runs one way", required=True),
        choice(
            "commitment",
            "yes: it is on or off in each step, in whole units; relaxed: partly on is allowed; no: ramps only",
            ("no", "yes", "relaxed"),
            default="no",
        ),
        number("unit", "rate", "capacity of each of several equal units; empty: one unit of the whole capacity"),
        number(
            "minimum_load",
            "1",
            "least flow while on, as share of the capacity that is on; empty: by the row's own minimum",
            minimum=0,
            maximum=1,
        ),
        number("start_cost", "money", "cost of each start of a unit", default=0.0, minimum=0),
        number("stop_cost", "money", "cost of each stop of a unit", default=0.0, minimum=0),
        number("running_cost", "money/h", "cost of each hour that a unit is on", default=0.0),
        number("minimum_up", "h", "least time on after a start", default=0.0, minimum=0),
        number("minimum_down", "h", "least time off after a stop", default=0.0, minimum=0),
        number("ramp_up", "1/h", "most rise in an hour, as share of the capacity; empty: no limit", minimum=0),
        number("ramp_down", "1/h", "most fall in an hour, as share of the capacity; empty: no limit", minimum=0),
        number("ramp_start", "1", "most flow in the step of a start, as share of the capacity; empty: all", minimum=0),
        number(
            "ramp_stop", "1", "most flow in the step before a stop, as share of the capacity; empty: all", minimum=0
        ),
        number("hours_before", "h", "time on (below 0: off) before the start; empty: on, free to stop"),
        number("flow_before", "rate", "flow before the start, for the first ramp; empty: the first step is free"),
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="row",
)

OUTAGES = Table(
    "outages",
    ("outage",),
    "Days on which a component is out of service, wholly or in part: planned maintenance, a failure.",
    (
        identifier("outage", "short name"),
        TITLE,
        choice("table", "the table of the component", ("supplies", "links", "processes"), required=True),
        text("row", "the component; or empty and `group`"),
        text("group", "the tag of the components; or empty and `row`"),
        date("start", "first day", required=True),
        date("end", "last day, included", required=True),
        number("share", "1", "share of the capacity that stays", default=0.0, minimum=0, maximum=1),
        ACTIVE,
        *EVIDENCE,
    ),
)

EXPANSIONS = Table(
    "expansions",
    ("expansion",),
    "Capacity that the plan may add: how much, in what units, at what cost.",
    (
        identifier("expansion", "short name"),
        TITLE,
        reference_to("parties", "party", "who pays", required=True),
        number("minimum", "", "least size", default=0.0, minimum=0),
        number("maximum", "", "largest size; empty: no limit", minimum=0),
        number("unit", "", "size of one unit, of which whole numbers are built; empty: any size", minimum=0),
        number("capital", "money", "cost to build each unit of size", default=0.0, minimum=0),
        number("life", "years", "years of use, over which the capital is paid back; needed with capital", minimum=0),
        number("interest", "1", "yearly rate at which the capital is paid back", default=0.0, minimum=0),
        number(
            "lead_time",
            "years",
            "years of works, in which the capital is spent evenly and bears interest; empty: one",
            minimum=0,
        ),
        number("upkeep", "money/year", "cost of each unit of size and year", default=0.0),
        integer("from_year", "first planning year in which it can stand; empty: the first", minimum=1),
        integer("to_year", "last planning year in which it stands; empty: the last", minimum=1),
        ACTIVE,
        *EVIDENCE,
    ),
)

EXPANSION_TERMS = Table(
    "expansion_terms",
    ("expansion", "table", "row", "column"),
    "What an expansion adds to: capacity = own capacity + coefficient x size.",
    (
        reference_to("expansions", "expansion", "the expansion", required=True),
        choice("table", "the table of the component", tuple(GROWING), required=True),
        text("row", "the component", required=True),
        choice(
            "column",
            "the capacity that grows",
            tuple(dict.fromkeys(column for columns in GROWING.values() for column in columns)),
            default="capacity",
        ),
        number("coefficient", "", "capacity added by each unit of size", default=1.0, minimum=0),
        *EVIDENCE,
    ),
)

STAGES = Table(
    "stages",
    ("stage",),
    "Planning years of a case that has its own steps: each step belongs to one.",
    (
        integer("stage", "its order, 1 is the first", required=True, minimum=1),
        TITLE,
        integer("year", "the planning year, such as 2030", required=True, minimum=1),
        number(
            "present_value",
            "1",
            "what one unit of money in each of the years it stands for is worth, summed over them",
            default=1.0,
            minimum=0,
            counted=False,
        ),
        *EVIDENCE,
    ),
)

TIME_STEPS = Table(
    "steps",
    ("step",),
    "Steps of its own for a case whose time is no plain calendar; they are the clock `hour`. Empty: the calendar.",
    (
        integer("step", "its order, 1 is the first", required=True, minimum=1),
        text("start", "when it begins, such as 2024-01-01T00:00; series files name the same times", required=True),
        number("hours", "h", "how long it lasts, for what stores carry", default=1.0, minimum=0, counted=False),
        number("times", "1", "how often it occurs, for amounts in sums", default=1.0, minimum=0, counted=False),
        number("present_value", "1", "what one unit of money in it is worth", default=1.0, minimum=0, counted=False),
        Column("stage", "integer", "the planning year it belongs to; empty: there is one only", counted=False),
    ),
)
