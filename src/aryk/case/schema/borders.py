"""The tables of borders: crossings with their stages, trucks with their habits, regimes by date, what was seen."""

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
    names,
    number,
    reference_to,
    text,
    yes_no,
)

DISTRIBUTIONS = ("deterministic", "exponential", "gamma", "erlang", "lognormal", "weibull", "triangular", "uniform")
"""Distributions of service that a mean and a spread describe."""


def _hour(name: str, meaning: str, default: float) -> Column:
    return number(name, "h", meaning, default=default, minimum=0, maximum=24, counted=False)


CROSSINGS = Table(
    "crossings",
    ("crossing",),
    "Places where trucks cross a border.",
    (
        identifier("crossing", "short name"),
        TITLE,
        number("latitude", "deg", "for maps", minimum=-90, maximum=90, counted=False),
        number("longitude", "deg", "for maps", minimum=-180, maximum=180, counted=False),
        number("truck_length", "m", "road that a truck in line takes", default=20.0, minimum=0),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
)

PASSAGES = Table(
    "passages",
    ("passage",),
    "A crossing in one direction.",
    (
        identifier("passage", "short name"),
        TITLE,
        reference_to("crossings", "crossing", "the crossing", required=True),
        text("chain", "its chain of stages in `chain_stages`", required=True),
        number("lanes", "1", "lanes for trucks, which set the servers of stages that count by lane", default=1.0),
        number("pace", "1", "how much quicker than the chain says the work is done here", default=1.0, minimum=0),
        number("charge", "money", "what a truck pays to pass", default=0.0, minimum=0),
        reference_to("parties", "party", "who pays for the waits of its trucks"),
        reference_to("nodes", "node", "the node of the plan that counts its trucks"),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
)

CHAIN_STAGES = Table(
    "chain_stages",
    ("chain", "stage"),
    "The stages of a chain, in the order in which a truck comes to them.",
    (
        identifier("chain", "name of the chain"),
        Column("stage", "id", "short name of the stage", required=True),
        TITLE,
        integer("place", "place in the chain: 1, 2, 3 ...", required=True, minimum=1),
        reference_to("parties", "side", "on whose side it is; empty: between the two"),
        choice("distribution", "how the time in service spreads", DISTRIBUTIONS, default="gamma"),
        number("service", "h", "mean time in service", required=True, minimum=0),
        number("spread", "1", "coefficient of variation of the time in service", default=0.5, minimum=0),
        number("servers", "1", "trucks served at once; empty: as many as come", minimum=0),
        choice("per", "whether `servers` counts by lane or for the whole passage", ("lane", "passage"), default="lane"),
        number(
            "space", "1", "trucks that can wait in front; others block the stage before; empty: no limit", minimum=0
        ),
        number("share", "1", "share of trucks that stop here", default=1.0, minimum=0, maximum=1),
        number("failure", "h", "mean time from a repair to the next breakdown; empty: none", minimum=0),
        number("repair", "h", "mean time of a repair", minimum=0),
        *EVIDENCE,
    ),
)

CHAIN_SHARES = Table(
    "chain_shares",
    ("chain", "stage", "truck_class"),
    "Where a class of trucks stops more or less often, or longer, than the stage says.",
    (
        identifier("chain", "name of the chain"),
        Column("stage", "id", "the stage", required=True),
        reference_to("truck_classes", "truck_class", "the class", required=True),
        number("share", "1", "share of its trucks that stop here; empty: as the stage says", minimum=0, maximum=1),
        number("service", "h", "its mean time in service; empty: as the stage says", minimum=0),
        *EVIDENCE,
    ),
)

TRUCK_CLASSES = Table(
    "truck_classes",
    ("truck_class",),
    "Kinds of trucks: what waiting costs them, and whether they go first.",
    (
        identifier("truck_class", "short name"),
        TITLE,
        integer("level", "place in line: 0 is served before 1; empty: 0", minimum=0),
        number("waiting_cost", "money/h", "cost of an hour of a truck and its load", default=0.0, minimum=0),
        number("limit", "h", "time at the border after which the goods count as spoiled; empty: never", minimum=0),
        number("patience", "h", "mean wait in the line after which a driver leaves it; empty: none leaves", minimum=0),
        *EVIDENCE,
    ),
)

TRUCK_MIXES = Table(
    "truck_mixes",
    ("mix", "truck_class"),
    "What share of the trucks of a flow belongs to each class; the shares of a mix sum to 1.",
    (
        identifier("mix", "name of the mix"),
        reference_to("truck_classes", "truck_class", "the class", required=True),
        number("share", "1", "share of the trucks", required=True, minimum=0, maximum=1),
        *EVIDENCE,
    ),
)

TRUCK_FLOWS = Table(
    "truck_flows",
    ("flow",),
    "Trucks that come to a border: how many, when, and which crossings are open to them.",
    (
        identifier("flow", "short name"),
        TITLE,
        reference_to("passages", "passage", "where they go by habit", required=True),
        text("mix", "their classes, in `truck_mixes`", required=True),
        number("trucks", "trucks/day", "trucks a day, mean of a year", required=True, minimum=0),
        reference_to("series", "season", "factor over the year"),
        reference_to("series", "week", "factor by weekday"),
        reference_to("series", "hours", "factor by hour of the day"),
        number("burst", "1", "mean number of trucks that come together", default=1.0, minimum=1),
        number("day_spread", "1", "coefficient of variation of days against each other", default=0.0, minimum=0),
        number(
            "level_spread", "1", "how little is known of `trucks`: coefficient of variation", default=0.0, minimum=0
        ),
        number("informed", "1", "share of drivers who know the lines and choose", default=0.0, minimum=0, maximum=1),
        names("others", "passages that are also open to them, with hours in `detours`", refers="passages"),
        number("blur", "h", "difference of expected time that drivers hardly notice", default=1.0, minimum=0),
        number("stays_away", "1", "share of drivers who stay away from long waits", default=0.0, minimum=0, maximum=1),
        number("tolerance", "h", "expected wait from which they do", default=24.0, minimum=0),
        yes_no("diverts", "whether a driver who leaves a line goes to the next best passage", default=False),
        ACTIVE,
        *EVIDENCE,
    ),
)

DETOURS = Table(
    "detours",
    ("passage", "other"),
    "How much longer the way through another passage is.",
    (
        reference_to("passages", "passage", "where drivers go by habit", required=True),
        reference_to("passages", "other", "the other passage", required=True),
        number("hours", "h", "longer drive, there and on the other side", required=True, minimum=0),
        *EVIDENCE,
    ),
)

SHIFTS = Table(
    "shifts",
    ("passage", "stage", "weekdays", "from_hour"),
    "Hours in which a passage or a stage works; one without rows works day and night.",
    (
        reference_to("passages", "passage", "the passage", required=True),
        text("stage", "the stage; empty: all"),
        text("weekdays", "days such as 1-5 (Monday to Friday); empty: all"),
        _hour("from_hour", "hour at which the shift begins", 0.0),
        _hour("to_hour", "hour at which it ends, later than from_hour", 24.0),
        number("share", "1", "share of the servers that work", default=1.0, minimum=0),
        GROUPS,
        *EVIDENCE,
    ),
)

BOOKINGS = Table(
    "bookings",
    ("booking",),
    "Electronic queues: slots that drivers book before they come to a passage; one in use at a passage.",
    (
        identifier("booking", "short name"),
        TITLE,
        reference_to("passages", "passage", "the passage", required=True),
        date("start", "first day; empty: always"),
        date("end", "last day, included; empty: always"),
        number("slots", "trucks/h", "slots in an hour", required=True, minimum=0),
        _hour("from_hour", "hour of the first slot of a day", 0.0),
        _hour("to_hour", "hour of the end of the last slot, later than from_hour", 24.0),
        number("no_show", "1", "share of slots to which nobody comes; the driver books anew", default=0.0, minimum=0),
        number("walk_ins", "1", "share of trucks that come without a slot", default=0.0, minimum=0, maximum=1),
        names("exempt", "classes that need no slot", refers="truck_classes"),
        number("lateness", "h", "mean time by which trucks come after their slot", default=0.0, minimum=0),
        yes_no("first", "whether trucks with a slot go before those without", default=True),
        number(
            "waiting_share",
            "1",
            "what an hour of waiting for a slot costs, as a share of an hour in line",
            default=0.0,
            minimum=0,
            maximum=1,
        ),
        ACTIVE,
        *EVIDENCE,
    ),
)

REGIMES = Table(
    "regimes",
    ("regime", "stage"),
    "Named ways in which crossings work, other than usual.",
    (
        identifier("regime", "short name"),
        text("stage", "the stage that works otherwise; empty: all"),
        TITLE,
        number("ceiling", "trucks/h", "trucks that the stage lets through in an hour at most, whatever its servers"),
        number("pace", "1", "factor on the pace", default=1.0, minimum=0),
        number("servers", "1", "factor on the servers; 0 closes", default=1.0, minimum=0),
        number("share", "1", "share of trucks that stop there; empty: as usual", minimum=0, maximum=1),
        *EVIDENCE,
    ),
)

REGIME_DAYS = Table(
    "regime_days",
    ("passage", "start", "hour"),
    "When a passage worked in a regime; those of a passage do not overlap.",
    (
        reference_to("passages", "passage", "the passage", required=True),
        date("start", "first day", required=True),
        _hour("hour", "hour of the first day at which it begins", 0.0),
        date("end", "last day, included", required=True),
        _hour("end_hour", "hour of the last day at which it ends", 24.0),
        text("regime", "the regime, in `regimes`", required=True),
        *EVIDENCE,
    ),
)

SIGHTINGS = Table(
    "sightings",
    ("sighting",),
    "Lines at crossings that somebody saw.",
    (
        identifier("sighting", "short name"),
        reference_to("passages", "passage", "the passage", required=True),
        date("day", "the day", required=True),
        _hour("hour", "the hour; empty: noon", 12.0),
        number("waiting", "trucks", "trucks that waited", minimum=0, counted=True),
        number("cleared", "trucks/day", "trucks let through in the day", minimum=0),
        number("doubt", "1", "relative error of the count", default=0.2, minimum=0, counted=False),
        number("days_doubt", "1", "days by which the date may be wrong", default=0.0, minimum=0, counted=False),
        *EVIDENCE,
    ),
)

EPISODES = Table(
    "episodes",
    ("episode",),
    "Stretches of days at a passage to hold the simulation of its line against what was seen.",
    (
        identifier("episode", "short name"),
        TITLE,
        reference_to("passages", "passage", "the passage", required=True),
        date("start", "first day", required=True),
        date("end", "last day, included", required=True),
        choice("use", "train: may set parameters; test: may not", ("train", "test"), default="test"),
        number("standing", "trucks", "trucks in line at the start; empty: the first sighting", minimum=0),
        number("arrivals", "trucks/day", "trucks a day that came, where known; empty: by `truck_flows`", minimum=0),
        number("arrivals_doubt", "1", "relative error of the arrivals", default=0.3, minimum=0, counted=False),
        *EVIDENCE,
    ),
)

BORDER_TABLES = (
    CROSSINGS,
    PASSAGES,
    CHAIN_STAGES,
    CHAIN_SHARES,
    TRUCK_CLASSES,
    TRUCK_MIXES,
    TRUCK_FLOWS,
    DETOURS,
    SHIFTS,
    BOOKINGS,
    REGIMES,
    REGIME_DAYS,
    SIGHTINGS,
    EPISODES,
)
