"""`aryk check`: every fault of a case and of each scenario, and the sources of its values."""

from __future__ import annotations

import json

from aryk.commands.outcome import FINE


def check_command(name: str, *, as_json: bool) -> int:
    """Check a case and print what it is made of.

    Raises
    ------
    CaseError
        With every fault.
    """
    from aryk.case.read import read_case
    from aryk.case.references import shares, values_with_basis

    case = read_case(name)
    check_scenarios(case)
    values = values_with_basis(case)
    counts = shares(values)
    rows = {name: len(frame) for name, frame in case.tables.items() if len(frame)}
    if as_json:
        print(
            json.dumps(
                {"ok": True, "case": case.name, "rows": rows, "values": counts.to_dict(orient="index")},
                ensure_ascii=False,
            )
        )
        return FINE
    print(f"{case.name}: no faults. {sum(rows.values()):,} rows in {len(rows)} tables, {len(values):,} values.\n")
    print(f"{'table':<18}{'rows':>7}{'reported':>10}{'computed':>10}{'assumed':>10}{'none':>8}")
    for table, count in rows.items():
        if table in counts.index:
            found = counts.loc[table]
            print(
                f"{table:<18}{count:>7}{found['reported']:>10}{found['computed']:>10}{found['assumed']:>10}{found['none']:>8}"
            )
        else:
            print(f"{table:<18}{count:>7}")
    total = counts.loc["all"]
    part = 100 * total / max(1, total.sum())
    print(
        f"{'all values':<18}{'':>7}"
        + "".join(f"{share:>{width}.1f}%" for share, width in zip(part, (9, 9, 9, 7), strict=True))
    )
    return FINE


def check_scenarios(case: object) -> None:
    """Apply every scenario and every measure, so that each change is known to fit; all faults at once."""
    from aryk.case.case import Case
    from aryk.case.faults import CaseError, Fault
    from aryk.case.timeline import timeline
    from aryk.measures.apply import with_measures, with_scenario

    assert isinstance(case, Case)
    faults: set[Fault] = set()
    for name in ["base", *(each for each in case.tables["scenarios"]["scenario"] if each != "base")]:
        try:
            timeline(with_scenario(case, name))
        except CaseError as error:
            faults |= set(error.faults)
    for name in case.tables["measures"]["measure"]:
        try:
            with_measures(case, [name])
        except CaseError as error:
            faults |= set(error.faults)
    if faults:
        raise CaseError(faults)
