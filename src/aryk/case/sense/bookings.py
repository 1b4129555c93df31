"""Checks of sense for electronic queues: slots that some truck can take, one queue at a passage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aryk.case.faults import quoted

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

STAGES_OF_BOOKINGS = ("slot", "on the way")
"""Stages that an electronic queue puts in front of a chain."""


def check_bookings(case: Case, rows: dict[str, Rows]) -> None:
    """Slots come at some time, their hours and days run forward, and no passage has two queues in use."""
    used: dict[str, str] = {}
    tell = rows["bookings"].tell
    for place, row in rows["bookings"]:
        name, passage = str(row["booking"]), str(row["passage"])
        if row["slots"] == 0:
            what, remedy = f"{name} has no slots, so no truck ever comes", "write slots, or take the row out of use"
            tell(place, "slots", what, "0", "a number above 0", remedy)
        if float(row["no_show"]) >= 1:
            what, remedy = "nobody ever comes to a slot", "write the share that does not come, such as 0.05"
            tell(place, "no_show", what, f"{row['no_show']:g}", "less than 1", remedy)
        begin = 0.0 if math.isnan(float(row["from_hour"])) else float(row["from_hour"])
        end = 24.0 if math.isnan(float(row["to_hour"])) else float(row["to_hour"])
        if end <= begin:
            what, remedy = "the slots end before they begin", "write hours of one day"
            tell(place, "to_hour", what, f"{end:g}", f"above {begin:g}", remedy)
        if row["start"] and row["end"] and str(row["start"]) > str(row["end"]):
            what, allowed = "it ends before it starts", f"{row['start']} or later"
            tell(place, "end", what, row["end"], allowed, "correct start or end")
        if row["active"] != "no" and used.setdefault(passage, name) != name:
            what, remedy = f"{used[passage]} is in use at {passage} too", "write no into active of one of them"
            tell(place, "passage", what, passage, "one electronic queue at a passage", remedy)
    _check_names(rows)


def _check_names(rows: dict[str, Rows]) -> None:
    """No stage of a chain bears the name of a stage of electronic queues."""
    for place, row in rows["chain_stages"]:
        if row["stage"] in STAGES_OF_BOOKINGS:
            what = "electronic queues give this name to a stage of theirs"
            allowed = f"any name but {quoted(STAGES_OF_BOOKINGS)}"
            rows["chain_stages"].tell(place, "stage", what, row["stage"], allowed, "rename the stage")
