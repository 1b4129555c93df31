"""All coalitions of twelve operators of the water and power of kz-kg: `python -m benchmarks.together`.

The nodes of kz-kg are given to twelve operators: power by region, heat with the power of its town, rivers by basin and
side, the hydropower of the Naryn with its water, and the neighbours at the rim. Nothing is said of operators apart, so
that lines between them carry nothing and rivers run. The table goes to `results/TOGETHER.md`. It was made with
`--start 2024-07-01 --end 2024-07-31 --check 40`, as a year takes some ten times as long;
`--operators 5 --out benchmarks/results/TOGETHER_YEAR.md` gives the same of a year with fewer operators, and
`--orders 40 --out benchmarks/results/TOGETHER_SAMPLED.md` a year with all twelve from random orders.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).parent / "results" / "TOGETHER.md"
RUNS = 5
SYSTEMS = ("water", "power", "heat")
OPERATORS = {
    "naryn": "Hydropower and water of the Naryn",
    "north-power": "Power of northern Kazakhstan",
    "west-power": "Power of western Kazakhstan",
    "south-power": "Power of southern Kazakhstan",
    "almaty": "Power and heat of Almaty",
    "bishkek": "Power and heat of northern Kyrgyzstan",
    "osh": "Power and heat of southern Kyrgyzstan",
    "chu-upper": "Chu in Kyrgyzstan",
    "talas-upper": "Talas in Kyrgyzstan",
    "chu-lower": "Chu in Kazakhstan",
    "talas-lower": "Talas in Kazakhstan",
    "rim": "Russia and Uzbekistan",
}
OWN_NODES = {
    "almaty": ("el-alm", "heat-almaty"),
    "naryn": ("el-tok", "el-lnc", "el-kmb", "el-nar"),
    "osh": ("el-dat", "el-jal", "el-osh", "el-bat", "heat-osh"),
}


def operator(name: str, party: str, groups: list[str]) -> str:
    """The operator of a node."""
    for own, names in OWN_NODES.items():
        if name in names:
            return own
    if "naryn" in groups:
        return "naryn"
    if party in ("RU", "UZ"):
        return "rim"
    for river in ("chu", "talas"):
        if river in groups:
            return f"{river}-upper" if party == "KG" else f"{river}-lower"
    for region in ("north", "west", "south"):
        if f"kz-{region}" in groups:
            return f"{region}-power"
    return "bishkek"


def twelve(start: str | None = None, end: str | None = None):
    """The water, power and heat of kz-kg, owned by twelve operators."""
    import pandas as pd

    from aryk import read_case
    from aryk.case.case import typed_frame
    from aryk.case.schema import TABLES

    case = read_case("kz-kg")
    carriers = case.tables["carriers"].set_index("carrier")["system"]
    nodes = case.tables["nodes"].copy()
    nodes["party"] = [
        operator(row["node"], row["party"], str(row["groups"]).split()) for row in nodes.to_dict("records")
    ]
    owner, carrier = (nodes.set_index("node")[each] for each in ("party", "carrier"))
    tables = {"nodes": nodes, "parties": typed_frame(TABLES["parties"], [{"party": each} for each in OPERATORS])}
    tables["payments"] = case.tables["payments"].iloc[:0]
    tables["separations"] = case.tables["separations"].iloc[:0]
    tables["separation_changes"] = case.tables["separation_changes"].iloc[:0]
    for table in ("supplies", "demands", "stores", "links"):
        tables[table] = case.tables[table].assign(party="")
    given = case.tables["flows"][case.tables["flows"]["direction"] == "out"].drop_duplicates("process", keep="last")
    place = given.set_index("process")["node"]
    processes = case.tables["processes"].copy()
    processes["party"] = owner.reindex(place.reindex(processes["process"])).to_numpy()
    tables["processes"] = processes
    limits = case.tables["limits"].copy()
    limits["party"] = [
        party and f"{'talas' if 'talas' in name or 'kirov' in name else 'chu'}-{'upper' if party == 'KG' else 'lower'}"
        for name, party in zip(limits["limit"], limits["party"], strict=True)
    ]
    tables["limits"] = limits
    tables["case"] = case.tables["case"].assign(**{each: day for each, day in (("start", start), ("end", end)) if day})
    for table in ("nodes", "supplies", "demands", "stores", "links", "processes"):
        frame = tables[table] if table in tables else case.tables[table].copy()
        by = TABLES[table].carrier_by
        of = frame[by] if by == "carrier" else pd.Series(carrier.reindex(frame[by]).to_numpy(), index=frame.index)
        keep = carriers.reindex(of).isin(SYSTEMS).to_numpy()
        tables[table] = frame.assign(active=np.where(keep, frame["active"], "no"))
    return case.with_tables(tables)


def main() -> None:
    """Measure and write."""
    from aryk.planning.plan import plan
    from aryk.sharing.settle import sample
    from aryk.sharing.values import Coalitions, with_plain_weights

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operators", type=int, default=12, help="how many of them are players")
    parser.add_argument("--start", help="first day, for a shorter horizon")
    parser.add_argument("--end", help="last day")
    parser.add_argument("--orders", type=int, help="random orders instead of all coalitions")
    parser.add_argument("--check", type=int, default=20, help="coalitions that are solved from nothing as well")
    parser.add_argument("--out", type=Path, default=RESULTS, help="file of the results")
    asked = parser.parse_args()
    case = twelve(asked.start, asked.end)
    cold, size = [], (0, 0, 0)
    for _ in range(RUNS):
        begin = time.process_time()
        joint = plan(with_plain_weights(case))
        cold.append(time.process_time() - begin)
        size = joint.size
    begin = time.process_time()
    coalitions = Coalitions(case, list(OPERATORS)[: asked.operators])
    apart = time.process_time() - begin
    begin = time.process_time()
    game, found = sample(coalitions, asked.orders) if asked.orders else (coalitions.game(), None)
    spent = time.process_time() - begin
    worst = largest_difference(coalitions, game, asked.check)
    count, whole = len(game.known), statistics.median(cold)
    days = joint.calendar.days
    lines = [
        "# Acting together",
        "",
        f"Water, power and heat of `kz-kg`, {days[0].date()} to {days[-1].date()}, typical days of each dekad: "
        f"{size[1]:,} columns, {size[0]:,} rows, {joint.solution.solver}. {game.count} operators, {count:,} "
        "coalitions, each the optimum of its programme. All times are processor time of one process.",
        "",
        "| what | processor seconds |",
        "|---|--:|",
        f"| plan of all from nothing, median of {RUNS} | {whole:.2f} |",
        f"| joint plan and each side for itself, once | {apart:.1f} |",
        f"| {'all ' if found is None else ''}{count:,} coalitions by re-solve | {spent:.0f} |",
        f"| each coalition | {spent / count:.3f} |",
    ]
    told = (
        f"A coalition takes {100 * spent / count / whole:.1f} % of a plan from nothing. {asked.check} of them, solved "
        f"again from nothing, differ by {worst:.1e} of the gain of all at most."
    )
    lines += [*of_all(game, told)] if found is None else [*of_orders(game, found, told)]
    asked.out.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(asked.out.read_text(encoding="utf-8"))


def of_all(game, told: str) -> list[str]:
    """What all coalitions tell."""
    from aryk.sharing.nucleolus import is_nucleolus, nucleolus
    from aryk.sharing.shapley import shapley

    begin = time.process_time()
    division = nucleolus(game)
    of_nucleolus = time.process_time() - begin
    begin = time.process_time()
    shares = shapley(game)
    of_shapley = time.process_time() - begin
    return [
        f"| nucleolus of {len(game.known) + 1:,} coalitions | {of_nucleolus:.3f} |",
        f"| Shapley value | {of_shapley:.4f} |",
        "",
        f"{told} Kohlberg's criterion holds: {'yes' if is_nucleolus(game, division) else 'no'}.",
        "",
        sampled(game, shares),
        "",
        "| operator | Shapley, million USD | nucleolus, million USD |",
        "|---|--:|--:|",
        *(
            f"| {OPERATORS[name]} | {value / 1e6:,.2f} | {other / 1e6:,.2f} |"
            for name, value, other in zip(game.parties, shares, division, strict=True)
        ),
    ]


def of_orders(game, found, told: str) -> list[str]:
    """What the coalitions of random orders tell."""
    return [
        "",
        f"{told} They are those of {found.orders} random orders, and each alone, all but one, and all.",
        "",
        "| operator | Shapley, million USD | standard error |",
        "|---|--:|--:|",
        *(
            f"| {OPERATORS[name]} | {value / 1e6:,.2f} | {error / 1e6:,.2f} |"
            for name, value, error in zip(game.parties, found.value, found.error, strict=True)
        ),
    ]


def sampled(game, shares: np.ndarray) -> str:
    """How far the Shapley value of some random orders lies from that of all coalitions."""
    from aryk.sharing.settle import ORDERS
    from aryk.sharing.shapley import shapley_sampled

    found = shapley_sampled(game.count, lambda mask: float(game.values[mask]), orders=ORDERS)
    away = np.abs(found.value - shares)
    error = np.maximum(found.error, 1e-9 * abs(game.whole))
    return (
        f"{ORDERS} random orders need {found.solved:,} of these coalitions. Their Shapley value is off by "
        f"{100 * away.max() / game.whole:.2f} % of the gain of all at most, by {(away / error).max():.1f} of its own "
        f"standard errors at most and by {np.median(away / error):.1f} in the middle."
    )


def largest_difference(coalitions, game, count: int) -> float:
    """The largest difference between some values and those of programmes solved from nothing, in parts of the gain."""
    random = np.random.default_rng(1)
    worst = 0.0
    for place in random.choice(len(game.known), min(count, len(game.known)), replace=False):
        mask = int(game.known[place])
        variant = coalitions.variant(mask)
        members = [coalitions.parties.index(name) for name in coalitions.members(mask)]
        variant.programme.highs.clearSolver()
        worst = max(worst, abs(variant.gain(members, coalitions.alone.cost, None) - game.gains[place]))
    return worst / abs(game.whole)


if __name__ == "__main__":
    main()
