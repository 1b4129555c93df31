"""The tables of a river that is run step by step: what its keepers read off their rules, and running accounts."""

from aryk.case.schema.column import (
    ACTIVE,
    EVIDENCE,
    GROUPS,
    TITLE,
    Column,
    Table,
    choice,
    identifier,
    integer,
    number,
    reference_to,
    season_day,
    text,
    yes_no,
)
from aryk.case.schema.rules import terms

RULE_KINDS = {
    "sum": "the sum of all terms",
    "product": "the product of all terms",
    "least": "the smallest term",
    "most": "the largest term",
    "mean": "the mean of all terms",
    "median": "the middle term",
    "zones": "read: a position; curves from the highest down; the value of the first curve at or below the position, "
    "else the last value",
    "zone": "read: a position; how many of the curves, from the highest down, lie above it",
    "between": "read: a position; curves from the highest down; values at 1, each curve and 0, straight in between",
    "slopes": "read: a position; curves from the highest down; two values for each zone, at its top and its bottom; "
    "then the bottom and the top of all zones",
    "curve": "read: a position; then x and value of each point by rising x, straight in between, flat beyond",
    "pick": "read: a whole number; the value at that place, counted from 0",
    "above": "1 where the first term is above the second, else 0",
    "below": "1 where the first term is below the second, else 0",
    "equal": "1 where the first term equals the second, else 0",
    "quotient": "the first term over the second",
    "polynomial": "read: x; the coefficients of 1, x, x2 ...",
    "any": "1 where a term is not 0, else 0",
    "all": "1 where no term is 0, else 0",
    "magnitude": "the first term without its sign",
    "exponential": "e to the power of the first term",
}
"""Kinds of rules and what they give from their terms in order of `place`."""

RULED = {
    "supplies": ("capacity", "minimum", "cost"),
    "demands": ("level", "value"),
    "stores": ("capacity", "minimum", "cost"),
    "links": ("capacity", "minimum", "loss", "cost"),
    "processes": ("capacity", "minimum", "cost"),
    "nodes": ("disposal_cost",),
    "limits": ("value", "penalty"),
    "limit_terms": ("coefficient",),
    "accounts": ("capacity", "minimum"),
}
"""Columns that a rule may set; `value` of a demand is that of all its tiers."""

READ = {
    "stores": ("content", "filling"),
    "accounts": ("content", "filling"),
    "supplies": ("flow",),
    "demands": ("flow",),
    "links": ("flow",),
    "processes": ("flow",),
}
"""What a rule may read: contents at the start of the step, and flows of the step before."""

RULES = Table(
    "rules",
    ("rule",),
    "Rules of a river run: a number at each step, from contents, flows before, series and other rules. A plan does not "
    "use them.",
    (
        identifier("rule", "short name"),
        TITLE,
        choice(
            "kind",
            "; ".join(f"{kind}: {meaning}" for kind, meaning in RULE_KINDS.items()),
            tuple(RULE_KINDS),
            required=True,
        ),
        *EVIDENCE,
    ),
)

RULE_TERMS = Table(
    "rule_terms",
    ("rule", "place"),
    "What a rule reads, in order: number x series x other rule x state.",
    (
        reference_to("rules", "rule", "the rule", required=True),
        integer("place", "its order, 1 is the first", required=True, minimum=1),
        number("number", "", "factor", default=1.0),
        reference_to("series", "series", "its course over time; empty: 1"),
        reference_to("rules", "of_rule", "another rule; empty: 1"),
        choice("table", "the table of a state; empty: 1", tuple(READ)),
        text("row", "the component whose state is read"),
        choice(
            "quantity",
            "content: at the start of the step; filling: that as share of the capacity; flow: of the step before; "
            "empty: the first of its table",
            ("content", "filling", "flow"),
        ),
        Column(
            "back",
            "integer",
            "of a flow: how many steps before it is read; 1 is the step before",
            default=1.0,
            minimum=1,
            counted=False,
        ),
        Column(
            "steps",
            "integer",
            "of a flow: over how many steps, back from that one, its mean is read, of those that there are",
            default=1.0,
            minimum=1,
            counted=False,
        ),
        number("initial", "", "of a flow, in its unit: what is read as long as there is no such step", default=0.0),
        *EVIDENCE,
    ),
)

