"""`aryk river-fit`: fit what is weak of a river to what was observed in some years, and judge it on others."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.commands.outcome import FINE
from aryk.commands.progress import watching
from aryk.commands.summary import number

if TYPE_CHECKING:
    import pandas as pd

    from aryk.rivers.fitting.fitted import RiverFit


def river_fit_command(
    case: str,
    *,
    train: list[str],
    test: list[str],
    over: list[str],
    groups: list[str],
    step: str | None,
    only: list[str],
    trials: int,
    seed: int,
    tolerance: float,
    out: Path | None,
    as_json: bool,
) -> int:
    """Fit a river, tell how well it fits, and write tables, the dotty plot and the changes.

    Raises
    ------
    CaseError, NoAllocationError, RunFolderError
        See `aryk.rivers.fitting.fitted.fit_cases`; the folder must not be there yet.
    """
    from aryk.case.read import read_case
    from aryk.measures.apply import with_scenario
    from aryk.rivers.fitting.fitted import fit_cases
    from aryk.runs.folder import refuse_existing, written_aside

    if out is not None:
        refuse_existing(out)
    given = read_case(case, over)
    cases = {name: with_scenario(given, name) for name in dict.fromkeys([*train, *test])}
    with watching(quiet=as_json) as progress:
        fit = fit_cases(
            cases,
            train,
            [name for name in test if name not in train],
            groups=groups,
            step=step,
            only=only,
            trials=trials,
            seed=seed,
            tolerance=tolerance,
            progress=lambda words: progress("fit", words),
        )
    if out is not None:
        with written_aside(out) as folder:
            write_fit(fit, folder)
    if as_json:
        print(json.dumps({"ok": True, **record_of(fit), "out": None if out is None else str(out)}, ensure_ascii=False))
    else:
        print("\n".join([*fit_lines(fit), *([f"tables, picture and changes: {out}"] if out is not None else [])]))
    return FINE


def write_fit(fit: RiverFit, folder: Path) -> None:
    """Write the tables of a fit, the changes that it means, and the dotty plot, into a folder."""
    from aryk.report.charts.dots import Panel, dotty_plot

    tables = {
        "parameters": fit.ranges(),
        "observations": fit.observations,
        "fit": fit.fits,
        "trials": fit.dots(),
        "scenario_changes": fit.changes(),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    dots = fit.dots()
    panels = [
        Panel(each.name, dots[each.name].to_numpy(float), each.low, each.high, float(fit.tried.best[place]))
        for place, each in enumerate(fit.parameters)
    ]
    picture = dotty_plot(panels, fit.tried.misfits, dots["good"].to_numpy(bool))
    (folder / "dotty.svg").write_text(str(picture), encoding="utf-8")
    (folder / "fit.json").write_text(json.dumps(record_of(fit), ensure_ascii=False, indent=1), encoding="utf-8")


def record_of(fit: RiverFit) -> dict[str, Any]:
    """A fit as plain values."""
    good = fit.tried.equally_good(fit.tolerance)
    return {
        "train": list(fit.train),
        "test": list(fit.test),
        "seed": fit.seed,
        "tolerance": fit.tolerance,
        "trials": len(fit.tried.misfits),
        "equally_good": int(good.sum()),
        "misfit": {"before": _plain(fit.tried.misfits[0]), "after": _plain(fit.tried.misfits.min())},
        "parameters": _records(fit.ranges()),
        "fit": _records(fit.fits),
        "observations": _records(fit.observations),
        "changes": _records(fit.changes()),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def fit_lines(fit: RiverFit) -> list[str]:
    """A fit on one screen."""
    good = fit.tried.equally_good(fit.tolerance)
    least, before = float(fit.tried.misfits.min()), float(fit.tried.misfits[0])
    lines = [
        f"fitted to {', '.join(fit.train)}, held against {', '.join(fit.test) or 'nothing else'}: "
        f"{len(good)} trials, seed {fit.seed}",
        f"misfit {before:.3f} before, {least:.3f} after; {int(good.sum())} sets are within "
        f"{100 * fit.tolerance:.0f} % of the least",
        "",
        f"{'parameter':<34}{'bounds':>16}{'start':>9}{'best':>9}{'equally good':>18}",
    ]
    lines += [
        f"{row.parameter[:32]:<34}{f'{row.low:g} to {row.high:g}':>16}{number(row.start):>9}{number(row.best):>9}"
        f"{f'{number(row.good_low)} to {number(row.good_high)}':>18}  {row.says}"
        for row in fit.ranges().itertuples()
    ]
    lines += ["", f"{'fit':<34}{'agree':>10}{'NSE':>14}{'KGE':>16}{'bias':>18}"]
    for (part, scenario, kind, unit), rows in fit.fits.groupby(["part", "scenario", "kind", "unit"], sort=False):
        old, new = (rows[rows["numbers"] == each].iloc[0] for each in ("before", "after"))
        lines.append(
            f"{f'{part} {scenario}: {kind}, {unit}':<34}"
            f"{f'{old.agree} > {new.agree} of {new.observations}':>14}"
            f"{_pair(old.nse, new.nse):>14}{_pair(old.kge, new.kge):>15}"
            f"{f'{100 * old.bias:+.0f} % > {100 * new.bias:+.0f} %':>17}"
        )
    lines += ["", f"{'observed':<50}{'seen':>9}{'before':>9}{'after':>9}{'equally good':>18}"]
    lines += [
        f"{f'{row.scenario}: {row.title}'[:48]:<50}"
        f"{number(row.observed):>9}{number(row.before):>9}{number(row.after):>9}"
        f"{f'{number(row.good_low)} to {number(row.good_high)}':>18} {row.unit}, {row.verdict}"
        for row in fit.observations.itertuples()
    ]
    return lines


def _pair(old: float, new: float) -> str:
    return " > ".join("-" if math.isnan(each) else f"{each:.2f}" for each in (old, new))
