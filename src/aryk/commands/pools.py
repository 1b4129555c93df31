"""`aryk pools`: what pools and measures on a river bring, by their money."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from aryk.commands.outcome import FINE
from aryk.commands.progress import watching

if TYPE_CHECKING:
    import pandas as pd


def pools_command(
    case: str,
    *,
    scenario: str,
    start: str | None,
    end: str | None,
    groups: list[str],
    measures: list[str],
    years: int,
    learn: int,
    as_json: bool,
) -> int:
    """Run a river with and without each measure, and rank them.

    Raises
    ------
    CaseError, NoPlanError, NoAllocationError
        See `aryk.policies.pools.ranked`.
    """
    from aryk.case.read import read_case
    from aryk.policies.pools import ranked
    from aryk.runs.run import asked_case

    under = asked_case(read_case(case), {"scenario": scenario, "start": start, "end": end})
    with watching(quiet=as_json) as progress:
        table = ranked(under, measures, groups=groups, years=years, learn=learn, progress=progress)
    money = str(under.settings["money"])
    if as_json:
        rows = [
            {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}
            for row in table.to_dict("records")
        ]
        print(json.dumps({"ok": True, "money": money, "measures": rows}, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(_lines(table, money)))
    return FINE


def _lines(table: pd.DataFrame, money: str) -> list[str]:
    known = table[table["capital"] > 0]
    there = table[~(table["capital"] > 0)]
    lines = [f"{'':<28}{'capital':>10}{'served':>10}{'night':>10}{'gain':>12}{'gain a year':>14}{'served a year':>15}"]
    unit = f"million {money}"
    lines.append(
        f"{'measure':<28}{unit[:10]:>10}{'hm3/year':>10}{'hm3/year':>10}{'million/year':>12}{'per million':>14}"
        f"{'per million':>15}  where"
    )
    for row in known.to_dict("records"):
        lines.append(
            f"{row['name'][:27]:<28}{row['capital']:>10.1f}{row['served']:>10.2f}{row['night']:>10.2f}"
            f"{row['gain'] / 1e6:>12.3f}{row['gain per million']:>14,.0f}{row['served per million']:>15.3f}"
            f"  {row['where']}"
        )
    if len(there):
        lines += ["", f"{'of unknown cost, or there':<38}{'served':>10}{'night':>10}{'gain':>12}  where"]
        for row in there.to_dict("records"):
            lines.append(
                f"{row['name'][:37]:<38}{row['served']:>10.2f}{row['night']:>10.2f}{row['gain'] / 1e6:>12.3f}"
                f"  {row['where']}"
            )
    return lines
