"""Rules that read contents, and an ensemble that is run side by side."""

from __future__ import annotations

import numpy as np

from pictures.paper import Floats, Line, Panel, axis
from pictures.picture import Picture, seen

PAGE = "how-to/river-rules.md"


def kinds() -> Picture:
    """What four kinds of rules give as a lake empties."""
    run = seen("kinds")
    level = run.levels("lake")[:-1]
    there = level > 2.0
    filling = level[there] / 60.0
    told = {
        "zones": np.select([filling >= 0.6, filling >= 0.2], [6.0, 4.0], 2.0),
        "between": np.interp(filling, [0.0, 0.2, 0.6, 1.0], [0.5, 2.0, 4.0, 6.0]),
        "slopes": np.where(filling >= 0.6, 4.0 + 2.0 * (filling - 0.6) / 0.4, 1.0 + 2.0 * filling / 0.6),
        "curve": np.interp(60.0 * filling, [6.0, 24.0, 60.0], [1.0, 3.0, 5.0]),
    }
    tones = {"zones": "blue", "between": "green", "slopes": "orange", "curve": "purple"}
    flows: dict[str, Floats] = {name: run.flow(name)[there] for name in told}
    panel = Panel(
        "What each canal may take, m3/s, by the filling of the lake",
        axis(0.0, 1.0, "filling of the lake at the start of the day", (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        [Line(name, filling, flow[:-1] if name == "zones" else flow, tones[name]) for name, flow in flows.items()],
        height=260.0,
        high=6.5,
    )
    caption = (
        f"A lake runs from full to {filling.min():.0%} in {int(there.sum())} days through four canals. `zones` holds "
        "6, 4 "
        "and 2 m3/s, changing at 0.6 and 0.2; `between` goes straight from 6 at full over 4 and 2 to 0.5 at empty; "
        "`slopes` has a line of its own above and below 0.6; `curve` joins points of content and flow, flat beyond "
        "them."
    )
    held = {name: (flow, told[name]) for name, flow in flows.items()}
    return Picture(PAGE, "kinds", caption, [[panel]], held, run.run.case, ("kinds",))


def members() -> Picture:
    """Three hydrographs through the same rules."""
    run = seen("members")
    tones = {"dry": "orange", "middle": "blue", "wet": "green"}
    contents, missing, held = [], {}, {}
    for results, (name, tone) in zip(run.run.members, tones.items(), strict=True):
        level = np.concatenate(
            [results.find("stores", "lake", "initial")[1], results.find("stores", "lake", "level")[1]]
        )
        contents.append(Line(name, run.x, level, tone))
        missing[name] = float((results.find("demands", "fields", "unserved")[1] * run.amount).sum())
        held[name] = (results.find("supplies", "inflow", "flow")[1], run.course(name))
    flows = Panel(
        "Inflow, m3/s", run.across, [Line(name, run.x, run.course(name), tone) for name, tone in tones.items()]
    )
    content = Panel("Content, hm3", run.across, contents)
    caption = (
        "The same rules under three hydrographs of the table `members`: missing on the fields are "
        + ", ".join(f"{value:.0f} hm3 ({name})" for name, value in missing.items())
        + "."
    )
    return Picture(PAGE, "ensemble", caption, [[flows], [content]], held, run.run.case, ("members",))


DRAWN = (kinds, members)
