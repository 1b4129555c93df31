"""The tables of what varies, what binds and what changes: series, limits, payments, scenarios, measures."""

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
    season_day,
    text,
)
from aryk.case.schema.components import COMPONENT_TABLES, STEPS

QUANTITIES = {
    "supplies": ("flow", "curtailed"),
    "demands": ("served", "unserved"),
    "stores": ("level", "net", "end"),
    "links": ("flow", "forward", "back"),
    "processes": ("activity",),
    "nodes": ("price", "disposed"),
    "expansions": ("size",),
}
"""What can be asked of a row of a table. The first is the default."""

_FROM_DAY = season_day("from_day", "first day of the season, such as 04-01; empty: the whole year")
_TO_DAY = season_day("to_day", "last day of the season, such as 09-30; may lie before from_day, over the new year")


def terms(owner: str, table: str, quantities: dict[str, tuple[str, ...]], further: tuple[Column, ...] = ()) -> Table:
    """A table of terms: coefficient x quantity of rows, summed for the row of `owner`."""
    key = owner.removesuffix("s")
    words = "; ".join(f"{name}: {', '.join(each)}" for name, each in quantities.items())
    return Table(
        table,
        (key, "table", "row", "group", "quantity"),
        f"What is summed for a row of `{owner}`: coefficient x quantity of one row, or of each row with a tag.",
        (
            reference_to(owner, key, "what it belongs to", required=True),
            choice("table", "the table of the component", tuple(quantities), required=True),
            text("row", "the component; or empty and `group`"),
            text("group", "the tag of the components; or empty and `row`"),
            choice(
                "quantity",
                f"what is taken of it ({words}); empty: the first",
                tuple(sorted({each for group in quantities.values() for each in group})),
            ),
            number("coefficient", "1", "factor on the quantity in the units of the component", default=1.0),
            *further,
            *EVIDENCE,
        ),
    )


def changes(owner: str, table: str) -> Table:
    """A table of changes: what a row of `owner` does to the case."""
    key = owner.removesuffix("s")
    return Table(
        table,
        (key, "table", "row", "group", "column"),
        f"What a row of `{owner}` changes in the case.",
        (
            reference_to(owner, key, "what it belongs to", required=True),
            text("table", "the table that changes", required=True),
            text("row", "the row that changes; or empty and `group`"),
            text("group", "the tag of the rows that change; or empty and `row`"),
            text("column", "the column that changes", required=True),
            choice(
                "operation",
                "set: to the value; scale: times the value; add: plus the value",
                ("set", "scale", "add"),
                default="set",
            ),
            text("value", "the new value, the factor or the summand; empty: an empty cell"),
            *EVIDENCE,
        ),
    )


SERIES = Table(
    "series",
    ("series",),
    "Values over time: a column of a file in `series/`, or a cycle written in `profiles`.",
    (
        identifier("series", "short name; with a file, the name of its column there"),
        TITLE,
        text("unit", "unit of its values; share, 1 or empty for factors"),
        text("file", "file below the folder `series`, CSV or Parquet, first column `time`; empty: see `profiles`"),
        choice(
            "cycle",
            "with a file: none (dated values), year (the file is one year, repeated by date) or year-weekdays "
            "(repeated, each day by the nearest one of the same weekday); "
            "without: the step of the profile: hour of the day, weekday (1 is Monday), or day, pentad, dekad, "
            "month of the year",
            ("none", "year", "year-weekdays", "hour", "weekday", "day", "pentad", "dekad", "month"),
            default="none",
        ),
        choice(
            "absent",
            "what an empty cell of the file says: error: nobody declared it; zero, previous or interpolate: declared",
            ("error", "zero", "previous", "interpolate"),
            default="error",
        ),
        Column(
            "utc_offset",
            "number",
            "clock of the file, hours ahead of UTC; empty: that of the case",
            unit="h",
            minimum=-12,
            maximum=14,
            counted=False,
        ),
        *EVIDENCE,
    ),
)

PROFILES = Table(
    "profiles",
    ("series", "months", "day_type", "index"),
    "Values of the series without a file, one row for each place in the cycle.",
    (
        reference_to("series", "series", "the series", required=True),
        text("months", "months for which the row holds, such as 4-9 or 11-3; empty: all"),
        choice("day_type", "days for which the row holds", ("all", "working", "rest"), default="all"),
        integer("index", "place in the cycle: month 1-12, dekad 1-36, hour 0-23 ...", required=True, minimum=0),
        number("value", "", "the value there, in the unit of the series", required=True),
    ),
)

