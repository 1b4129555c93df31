"""`aryk settle`: what acting together is worth, to whom, and how it may be divided."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aryk.commands.money import in_money
from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.progress import watching
from aryk.commands.summary import number

if TYPE_CHECKING:
    from aryk.sharing.game import Gains
    from aryk.sharing.settle import Settlement

ROUNDING = 1e-10
MOST_COALITIONS = 16
STABLE = {True: "yes", False: "no", None: "open"}
"""Whether a division lies in the core; open: not all coalitions were asked."""
TITLES = {
    "shapley": "Shapley value",
    "nucleolus": "nucleolus",
    "nash": "Nash bargain",
    "separable": "separable costs",
    "equal": "equal rest",
}


def settle_command(
    case: str,
    *,
    parties: Sequence[str],
    systems: Sequence[str],
    scenario: str,
    also: Sequence[str],
    start: str | None,
    end: str | None,
    settings: Sequence[str],
    rule: str,
    weights: str,
    by: Sequence[str],
    orders: int | None = None,
    languages: Sequence[str] = ("en",),
    out: Path | None = None,
    as_json: bool,
) -> int:
    """Value all coalitions and print gains, divisions, stability and payments.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, GameError
        See `aryk.sharing.settle.settle`.
    """
    from aryk.case.read import read_case
    from aryk.commands.languages import unknown_language
    from aryk.report.languages import page_name
    from aryk.runs.folder import refuse_existing
    from aryk.runs.run import asked_case
    from aryk.sharing.settle import EXACT, RULES, owners, settle

    wrong_language = unknown_language(languages)
    if wrong_language:
        return told(INVALID_INPUT, "command", wrong_language, as_json=as_json)
    try:
        power = _numbers(weights) if weights else None
        shares = {name: _numbers(rest) for name, _, rest in (each.partition(":") for each in by)}
    except ValueError as error:
        words = f"{error}\nremedy: --weights KZ=2,KG=1 and --by people:KZ=20,KG=7"
        return told(INVALID_INPUT, "command", words, as_json=as_json)
    known = [*RULES, *(f"by {name}" for name in shares)]
    if rule not in known:
        words = f"there is no rule {rule}\nallowed: {', '.join(known)}\nremedy: choose one of these with --rule"
        return told(INVALID_INPUT, "command", words, as_json=as_json)
    if out is not None:
        refuse_existing(out)
    given = read_case(case)
    apart = given.table("scenarios").get("apart", pd.Series(dtype=object))
    wrong = [name for name in (scenario, *also) if apart.get(name, "")]
    if wrong:
        words = f"in scenario {wrong[0]} parties are apart already\nremedy: settle under one in which they are not"
        return told(INVALID_INPUT, "command", words, as_json=as_json)
    many = len(dict.fromkeys(parties)) or len(owners(given))
    if rule == "nucleolus" and (orders is not None or many > EXACT):
        return told(
            INVALID_INPUT, "command", _no_nucleolus(many, [each for each in known if each != rule]), as_json=as_json
        )
    done: dict[str, Settlement] = {}
    with watching(quiet=as_json) as progress:
        for name in dict.fromkeys((scenario, *also)):
            under = asked_case(given, {"scenario": name, "start": start, "end": end, "set": list(settings)})
            tell = _named(progress, name) if also else progress
            done[name] = settle(
                under, parties, systems=systems, shares=shares, weights=power, orders=orders, progress=tell
            )
    first = done[scenario]
    if rule not in first.divisions:
        words = f"{rule} has no answer for this game\nremedy: choose another with --rule: {', '.join(first.divisions)}"
        return told(INVALID_INPUT, "game", words, as_json=as_json)
    if out is not None:
        _write(done, rule, out, languages)
    print(
        _as_json(done, rule, out) if as_json else "\n".join(_lines(first, scenario, rule) + _scenario_lines(done, rule))
    )
    if out is not None and not as_json:
        print(f"\nreport: {out / page_name(languages[0], languages)}")
    return FINE


def _no_nucleolus(many: int, others: Sequence[str]) -> str:
    from aryk.sharing.settle import EXACT

    why = f"the nucleolus needs all coalitions, those of {many} parties would be sampled"
    remedy = f"choose another with --rule: {', '.join(others)}; or settle at most {EXACT} parties, without --orders"
    return f"{why}\nremedy: {remedy}"


def _named(progress: Callable[[str, str], None], name: str) -> Callable[[str, str], None]:
    return lambda stage, words: progress(f"{name}: {stage}", words)


def _numbers(words: str) -> dict[str, float]:
    pairs = {}
    for each in words.split(","):
        name, equals, value = each.partition("=")
        if not (name and equals):
            raise ValueError(f"not a number for a party: {each}")
        try:
            pairs[name.strip()] = float(value)
        except ValueError:
            raise ValueError(f"not a number for {name.strip()}: {value or 'nothing'}") from None
    return pairs


def _lines(done: Settlement, scenario: str, rule: str) -> list[str]:
    days = done.together.timeline.calendar.days
    money, unit = _money(done)
    systems = f", together in {' and '.join(done.systems)} only" if done.systems else ""
    return [
        f"{done.case.tables['case']['title'].iloc[0]}",
        f"scenario {scenario}, {days[0].date()} to {days[-1].date()}{systems}",
        "",
        f"acting together is worth {number(done.game.whole / unit)} {money}",
        *_sampled_lines(done),
        "",
        *_coalition_lines(done),
        "",
        *_gain_lines(done),
        "",
        *_division_lines(done),
        "",
        *_stability_lines(done),
        "",
        *_payment_lines(done, rule),
        "",
        *_crossing_lines(done),
    ]


def _money(done: Settlement) -> tuple[str, float]:
    """The money in which all sums of a settlement are told, and how much of the money of the case it is."""
    sums = pd.concat([done.apart.cost, done.together.cost, done.gains]).abs()
    return in_money(max(done.game.largest, float(sums.max())), str(done.case.settings["money"]))


def _sampled_lines(done: Settlement) -> list[str]:
    if done.sampled is None:
        return []
    solved = f"{done.solved:,} of {2**done.game.count - 1:,} coalitions"
    return [f"sampled: {done.sampled.orders} orders, {solved}; +/- is the standard error of the Shapley value"]


def _coalition_lines(done: Settlement) -> list[str]:
    """The values of coalitions of two and more, the largest first where there are many."""
    game, (money, unit) = done.game, _money(done)
    gains = {mask: gain for mask, gain in gains_by_mask(game).items() if mask.bit_count() > 1}
    shown = sorted(gains, key=lambda mask: -gains[mask])[:MOST_COALITIONS]
    lines = [f"{'what a coalition gains':<52}{money:>16}"]
    size = max(1.0, *(abs(float(each)) for each in done.apart.cost))
    for mask in shown:
        # what rounding leaves of equal costs is no gain
        value = 0.0 if abs(gains[mask]) < ROUNDING * size else gains[mask]
        lines.append(f"  {game.name(mask)[:49]:<50}{number(value / unit):>16}")
    if len(gains) > len(shown):
        lines.append(f"  ... {len(gains) - len(shown):,} more, see --json")
    return lines


def gains_by_mask(game: Gains) -> dict[int, float]:
    """What each coalition that is known gains, by its mask."""
    return dict(zip(game.known.tolist(), game.gains.tolist(), strict=True))


def _gain_lines(done: Settlement) -> list[str]:
    money, unit = _money(done)
    lines = [f"{'cost, ' + money + ' (below 0: gain)':<34}{'apart':>18}{'together':>18}{'gain':>18}"]
    for party in done.gains.index:
        values = (done.apart.cost[party], done.together.cost[party], done.gains[party])
        lines.append(f"  {party:<32}" + "".join(f"{number(float(each) / unit):>18}" for each in values))
    return [*lines, "with the payments of the case, before any other"]


def _division_lines(done: Settlement) -> list[str]:
    (money, unit), errors = _money(done), done.errors
    head = f"gain by rule, {money}"
    wide = max(20, len(head) + 2)
    heads, columns = list[str](), list[pd.Series]()
    for name in done.divisions:
        heads.append(f"{TITLES.get(name, name)[:15]:>16}")
        columns.append(done.divisions[name])
        if name == "shapley" and errors is not None:
            heads.append(f"{'+/-':>16}")
            columns.append(errors)
    lines = [f"{head:<{wide}}" + "".join(heads)]
    for party in done.parties:
        sums = "".join(f"{number(float(each[party]) / unit):>16}" for each in columns)
        lines.append(f"  {party:<{wide - 2}}{sums}")
    return lines


def _stability_lines(done: Settlement) -> list[str]:
    money, unit = _money(done)
    head = f"gain, {money}"
    wide = max(16, len(head) + 2)
    lines = [f"{'is it stable':<20}{'in the core':>12}{head:>{wide}}  who would leave"]
    found = done.stability()
    for name, row in found.iterrows():
        gain = number(float(row["gain"]) / unit)
        words = f"{gain:>{wide}}  {row['who would leave']}" if row["who would leave"] else ""
        lines.append(f"  {TITLES.get(str(name), str(name)):<18}{STABLE[row['in core']]:>12}{words}")
    if done.sampled is not None:
        if found["in core"].isna().any():
            lines.append(f"open: none of the {done.solved:,} coalitions that were solved would leave; others may")
        lines.append("the nucleolus and the best division are not told: they need all coalitions")
    elif done.game.count > 2 and done.core_excess > 1e-9 * abs(done.game.whole):
        best = number(done.core_excess / unit)
        lines.append(f"no division is stable: the best leaves somebody {best} {money} by leaving")
    return lines


def _payment_lines(done: Settlement, rule: str) -> list[str]:
    from aryk.sharing.crossing import in_kind

    (told_in, unit), money = _money(done), str(done.case.settings["money"])
    paid = done.payments(rule)
    lines = [f"payments by {TITLES.get(rule, rule)}, {told_in} (below 0: pays)"]
    lines += [f"  {party:<32}{number(float(each) / unit):>18}" for party, each in paid.items()]
    kinds = in_kind(done, rule)
    kinds = kinds[kinds["carrier"].isin(_shared(done))]
    for row in kinds.to_dict("records"):
        words = f"or {number(row['amount'])} {row['unit']} of {row['carrier']} at {number(row['price'])} {money}"
        lines.append(f"  {row['party']:<32}{words}/{row['unit']}")
    return lines


def _shared(done: Settlement) -> set[str]:
    """Carriers that cross between parties."""
    from aryk.sharing.crossing import crossing

    return set(crossing(done)["carrier"])


def _crossing_lines(done: Settlement) -> list[str]:
    from aryk.sharing.crossing import crossing

    parts = ("summer apart", "summer together", "winter apart", "winter together")
    lines = [f"{'what crosses':<34}" + "".join(f"{each:>17}" for each in parts)]
    for row in crossing(done).to_dict("records"):
        label = f"{row['from']} to {row['to']}: {row['carrier']}, {row['unit']}"
        lines.append(f"  {label[:31]:<32}" + "".join(f"{number(row[each]):>17}" for each in parts))
    return [*lines, "summer is April to September; below 0: the other way"]


def _scenario_lines(done: dict[str, Settlement], rule: str) -> list[str]:
    if len(done) < 2:
        return []
    first = next(iter(done.values()))
    parties = list(first.parties)
    money, unit = max((_money(each) for each in done.values()), key=lambda each: each[1])
    lines = ["", f"{'by scenario':<20}{'together':>16}" + "".join(f"{each:>14}" for each in parties) + "  in the core"]
    for name, each in done.items():
        if rule not in each.divisions:
            continue
        shares = "".join(f"{number(float(each.divisions.at[party, rule]) / unit):>14}" for party in parties)
        stable = STABLE[each.stability().at[rule, "in core"]]
        lines.append(f"  {name:<18}{number(each.game.whole / unit):>16}{shares}  {stable}")
    return [*lines, f"{money}, divided by {TITLES.get(rule, rule)}"]


def _write(done: dict[str, Settlement], rule: str, folder: Path, languages: Sequence[str]) -> None:
    """Tables and page of settlements, complete or not at all."""
    from aryk.report.languages import write_pages
    from aryk.report.settle import settle_page
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        for name, frame in _tables(done).items():
            frame.to_csv(aside / f"{name}.csv", index=False, lineterminator="\n")
        write_pages(aside, languages, lambda language: settle_page(done, rule, language))


def _tables(done: dict[str, Settlement]) -> dict[str, pd.DataFrame]:
    """Coalitions, divisions, payments and stability of each scenario, in money of the case."""
    parts: dict[str, list[pd.DataFrame]] = {"coalitions": [], "divisions": [], "payments": [], "stability": []}
    for name, each in done.items():
        game = each.game
        values = {"coalition": [game.name(mask) for mask in game.known], "gain": game.gains}
        divisions = each.divisions
        if each.errors is not None:
            divisions = divisions.assign(**{"error of shapley": each.errors})
        paid = pd.DataFrame({rule: each.payments(rule) for rule in each.divisions})
        frames = {
            "coalitions": pd.DataFrame(values),
            "divisions": divisions.rename_axis("party").reset_index(),
            "payments": paid.rename_axis("party").reset_index(),
            "stability": each.stability().reset_index(),
        }
        for table, frame in frames.items():
            frame.insert(0, "scenario", name)
            parts[table].append(frame)
    return {table: pd.concat(frames, ignore_index=True) for table, frames in parts.items()}


def _as_json(done: dict[str, Settlement], rule: str, out: Path | None = None) -> str:
    folder = {} if out is None else {"folder": str(out)}
    return json.dumps(
        {"ok": True, **folder, "rule": rule, "scenarios": {name: _record(each, rule) for name, each in done.items()}},
        ensure_ascii=False,
        allow_nan=False,
    )


def _record(done: Settlement, rule: str) -> dict[str, Any]:
    from aryk.sharing.crossing import crossing, in_kind

    game = done.game
    return {
        "parties": list(done.parties),
        "systems": list(done.systems),
        "money": str(done.case.settings["money"]),
        "value": game.whole,
        "coalitions": {game.name(mask): gain for mask, gain in gains_by_mask(game).items()},
        "gains": done.gains.to_dict(),
        "divisions": done.divisions.to_dict(),
        "stability": done.stability().reset_index().to_dict("records"),
        "payments": {name: done.payments(name).to_dict() for name in done.divisions},
        "in_kind": in_kind(done, rule).to_dict("records") if rule in done.divisions else [],
        "crossing": crossing(done).to_dict("records"),
        "solved": done.solved,
        "sampled": None if done.sampled is None else {"orders": done.sampled.orders, "of": 2**game.count - 1},
        "errors": None if done.errors is None else done.errors.to_dict(),
    }
