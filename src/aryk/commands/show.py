"""`aryk show`: results of a run as a table and a small chart in the terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.summary import number
from aryk.results.indicators import DUST
from aryk.results.units import unit_of

if TYPE_CHECKING:
    from aryk.case.calendar import Calendar, Floats
    from aryk.case.case import Case
    from aryk.results.fields import Results

COMPONENTS = ("supplies", "demands", "stores", "links", "processes", "nodes")
MAIN = {
    "supplies": ("flow",),
    "demands": ("served", "unserved"),
    "stores": ("level",),
    "links": ("flow",),
    "processes": ("activity",),
    "nodes": ("price",),
}
HEIGHT, MOST_STEPS = 8, 72


def show_command(folder: str, system: str, row: str | None, *, as_json: bool) -> int:
    """Show a system of a run, or one row of it.

    Raises
    ------
    RunFolderError
        If it is no run folder.
    """
    from aryk.runs.folder import open_run

    stored = open_run(folder)
    line = stored.timeline()
    case, results = line.case, stored.results(line)
    if system == "expansions":
        return _show_built(case, results, as_json=as_json)
    rows = _rows_of(case, system)
    if not any(rows.values()):
        known = sorted(set(case.table("carriers")["system"]) - {""})
        known += ["expansions"] if len(case.table("expansions")) else []
        return told(
            INVALID_INPUT,
            "show",
            f"no part of the case is called {system}. Allowed: {', '.join(known)}",
            as_json=as_json,
        )
    if row is None:
        return _show_system(case, results, rows, as_json=as_json)
    tables = [table for table, names in rows.items() if row in names]
    if not tables:
        from aryk.case.faults import nearest

        every = [name for names in rows.values() for name in names]
        return told(INVALID_INPUT, "show", f"{system} has no row {row}. {nearest(row, every)}".strip(), as_json=as_json)
    return _show_row(case, results, line.calendar, tables, row, as_json=as_json)


def _show_built(case: Case, results: Results, *, as_json: bool) -> int:
    """What the plan would build."""
    from aryk.runs.built import built

    rows = built(case, results)
    if as_json:
        plain = rows.drop(columns="basis").astype(object)
        records = plain.where(plain.notna(), None).reset_index(names="expansion").to_dict("records")
        print(json.dumps({"ok": True, "rows": records}))
        return FINE
    print(f"{'':<32}{'size':>10}{'largest':>10}{'capital':>16}{'each year':>16}  adds ({case.settings['money']})")
    for row in rows.itertuples():
        numbers = f"{number(row.size):>10}{number(row.maximum):>10}{number(row.capital):>16}{number(row.yearly):>16}"
        print(f"{str(row.Index)[:31]:<32}{numbers}  {row.adds}")
    return FINE


def _rows_of(case: Case, system: str) -> dict[str, list[str]]:
    carriers = case.table("carriers")
    own = set(carriers.index[carriers["system"] == system])
    return {table: list(case.table(table).index[case.carrier_of(table).isin(own).to_numpy()]) for table in COMPONENTS}


def _show_system(case: Case, results: Results, rows: dict[str, list[str]], *, as_json: bool) -> int:
    records: list[dict[str, Any]] = []
    for table, names in rows.items():
        for name in names:
            for quantity in MAIN[table]:
                found = results.find(table, name, quantity)
                if found is not None:
                    clock = results.calendar.clocks[found[0]]
                    mean = float(np.average(found[1], weights=clock.hours * clock.weight))
                    records.append(
                        {
                            "table": table,
                            "row": name,
                            "quantity": quantity,
                            "unit": unit_of(case, table, name, quantity),
                            "mean": mean,
                            "min": float(found[1].min()),
                            "max": float(found[1].max()),
                        }
                    )
    if as_json:
        print(json.dumps({"ok": True, "rows": records}))
        return FINE
    print(f"{'':<52}{'mean':>12}{'min':>12}{'max':>12}  unit")
    last = ""
    for each in records:
        if each["table"] != last:
            last = str(each["table"])
            print(last)
        label = f"  {each['row']} {each['quantity'] if len(MAIN[last]) > 1 else ''}"
        numbers = "".join(f"{number(each[name]):>12}" for name in ("mean", "min", "max"))
        print(f"{label[:52]:<52}{numbers}  {each['unit']}")
    return FINE


def _show_row(case: Case, results: Results, calendar: Calendar, tables: list[str], row: str, *, as_json: bool) -> int:
    shown: dict[str, object] = {}
    for table in tables:
        for quantity in sorted({each.quantity for each in results.fields if each.table == table}):
            found = results.find(table, row, quantity)
            if found is None or quantity in ("initial", "rent", "forward", "back") or quantity.startswith("tier_"):
                continue
            step, values = _coarse(calendar, *found, mean=quantity != "level")
            times = [str(each.date() if step != "hour" else each) for each in calendar.clocks[step].start]
            unit = unit_of(case, table, row, quantity)
            if as_json:
                shown[f"{table}.{quantity}"] = {
                    "unit": unit,
                    "step": step,
                    "time": times,
                    "values": [float(each) for each in values],
                }
            else:
                _print_quantity(f"{table} {row}: {quantity} [{unit}], by {step}", times, values)
    if as_json:
        print(json.dumps({"ok": True, "row": row, "quantities": shown}))
    return FINE


def _coarse(calendar: Calendar, step: str, values: Floats, *, mean: bool) -> tuple[str, Floats]:
    """Values on the finest clock that fits the screen."""
    for coarse in calendar.steps[calendar.steps.index(step) :]:
        if len(calendar.clocks[coarse]) <= MOST_STEPS or coarse == calendar.steps[-2]:
            break
    if coarse == step:
        return step, values
    block = calendar.blocks(step, coarse)
    if not mean:
        last = np.append(np.flatnonzero(np.diff(block)), len(block) - 1)
        return coarse, values[last]
    clock = calendar.clocks[step]
    mass = clock.hours * clock.weight
    return coarse, np.bincount(block, weights=values * mass) / np.bincount(block, weights=mass)


def _print_quantity(title: str, times: list[str], values: Floats) -> None:
    print(f"\n{title}")
    print("\n".join(chart(values)))
    per_line = 6
    for place in range(0, len(values), per_line):
        print(
            "  "
            + "  ".join(
                f"{time[5:] if len(time) == 10 else time[5:16]} {number(value):>8}"
                for time, value in zip(times[place : place + per_line], values[place : place + per_line], strict=True)
            )
        )


def chart(values: Floats) -> list[str]:
    """Columns of blocks, `HEIGHT` lines high, with the scale on the left.

    >>> print(chart(np.array([0.0, 1.0, 2.0]))[0])
                    2 |  █
    """
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    if high - low < DUST:
        return [f"{'0':>17} |{'_' * len(values)}"]
    step = (high - low) / HEIGHT
    lines = []
    for level in range(HEIGHT, 0, -1):
        middle = low + (level - 0.5) * step
        reached = [min(value, 0.0) <= middle <= max(value, 0.0) for value in values]
        bars = "".join("█" if each else " " for each in reached)
        lines.append(f"{number(low + level * step):>17} |{bars}")
    lines.append(f"{number(low):>17} |{'_' * len(values)}")
    return lines
