"""Write how the hindcast of jams hangs on the grid of habits into docs/decisions/0031-lines-of-the-past.md.

python tools/habit_grids.py     some ten minutes
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.tables import DOCS, filled, markdown

from aryk.borders.episodes import episodes_of
from aryk.borders.habits import WIDE, Grid, calibrate
from aryk.borders.hindcast import replay
from aryk.case.read import read_case

MAKER = "tools/habit_grids.py"
PAGE = DOCS / "decisions" / "0031-lines-of-the-past.md"


def narrow(most: float) -> Grid:
    """The grid without what was added to its first form, but for the levels up to one."""
    return Grid(
        tuple(each for each in WIDE.levels if each <= most),
        tuple(each for each in WIDE.shares if each <= 0.7),
        tuple(each for each in WIDE.tolerances if each >= 24.0),
    )


GRIDS = {"1.0 (the first grid)": narrow(1.0), "1.2": narrow(1.2), "2.0": narrow(2.0), "2.0 (used)": WIDE}


def main() -> None:
    """Set habits on each grid, replay the episodes for testing, fill the page."""
    case = read_case("kz-kg")
    episodes = episodes_of(case)
    train, test = ([each for each in episodes if (each.use == "train") == wanted] for wanted in (True, False))
    rows: list[list[object]] = []
    for name, grid in GRIDS.items():
        kept, tried = calibrate(case, train, grid=grid)
        lines = pd.concat([replay(case, each, *kept).against() for each in test])
        lines = lines[lines["what"] == "waiting"]
        rows.append(
            [
                name,
                f"{100 * grid.shares[-1]:.0f} %",
                f"{grid.tolerances[0]:.0f} h",
                len(tried),
                len(kept),
                f"{int(lines['within'].sum())} of {len(lines)}",
                f"{lines['miss'].abs().mean():.0f}",
            ]
        )
        print(*rows[-1], flush=True)
    heads = ["levels up to", "shares up to", "waits from", "points", "kept", "lines for testing within", "mean miss"]
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(filled(text, {"grids": markdown(heads, rows)}, MAKER), encoding="utf-8")


if __name__ == "__main__":
    main()