MEMBERS = Table(
    "members",
    ("series", "member"),
    "An ensemble of a river run: what a series is in each of its members. A member that is not named takes the series "
    "itself.",
    (
        reference_to("series", "series", "the series", required=True),
        integer("member", "number of the member, 1 is the first", required=True, minimum=1),
        reference_to("series", "course", "the series that takes its place", required=True),
        *EVIDENCE,
    ),
)

RULE_USES = Table(
    "rule_uses",
    ("table", "row", "column"),
    "Where a rule takes the place of a number, or multiplies it, at each step of a river run.",
    (
        choice("table", "the table", tuple(RULED), required=True),
        text("row", "the row; of limit_terms: limit, table and row with / between", required=True),
        choice(
            "column",
            "the column",
            tuple(dict.fromkeys(column for columns in RULED.values() for column in columns)),
            required=True,
        ),
        reference_to("rules", "rule", "the rule", required=True),
        choice(
            "operation",
            "set: the rule takes the place of the number; scale: the number times what the rule gives",
            ("set", "scale"),
            default="set",
        ),
        *EVIDENCE,
    ),
)

ACCOUNTS = Table(
    "accounts",
    ("account",),
    "Running accounts of a river run: an entitlement, licence or quota from which flows draw. What the terms sum to is "
    "drawn; a negative term fills it (a share of an inflow).",
    (
        identifier("account", "short name"),
        TITLE,
        reference_to("carriers", "carrier", "the carrier in whose units it is kept", required=True),
        reference_to("parties", "party", "who may draw"),
        number("capacity", "amount", "the most it holds; empty: no limit"),
        number("minimum", "amount", "the least it holds; below 0: debt that is allowed", default=0.0),
        number("initial", "amount", "balance at the start; empty: the capacity"),
        choice(
            "renewal",
            "when it begins anew: never; year: on from_day of each year; months: every so many months; "
            "window: what was drawn comes back after so many steps; series: at the steps that renewed_at names",
            ("never", "year", "months", "window", "series"),
            default="never",
        ),
        reference_to("series", "renewed_at", "with renewal = series: it begins anew at each step where this is not 0"),
        reference_to("series", "counts_in", "it counts in steps where this is not 0; empty: by from_day and to_day"),
        Column("length", "integer", "months, or steps of the window", default=1.0, minimum=1, counted=False),
        choice("renewed_to", "what it begins anew with", ("capacity", "initial"), default="capacity"),
        number(
            "carry_over",
            "1",
            "share of the balance that goes on when it begins anew (of debt too, where `debt_over` is empty)",
            default=0.0,
            minimum=0,
            maximum=1,
        ),
        number("carry_most", "amount", "the most credit that goes on; more lapses; empty: no limit", minimum=0),
        number("debt_over", "1", "share of debt that goes on; empty: carry_over", minimum=0, maximum=1),
        choice(
            "beyond",
            "entitlement beyond the capacity: draw: it must be drawn; lapse: it is lost",
            ("draw", "lapse"),
            default="draw",
        ),
        number(
            "repay_rate",
            "rate",
            "while there is debt so much of the entitlement of each step is withheld; empty: see repay_by",
            minimum=0,
        ),
        season_day(
            "repay_by",
            "debt is paid back by this day, in even parts of the days left, out of the entitlement; empty and no "
            "repay_rate: debt stands until less is drawn",
        ),
        season_day(
            "repay_from",
            "with repay_by: first day on which debt is paid back, until then it may grow to its limit; empty: from the "
            "next step on",
        ),
        season_day("from_day", "first day of the season in which it counts, and of its year; empty: 01-01"),
        season_day("to_day", "last day of the season in which it counts; empty: the whole year"),
        yes_no("binding", "whether flows must keep it; no: it is only kept", default=True),
        number(
            "penalty",
            "money/amount",
            "cost of each amount drawn beyond it; empty: it is never overdrawn",
            minimum=0,
        ),
        reference_to("agreements", "agreement", "the agreement that it writes down"),
        GROUPS,
        ACTIVE,
        *EVIDENCE,
    ),
    carrier_by="carrier",
)

ACCOUNT_TERMS = terms(
    "accounts",
    "account_terms",
    {"supplies": ("flow",), "demands": ("served",), "links": ("flow",), "stores": ("net",), "processes": ("activity",)},
    (
        choice(
            "part",
            "what it is told as: entitled (the sign turned) or delivered; empty: entitled where the coefficient is "
            "below 0; an intake that is taken off a delivery is delivered",
            ("entitled", "delivered"),
        ),
    ),
)
