"""The tables of what is known and promised: indicators, observations, agreements, sources."""

from aryk.case.schema.column import (
    EVIDENCE,
    GROUPS,
    TITLE,
    Table,
    choice,
    date,
    identifier,
    names,
    number,
    reference_to,
    text,
    yes_no,
)
from aryk.case.schema.rules import _FROM_DAY, _TO_DAY, QUANTITIES, terms

INDICATORS = Table(
    "indicators",
    ("indicator",),
    "A named number computed from a run: a statistic of the sum of its terms.",
    (
        identifier("indicator", "short name"),
        TITLE,
        text("unit", "unit of the number after `scale`", required=True),
        text("system", "the part of the report in which it appears"),
        reference_to("parties", "party", "the party it speaks of"),
        choice(
            "statistic",
            "total: amounts over the season; mean, max, min: of the flow, level or price over the steps; "
            "last, first: level or flow at the end or the start of the window; "
            "days-above, days-below: days in steps whose mean lies beyond `threshold`; "
            "percentile: of the steps of the window the share `threshold` lies at or below it, from 0 to 100; "
            "share: of each term the share of the time in which it is above 0",
            ("total", "mean", "max", "min", "last", "first", "days-above", "days-below", "percentile", "share"),
            default="total",
        ),
        number(
            "threshold",
            "",
            "of days-above and days-below, in the units of the terms; of percentile, from 0 to 100",
            counted=True,
        ),
        _FROM_DAY,
        _TO_DAY,
        number("scale", "1", "factor from the units of the terms to `unit`", default=1.0, counted=False),
        yes_no("headline", "whether it stands on the first page of the report", default=False),
        GROUPS,
        *EVIDENCE,
    ),
)
INDICATOR_TERMS = terms("indicators", "indicator_terms", QUANTITIES)

OBSERVATIONS = Table(
    "observations",
    ("observation",),
    "What really happened, to hold a run against.",
    (
        identifier("observation", "short name"),
        TITLE,
        reference_to("indicators", "indicator", "what was observed, as a number of the run", required=True),
        date("start", "first day of the window", required=True),
        date("end", "last day of the window, included; for a level, the day it was read", required=True),
        number("value", "", "the observed value, in the unit of the indicator", required=True),
        number("tolerance", "1", "relative error up to which the run agrees", default=0.1, minimum=0),
        *EVIDENCE,
    ),
)

AGREEMENTS = Table(
    "agreements",
    ("agreement",),
    "The register of what was promised: by whom, when, with what target and due date.",
    (
        identifier("agreement", "short name"),
        TITLE,
        text("date", "when it was made; a year or month where the day is not known"),
        text("parties", "who made it"),
        text("level", "heads of state, prime ministers, government, ministries"),
        text("sector", "water, energy, border, trade, ..."),
        text("commitment", "what was promised"),
        reference_to("indicators", "indicator", "the number of a run that tells whether it is kept; empty: none does"),
        names(
            "measures",
            "without an indicator, the measures that carry it out: how many are in place is the number that tells",
            refers="measures",
        ),
        number("baseline", "", "the number when it was made, in the unit of the target; empty: not known"),
        choice("sense", "how the indicator must relate to the target", ("at-least", "at-most", "equal")),
        number("target", "", "the target, in the unit of the indicator, or a count of measures"),
        text("target_unit", "unit of the target where no indicator gives it"),
        number("tolerance", "1", "relative miss up to which it counts as at risk, not missed", default=0.05, minimum=0),
        text("due", "when it is due; a year or month where the day is not known"),
        text("why_not_measurable", "why no number of a run tells whether it is kept"),
        text("status", "last known status"),
        text("status_date", "how fresh the status is"),
        *EVIDENCE,
    ),
)

REFERENCES = Table(
    "references",
    ("reference",),
    "Where numbers come from.",
    (
        identifier("reference", "short name"),
        text("title", "author or publisher and title", required=True),
        text("date", "when it was published or is valid"),
        text("url", "address, where there is one"),
        text("licence", "licence of copied data"),
        text("note", "what to know before relying on it"),
    ),
)

SOURCES = Table(
    "sources",
    ("table", "row", "column"),
    "The reference and basis of a single cell, where it differs from that of its row.",
    (
        text("table", "the table of the cell", required=True),
        text("row", "the row of the cell; of a key of several columns, joined by /", required=True),
        text("column", "the column of the cell", required=True),
        *EVIDENCE,
    ),
)

UNCERTAINTIES = Table(
    "uncertainties",
    ("uncertainty",),
    "How far numbers may be off, as share of their value. Of several rows that fit a number, the one that says most "
    "about it counts (row before column, table, basis); where none fits, a reported number may be off by 5 %, a "
    "computed one by 10 %, an assumed one by 30 %.",
    (
        identifier("uncertainty", "short name"),
        choice("of_basis", "the basis of the numbers; empty: any", ("reported", "computed", "assumed"), default=""),
        text("table", "the table of the numbers; `series` for the values of a series; empty: any"),
        text("row", "the row; empty: any"),
        text("column", "the column; empty: any"),
        number(
            "share",
            "1",
            "largest likely error to each side, as share of the value",
            required=True,
            minimum=0,
            maximum=1,
            counted=False,
        ),
        *EVIDENCE,
    ),
)
