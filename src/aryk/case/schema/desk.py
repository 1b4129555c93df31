"""The tables of the ten-day desk: what may flow in, the lines of the table that is signed, names in other languages."""

from aryk.case.schema.column import (
    EVIDENCE,
    TITLE,
    Table,
    choice,
    identifier,
    integer,
    number,
    reference_to,
    text,
)
from aryk.case.schema.rules import terms

LANGUAGES = ("en", "ru", "kk", "ky")
"""English, Russian, Kazakh, Kyrgyz."""

PARTS = {
    "inflow": "what comes from the mountains",
    "storage": "content of a reservoir at the end of the dekad; its line has one term, the store",
    "release": "what is let down from a reservoir",
    "canal": "the most that a canal takes",
    "delivery": "what one side delivers to the other, held against `limit`",
    "use": "what a use gets; its terms are demands",
}
"""Parts of the table of the desk, in the order in which they stand there."""

OUTLOOKS = Table(
    "outlooks",
    ("outlook",),
    "What may flow in: hydrographs of a wet, middle or dry year, or of years that were seen.",
    (
        identifier("outlook", "short name"),
        TITLE,
        number(
            "quantile",
            "1",
            "share of years with less water: 0.1 for a dry year, exceeded in nine of ten; empty: a year that was seen",
            minimum=0.001,
            maximum=0.999,
            counted=False,
        ),
        integer("year", "the year that was seen, whose values are read from files of series; empty: a quantile"),
        *EVIDENCE,
    ),
)

OUTLOOK_TERMS = Table(
    "outlook_terms",
    ("outlook", "supply"),
    "The flow of a supply under an outlook: factor x series.",
    (
        reference_to("outlooks", "outlook", "the outlook", required=True),
        reference_to("supplies", "supply", "the supply", required=True),
        reference_to("series", "series", "its flow, in the rate unit of the carrier", required=True),
        number("factor", "1", "factor on the series", default=1.0, minimum=0),
        number(
            "persistence",
            "1",
            "share of a deviation from the expected flow that is left one dekad later; read of the outlook nearest to "
            "the middle",
            default=0.0,
            minimum=0,
            maximum=1,
        ),
        *EVIDENCE,
    ),
)

DESK_LINES = Table(
    "desk_lines",
    ("desk_line",),
    "Lines of the ten-day table that a commission signs.",
    (
        identifier("desk_line", "short name"),
        TITLE,
        choice("part", "; ".join(f"{part}: {words}" for part, words in PARTS.items()), tuple(PARTS), required=True),
        reference_to("parties", "party", "who operates it; of a delivery, who receives it"),
        reference_to("limits", "limit", "of a delivery: the limit over a season or year that entitles to it"),
        choice(
            "side",
            "of a delivery: receives: its terms are what the limit counts as delivered; keeps: they are what the limit "
            "leaves to the other side",
            ("receives", "keeps"),
            default="receives",
        ),
        integer("place", "its order within the part; empty: that of the rows"),
        *EVIDENCE,
    ),
)

DESK_LINE_TERMS = terms(
    "desk_lines",
    "desk_line_terms",
    {
        "supplies": ("flow",),
        "demands": ("served",),
        "stores": ("level",),
        "links": ("flow",),
        "processes": ("activity",),
    },
)

TRANSLATIONS = Table(
    "translations",
    ("table", "row", "text", "language"),
    "What a row is called, or says of itself, in another language.",
    (
        text("table", "the table", required=True),
        text("row", "the row", required=True),
        choice("language", "ru: Russian; kk: Kazakh; ky: Kyrgyz; en: English", LANGUAGES, required=True),
        choice(
            "text",
            "title: what a reader calls it; status, why_not_measurable: those of an agreement; heading: of the row of "
            "case: what stands above the table of the desk",
            ("title", "status", "why_not_measurable", "heading"),
            default="title",
        ),
        text("title", "the words in that language", required=True),
    ),
)

DESK_TABLES = (OUTLOOKS, OUTLOOK_TERMS, DESK_LINES, DESK_LINE_TERMS, TRANSLATIONS)
