"""`aryk river-rules`: what stored water is worth, learnt from plans, as tables of rules."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from aryk.commands.outcome import FINE
from aryk.commands.progress import watching

if TYPE_CHECKING:
    import pandas as pd


def river_rules_command(
    case: str,
    *,
    scenario: str,
    start: str | None,
    end: str | None,
    groups: list[str],
    years: int,
    test_years: int,
    kind: str,
    out: Path | None,
    as_json: bool,
) -> int:
    """Learn rules from plans, tell how much of the gain of foresight they keep, and write their tables.

    Raises
    ------
    CaseError, NoPlanError, NoAllocationError, RunFolderError
        See `aryk.policies.guide.learnt` and `aryk.policies.kept.kept`.
    """
    from aryk.case.read import read_case
    from aryk.policies.guide import KINDS, learnt, tables_of, with_rules
    from aryk.policies.kept import kept, share_kept
    from aryk.policies.tuned import tuned
    from aryk.policies.years import DEKAD
    from aryk.rivers.part import river_part
    from aryk.runs.folder import refuse_existing, written_aside
    from aryk.runs.run import asked_case

    if out is not None:
        refuse_existing(out)
    under = asked_case(read_case(case), {"scenario": scenario, "start": start, "end": end})
    part = river_part(under, None, groups, DEKAD)
    with watching(quiet=as_json) as progress:
        guides = learnt(part, years, progress=progress)
        by_kind = dict.fromkeys(KINDS, guides)
        if kind == "tuned":
            by_kind["tuned"] = tuned(part, guides, years, progress=progress)
        ruled = {each: with_rules(part, tables_of(part, own, each)) for each, own in by_kind.items()}
        table = kept(part, ruled, test_years, progress=progress)
    shares = {each: share_kept(table, each) for each in by_kind}
    bound = {each: share_kept(table, each, "bound") for each in by_kind}
    if out is not None:
        with written_aside(out) as aside:
            for name, frame in tables_of(part, by_kind[kind], kind).items():
                filled = [column for column in frame.columns if not frame[column].isin(["", float("nan")]).all()]
                frame[filled].dropna(axis=1, how="all").to_csv(aside / f"{name}.csv", index=False, lineterminator="\n")
    money = str(part.settings["money"])
    if as_json:
        record = {
            "ok": True,
            "stores": sorted(guides),
            "money": money,
            "years": table.reset_index().to_dict("records"),
            "kept": {name: None if math.isnan(share) else share for name, share in shares.items()},
            "kept of bound": {name: None if math.isnan(share) else share for name, share in bound.items()},
            **({"folder": str(out)} if out is not None else {}),
        }
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(_lines(table, (shares, bound), sorted(guides), money, out)))
    return FINE


def _lines(
    table: pd.DataFrame,
    kept: tuple[dict[str, float], dict[str, float]],
    stores: list[str],
    money: str,
    out: Path | None,
) -> list[str]:
    names = list(table.columns)
    lines = [f"learnt for {', '.join(stores)}", ""]
    lines.append(f"{'gain, million ' + money:<22}" + "".join(f"{name:>12}" for name in names))
    for year, row in table.iterrows():
        lines.append(f"{'year ' + str(year):<22}" + "".join(f"{row[name] / 1e6:>12.3f}" for name in names))
    mean = table.mean()
    lines.append(f"{'mean':<22}" + "".join(f"{mean[name] / 1e6:>12.3f}" for name in names))
    lines.append("")
    shares, bound = kept
    for name, share in shares.items():
        if math.isnan(share):
            lines.append(f"{name}: knowing the year gains nothing here")
        else:
            practice = "" if math.isnan(bound[name]) else f", {100 * bound[name]:.0f} % of it under their practice"
            lines.append(f"{name}: keeps {100 * share:.0f} % of what the plan gains by knowing its year{practice}")
    if out is not None:
        lines += ["", f"tables: {out}; put the folder into that of the case, and river and desk run by them"]
    return lines
