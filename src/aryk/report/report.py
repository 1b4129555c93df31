"""The report of a run as one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.report.held import limits
from aryk.report.mapping.section import maps
from aryk.report.page import Section, page
from aryk.report.sections.binding import binding
from aryk.report.sections.building import building
from aryk.report.sections.commitments import commitments
from aryk.report.sections.crossings import crossings
from aryk.report.sections.energy import energy
from aryk.report.sections.evidence import evidence
from aryk.report.sections.front import front
from aryk.report.sections.generic import generic
from aryk.report.sections.hindcast import hindcast
from aryk.report.sections.water import water
from aryk.report.view import View

if TYPE_CHECKING:
    from aryk.runs.run import Run


def write_report(done: Run, record: dict[str, Any], path: Path) -> None:
    """Write the report of a run; `record` is that of `aryk.runs.run.record_of`."""
    view = View(done, record)
    held = limits(view)
    sections: list[Section] = [front(view), maps(view)]
    order = {"volume": 0, "energy": 1, "other": 2}
    for system, carriers in sorted(view.systems.items(), key=lambda item: order[view.kind(item[1][0])]):
        match view.kind(carriers[0]):
            case "volume":
                sections.append(water(view, system, held))
            case "energy":
                sections.append(energy(view, system))
            case _:
                sections.append(generic(view, system))
    waits = crossings(view)
    if waits is not None:
        sections.append(waits)
    sections += [building(view), hindcast(view), commitments(view), binding(view, held), evidence(view)]
    asked = record["asked"]
    subtitle = f"scenario {asked['scenario']}, {record['horizon'][0]} to {record['horizon'][1]}"
    foot = (
        f"Made by Aryk {record['versions']['aryk']} on {record['created']} from the case {record['case']}. This "
        "file needs no network."
    )
    path.write_text(page(record["title"] or record["case"], subtitle, sections, foot), encoding="utf-8")