LIMITS = Table(
    "limits",
    ("limit",),
    "A rule over several flows that binds: share of a river, contract, cut of a grid, budget of a plant.",
    (
        identifier("limit", "short name"),
        TITLE,
        reference_to("parties", "party", "who pays the penalty of a soft limit"),
        choice(
            "sense",
            "how the sum of the terms relates to the value",
            ("at-most", "at-least", "equal"),
            required=True,
        ),
        number("value", "", "the value where `profile` is 1; with 0 and negative coefficients: a share", required=True),
        Column("profile", "text", "course of the value over time; empty: 1", refers="series"),
        choice(
            "quantity",
            "rate: the sum is the mean flow of the period; amount: the total of the period; "
            "level: the content at the end of each period; size: of expansions",
            ("rate", "amount", "level", "size"),
            default="amount",
        ),
        choice("per", "one limit for each such period", (*STEPS, "horizon"), default="horizon"),
        _FROM_DAY,
        _TO_DAY,
        number(
            "penalty",
            "",
            "money per unit missed (amount or content; of a rate: per hour); empty: the limit is hard",
            minimum=0,
        ),
        reference_to("agreements", "agreement", "the agreement that it writes down"),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
)

LIMITABLE = {
    **{name: tuple(each for each in QUANTITIES[name] if each != "curtailed") for name in COMPONENT_TABLES},
    "expansions": ("size",),
}
LIMIT_TERMS = terms(
    "limits",
    "limit_terms",
    LIMITABLE,
    (Column("profile", "text", "course of the coefficient over time; empty: 1", refers="series"),),
)
PAYABLE = ("flow", "served", "unserved", "net", "forward", "back", "activity")

PAYMENTS = Table(
    "payments",
    ("payment",),
    "What one party pays another for each amount, or each year. Payments cancel in the sum of all parties.",
    (
        identifier("payment", "short name"),
        TITLE,
        reference_to("parties", "payer", "who pays", required=True),
        reference_to("parties", "payee", "who is paid", required=True),
        choice("table", "the table of the component that is paid for", COMPONENT_TABLES),
        text("row", "the component; or empty and `group`"),
        text("group", "the tag of the components; or empty and `row`"),
        choice(
            "quantity",
            "what is paid for; empty: the first of its table, which a store does not have: write net",
            PAYABLE,
        ),
        number("price", "money/amount", "money for each amount", default=0.0),
        number("fixed", "money/year", "money for each year", default=0.0),
        ACTIVE,
        *EVIDENCE,
    ),
)

SCENARIOS = Table(
    "scenarios",
    ("scenario",),
    "A named set of conditions and measures: a change to the case.",
    (
        identifier("scenario", "short name; base is what runs when none is named"),
        TITLE,
        date("start", "its own first day; empty: the case's"),
        date("end", "its own last day; empty: the case's"),
        names("measures", "measures that are in place", refers="measures"),
        names("choose", "measures of which the plan may build any share, at their cost", refers="measures"),
        names("apart", "separations in force: parties that do not act together", refers="separations"),
        *EVIDENCE,
    ),
)
SCENARIO_CHANGES = changes("scenarios", "scenario_changes")

SCENARIO_FACTORS = Table(
    "scenario_factors",
    ("scenario", "table", "row", "group", "column", "months"),
    "What a scenario multiplies a course over time by, month by month: a climate, a dry spring, a hot summer.",
    (
        reference_to("scenarios", "scenario", "what it belongs to", required=True),
        choice(
            "table",
            "the table of the component",
            ("supplies", "demands", "stores", "links", "processes", "limits"),
            required=True,
        ),
        text("row", "the component; or empty and `group`"),
        text("group", "the tag of the components; or empty and `row`"),
        text("column", "the column that names the course, such as available or profile; empty there: 1", required=True),
        text("months", "months in which the factor holds, such as 7-8 or 11-3; empty: all"),
        number("factor", "1", "times what the course says; months without a row: 1", required=True, minimum=0),
        *EVIDENCE,
    ),
)

MEASURES = Table(
    "measures",
    ("measure",),
    "What could be built or agreed: a change to the case with cost, lead time and life.",
    (
        identifier("measure", "short name"),
        TITLE,
        reference_to("parties", "party", "who would own it"),
        text("sector", "water, power, heat, border, trade, travel, education"),
        choice(
            "status", "how far it is", ("idea", "planned", "under-construction", "built", "agreed"), default="planned"
        ),
        number("capital", "million money", "cost to build; empty: not known", minimum=0),
        number("upkeep", "money/year", "cost of each year; empty: not known", minimum=0),
        number("lead_time", "years", "from decision to use; empty: not known", minimum=0),
        number("life", "years", "years of use; empty: not known", minimum=0),
        names("needs", "measures without which it cannot be chosen", refers="measures"),
        names("excludes", "measures beside which it cannot be chosen", refers="measures"),
        number("latitude", "deg", "for the map", minimum=-90, maximum=90),
        number("longitude", "deg", "for the map", minimum=-180, maximum=180),
        *EVIDENCE,
    ),
)
MEASURE_CHANGES = changes("measures", "measure_changes")
