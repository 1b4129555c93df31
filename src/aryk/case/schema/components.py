"""The tables of the model itself: who, what flows, where, and the five components."""

from aryk.case.schema.column import (
    ACTIVE,
    EVIDENCE,
    GROUPS,
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
    yes_no,
)

STEPS = ("hour", "day", "pentad", "dekad", "month", "year")
COMPONENT_TABLES = ("supplies", "demands", "stores", "links", "processes")


def series(name: str, meaning: str) -> Column:
    """A cell that names a series or profile."""
    return reference_to("series", name, meaning)


CASE = Table(
    "case",
    ("case",),
    "One row: the name, the horizon and the money of the case.",
    (
        identifier("case", "short name"),
        TITLE,
        text("money", "currency of all costs and values, such as USD", required=True),
        integer("money_year", "the year whose prices the money has", minimum=1900),
        date("start", "first day of the horizon", required=True),
        date("end", "last day of the horizon, included", required=True),
        choice(
            "chronology",
            "full: every step in order; typical-days: each block by one working and one rest day, weighted",
            ("full", "typical-days"),
            default="full",
        ),
        choice(
            "block",
            "typical-days only: the stretch of time that stands for itself by its own typical days",
            ("pentad", "dekad", "month"),
            default="dekad",
        ),
        number(
            "interest",
            "1",
            "yearly rate at which the capital of measures that the plan may choose is paid back",
            default=0.0,
            minimum=0,
            maximum=1,
        ),
        choice(
            "waits",
            "what trucks wait at crossings in a run. given: as the costs of supplies and links say; simulated: as the "
            "simulation of borders tells for the trucks of the plan",
            ("given", "simulated"),
            default="given",
        ),
        number(
            "utc_offset",
            "h",
            "the clock of the horizon, hours ahead of UTC; series files may have their own",
            default=0.0,
            minimum=-12,
            maximum=14,
            counted=False,
        ),
        *EVIDENCE,
    ),
    required=True,
    single_row=True,
)

PARTIES = Table(
    "parties",
    ("party",),
    "Who owns, pays and gains: a country, an operator.",
    (
        identifier("party", "short name"),
        TITLE,
        number(
            "weight", "1", "weight of the party's cost and gain in the objective", default=1.0, minimum=0, counted=False
        ),
        number(
            "tax",
            "1",
            "part of the yearly profit of measures that their owners pay to the treasury of the party",
            default=0.0,
            minimum=0,
            maximum=1,
        ),
        *EVIDENCE,
    ),
    required=True,
)

CARRIERS = Table(
    "carriers",
    ("carrier",),
    "What flows: its units and its time step.",
    (
        identifier("carrier", "short name"),
        TITLE,
        text("amount_unit", "unit of amounts, such as hm3, MWh, t, persons", required=True),
        text("rate_unit", "unit of flows, such as m3/s, MW, t/day, persons/day", required=True),
        choice("step", "the clock on which balances of this carrier close", STEPS, required=True),
        text("system", "the part of the report in which the carrier appears, such as water, power, goods"),
        *EVIDENCE,
    ),
    required=True,
)

