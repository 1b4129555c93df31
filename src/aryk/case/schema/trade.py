"""The tables of trade: goods that cross a border by truck, what they are worth, how they answer to waiting."""

from aryk.case.schema.column import (
    ACTIVE,
    EVIDENCE,
    TITLE,
    Table,
    choice,
    identifier,
    integer,
    number,
    reference_to,
    text,
    yes_no,
)

TRADE_RESPONSES = Table(
    "trade_responses",
    ("response",),
    "How trade answers to time and money at a border.",
    (
        identifier("response", "short name"),
        TITLE,
        choice(
            "kind",
            "per-day: share of trade for a day more of waiting; time: elasticity to the time at the border; money: "
            "elasticity to the delivered price",
            ("per-day", "time", "money"),
            required=True,
        ),
        number("value", "1", "the answer; below 0: less trade", required=True, maximum=0),
        number("low", "1", "the strongest that is likely; empty: not known", maximum=0),
        number("high", "1", "the weakest that is likely; empty: not known", maximum=0),
        *EVIDENCE,
    ),
)

TRADE_GROUPS = Table(
    "trade_groups",
    ("group",),
    "Groups of goods that are sent over a border.",
    (
        identifier("group", "short name"),
        TITLE,
        reference_to("parties", "origin", "who sells", required=True),
        reference_to("parties", "destination", "who buys", required=True),
        yes_no(
            "transit", "whether the goods only pass through; they count for trucks, not for the trade", default=False
        ),
        text("way", "tag in `passages.groups` of the passages that its trucks take", required=True),
        reference_to("truck_classes", "truck_class", "the class of its trucks", required=True),
        number("value_per_tonne", "money/t", "what a tonne is worth at the border", required=True, minimum=0),
        number("load", "t", "goods on a truck", default=20.0, minimum=0),
        number("road", "1", "share that goes by road", default=1.0, minimum=0, maximum=1),
        reference_to("trade_responses", "time_response", "its answer to waiting; empty: none"),
        reference_to("trade_responses", "money_response", "its answer to charges; empty: none"),
        ACTIVE,
        *EVIDENCE,
    ),
)

TRADE_VALUES = Table(
    "trade_values",
    ("group", "statistics"),
    "What a group of goods was worth in a year, as one statistics has it.",
    (
        reference_to("trade_groups", "group", "the group", required=True),
        text("statistics", "whose count it is; empty: the same in all"),
        integer("year", "the year", required=True, minimum=1990),
        number("value", "million money", "value of the year", required=True, minimum=0),
        *EVIDENCE,
    ),
)

TRADE_TARGETS = Table(
    "trade_targets",
    ("target",),
    "Values that the trade of a year, without transit, shall reach.",
    (
        identifier("target", "short name"),
        TITLE,
        number("value", "million money", "trade of the year", required=True, minimum=0),
        integer("year", "the year", required=True, minimum=1990),
        *EVIDENCE,
    ),
)

TRADE_TABLES = (TRADE_RESPONSES, TRADE_GROUPS, TRADE_VALUES, TRADE_TARGETS)
