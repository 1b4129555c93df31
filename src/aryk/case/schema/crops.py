"""The tables of crops: what grows on the fields of a demand, and what it loses when water is short."""

from aryk.case.schema.column import (
    EVIDENCE,
    TITLE,
    Table,
    identifier,
    integer,
    number,
    reference_to,
    season_day,
)

CROPS = Table(
    "crops",
    ("crop",),
    "Crops: what they yield with enough water, what that is worth, and how much they transpire.",
    (
        identifier("crop", "short name"),
        TITLE,
        number("yield", "t/ha", "yield with enough water", required=True, minimum=0),
        number("price", "money/t", "what a tonne is sold for", required=True, minimum=0),
        reference_to("series", "coefficient", "crop coefficient over the year; empty: 1"),
        *EVIDENCE,
    ),
)

CROP_STAGES = Table(
    "crop_stages",
    ("crop", "stage"),
    "Stages of growth, each with its own response of the yield to a lack of water.",
    (
        reference_to("crops", "crop", "the crop", required=True),
        integer("stage", "its order, 1 is the first", required=True, minimum=1),
        TITLE,
        season_day("from_day", "first day, such as 05-01"),
        season_day("to_day", "last day, included; not before from_day"),
        number(
            "response",
            "1",
            "ky: share of the yield lost for each share of the evapotranspiration missing in the stage",
            required=True,
            minimum=0,
        ),
        *EVIDENCE,
    ),
)

CROP_AREAS = Table(
    "crop_areas",
    ("demand", "crop"),
    "What grows on the fields of a demand.",
    (
        reference_to("demands", "demand", "the demand", required=True),
        reference_to("crops", "crop", "the crop", required=True),
        number("area", "ha", "area", required=True, minimum=0),
        reference_to("series", "evapotranspiration", "reference evapotranspiration there, mm/day"),
        reference_to("series", "rain", "rain that crops use, mm/day; empty: none"),
        integer("place", "which crop is watered first when water is short; empty: all alike, after those with a place"),
        *EVIDENCE,
    ),
)

CROP_TABLES = (CROPS, CROP_STAGES, CROP_AREAS)