NODES = Table(
    "nodes",
    ("node",),
    "A place for one carrier, where what comes in equals what goes out.",
    (
        identifier("node", "short name"),
        TITLE,
        reference_to("carriers", "carrier", "what flows here", required=True),
        reference_to("parties", "party", "who owns it", required=True),
        number("latitude", "deg", "for the map", minimum=-90, maximum=90),
        number("longitude", "deg", "for the map", minimum=-180, maximum=180),
        choice("step", "its own finer clock; empty: the carrier's", STEPS),
        yes_no("disposal", "whether surplus may leave here unused", default=False),
        number("disposal_cost", "money/amount", "cost of surplus that leaves unused", default=0.0, minimum=0),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
    required=True,
    carrier_by="carrier",
)

SUPPLIES = Table(
    "supplies",
    ("supply",),
    "Where a carrier enters the system: a gauged river, a power plant, producers of goods.",
    (
        identifier("supply", "short name"),
        TITLE,
        reference_to("nodes", "node", "where it enters", required=True),
        reference_to("parties", "party", "who bears its cost; empty: the node's party"),
        choice(
            "kind",
            "given: flows as it comes; dispatchable: chosen by the plan; "
            "curtailable: may be used or not, the unused part is reported",
            ("given", "dispatchable", "curtailable"),
            default="dispatchable",
        ),
        number("capacity", "rate", "the flow where `available` is 1", required=True, minimum=0),
        series("available", "share of the capacity that is there over time; empty: 1"),
        number("minimum", "rate", "least flow of a dispatchable supply", default=0.0, minimum=0),
        number("cost", "money/amount", "cost of each amount that enters", default=0.0),
        series("cost_profile", "course of the cost over time; empty: 1"),
        text("technology", "kind of plant or source"),
        text("fuel", "what it burns"),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="node",
)

DEMANDS = Table(
    "demands",
    ("demand",),
    "What people, fields and markets take.",
    (
        identifier("demand", "short name"),
        TITLE,
        reference_to("nodes", "node", "where it is taken", required=True),
        reference_to("parties", "party", "who gains or suffers; empty: the node's party"),
        choice(
            "kind",
            "need: what is not served is a shortage, its value a cost; "
            "market: what is served is a gain, what is not is no shortage",
            ("need", "market"),
            default="need",
        ),
        number("level", "rate", "the wanted flow where `profile` is 1", required=True, minimum=0),
        series("profile", "the course of the demand over time; empty: 1"),
        reference_to("tiers", "tiers", "the set of tiers it is served in; empty (need only): must be served in full"),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="node",
)

TIERS = Table(
    "tiers",
    ("tiers", "tier"),
    "Parts of a demand in order of importance, each with its value of shortage (need) or of service (market).",
    (
        identifier("tiers", "name of the set; shares of a set sum to 1"),
        integer("tier", "1 is the most important", required=True, minimum=1),
        TITLE,
        number("share", "1", "share of the demand in this tier", required=True, minimum=0, maximum=1),
        number("value", "money/amount", "value of each amount served", required=True),
        *EVIDENCE,
    ),
)

STORES = Table(
    "stores",
    ("store",),
    "What keeps an amount over time: a reservoir, groundwater, a yard, a heat tank, a battery.",
    (
        identifier("store", "short name"),
        TITLE,
        reference_to("nodes", "node", "where it takes from and gives to", required=True),
        reference_to("parties", "party", "who owns it; empty: the node's party"),
        number("capacity", "amount", "the most it holds; empty: no limit", minimum=0),
        number("minimum", "amount", "the least it holds", default=0.0, minimum=0),
        choice(
            "regulation",
            "the time over which it may shift: up to month it closes within each such period, "
            "beyond it carries through the horizon",
            ("day", "pentad", "dekad", "month", "season", "year", "years"),
            default="years",
        ),
        series("lower_bound", "content, as share of capacity, below which it must not fall; empty: see minimum"),
        series("upper_bound", "content, as share of capacity, above which it must not rise; empty: 1"),
        number("initial", "amount", "content at the start; empty: chosen by the plan"),
        choice(
            "final",
            "content at the end: cyclic: at least that of the start; closed: exactly that of the start, which is "
            "chosen by the plan; at-least: `final_minimum`; free",
            ("cyclic", "closed", "at-least", "free"),
            default="cyclic",
        ),
        number("final_minimum", "amount", "least content at the end, with final = at-least", minimum=0),
        number("end_value", "money/amount", "value of each amount left at the end", default=0.0),
        number("in_capacity", "rate", "most it takes; empty: no limit", minimum=0),
        number("out_capacity", "rate", "most it gives; empty: no limit", minimum=0),
        number("in_efficiency", "1", "share of what it takes that it keeps", default=1.0, minimum=0.01, maximum=1),
        number("out_efficiency", "1", "share of what it lets go that it gives", default=1.0, minimum=0.01, maximum=1),
        number("loss", "1/day", "share of the content lost each day", default=0.0, minimum=0, maximum=1),
        reference_to("nodes", "loss_to", "node where the loss comes out again; empty: it is gone"),
        number("cost", "money/amount", "cost of each amount given, gain of each amount taken", default=0.0),
        series("cost_profile", "course of the cost over time; empty: 1"),
        number("holding_cost", "money/amount/h", "cost of keeping each amount for an hour", default=0.0),
        series("holding_profile", "course of the holding cost over time; empty: 1"),
        series("evaporation", "net evaporation depth in mm/day; needs area_full; empty: none"),
        number("area_empty", "km2", "surface when the store is at 0", default=0.0, minimum=0),
        number("area_full", "km2", "surface when full; linear in between", default=0.0, minimum=0),
        series("lower_rule", "content, as share of capacity, below which `rule_cost` is paid; empty: none"),
        series("upper_rule", "content, as share of capacity, above which `rule_cost` is paid; empty: none"),
        number(
            "rule_cost", "money/amount/day", "cost of each amount and day outside the rules", default=0.0, minimum=0
        ),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="node",
)

LINKS = Table(
    "links",
    ("link",),
    "What carries one carrier from a node to another: a reach, a canal, a line, a road, a crossing.",
    (
        identifier("link", "short name"),
        TITLE,
        reference_to("nodes", "from_node", "where it begins", required=True),
        reference_to("nodes", "to_node", "where it ends", required=True),
        reference_to("parties", "party", "who owns it; empty: the party of from_node"),
        text("kind", "river, canal, line, road, crossing ..."),
        number("capacity", "rate", "most flow at the beginning; empty: no limit", minimum=0),
        number("capacity_back", "rate", "most flow the other way, at its beginning", default=0.0, minimum=0),
        number("minimum", "rate", "least flow forward", default=0.0, minimum=0),
        series("available", "share of both capacities that is there over time; empty: 1"),
        number(
            "loss",
            "1",
            "share of the flow lost on the way; below 0: gained on the way",
            default=0.0,
            minimum=-1,
            maximum=1,
        ),
        reference_to("nodes", "loss_to", "node where the lost flow comes out again; empty: it is gone"),
        number("loss_return", "1", "share of the loss that reaches loss_to", default=1.0, minimum=0, maximum=1),
        number("cost", "money/amount", "cost of each amount carried, both ways", default=0.0),
        number("lag", "h", "travel time; needs capacity_back = 0", default=0.0, minimum=0),
        number("initial_flow", "rate", "flow before the start, which arrives after it", default=0.0, minimum=0),
        number(
            "reactance",
            "",
            "series reactance, on one base in each grid (such as ohm/kV2); with it the flow obeys Kirchhoff's voltage "
            "law; empty: the plan chooses the flow",
        ),
        number("phase_shift", "deg", "angle by which a phase shifter turns the voltage; needs reactance", default=0.0),
        series("phase_course", "course of the phase shift over time; empty: 1"),
        number(
            "resistance",
            "",
            "series resistance, on the base of the reactance: a flow f loses resistance x f^2, half at each end; "
            "empty: see loss",
            minimum=0,
        ),
        Column(
            "loss_segments",
            "integer",
            "number of straight lines, each way, that stand for the square of the flow; with resistance",
            default=3.0,
            minimum=1,
            counted=False,
        ),
        yes_no("secured", "whether its loss must leave all other links of its grid within their limits", default=False),
        number(
            "emergency",
            "1",
            "factor on its capacity after the loss of another link that is secured",
            default=1.0,
            minimum=1,
        ),
        number("length", "km", "for the reader"),
        number("voltage", "kV", "for the reader", minimum=0),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="from_node",
)

PROCESSES = Table(
    "processes",
    ("process",),
    "What turns carriers into others: turbine, CHP, boiler, pump, field, shipment, hotel. Its flows stand in `flows`.",
    (
        identifier("process", "short name"),
        TITLE,
        reference_to("parties", "party", "who bears its cost", required=True),
        reference_to("carriers", "carrier", "the carrier in whose units its activity is counted", required=True),
        number("capacity", "rate", "most activity; empty: no limit", minimum=0),
        number("minimum", "rate", "least activity", default=0.0, minimum=0),
        series("available", "share of the capacity that is there over time; empty: 1"),
        series(
            "minimum_share",
            "least activity as share of the capacity over time, below 0: it may run backwards; empty: see minimum",
        ),
        number("cost", "money/amount", "cost of each amount of activity; below 0: gain", default=0.0),
        series("cost_profile", "course of the cost over time; empty: 1"),
        number(
            "cost_rise",
            "money/amount/rate",
            "rise of the cost of an amount with the activity: a rate y costs (cost + cost_rise y) y",
            default=0.0,
            minimum=0,
        ),
        choice("step", "its own clock; empty: the finest of its nodes", STEPS),
        text("technology", "kind of plant"),
        text("fuel", "what it burns, where the fuel is no node"),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="carrier",
)

FLOWS = Table(
    "flows",
    ("process", "node", "direction"),
    "What a process takes and gives: rate at the node = coefficient x profile x activity.",
    (
        reference_to("processes", "process", "the process", required=True),
        reference_to("nodes", "node", "where it takes or gives", required=True),
        choice("direction", "in: taken from the node; out: given to it", ("in", "out"), required=True),
        number("coefficient", "1", "rate at the node for each unit of activity rate", default=1.0, minimum=0),
        series("profile", "course of the coefficient over time; empty: 1"),
        number("lag", "h", "time between activity and flow (out only)", default=0.0, minimum=0),
        *EVIDENCE,
    ),
)
