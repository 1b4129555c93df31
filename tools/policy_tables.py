"""Write the parts of the manual that come from rules learnt from plans and from the ranking of pools of kz-kg.

python tools/policy_tables.py FOLDER       reads pools.json and rules.json there, as these commands print them:

aryk pools kz-kg --group chu --group talas --json > FOLDER/pools.json
aryk river-rules kz-kg --scenario today --group chu --group talas --kind tuned --json > FOLDER/rules.json
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.tables import DOCS, filled, markdown

MAKER = "tools/policy_tables.py"
POOLS, RULES = DOCS / "how-to" / "pools-and-crops.md", DOCS / "how-to" / "rules-from-plans.md"
WORDS = {
    "plan": "plan that knows its year",
    "bound": "plan that knows its year and keeps to the practice",
    "without": "run by the keepers' rules",
    "values": "and values by dekad and filling",
    "curves": "and rule curves",
    "tuned": "and values times a factor by store",
}


def pools(rows: list[dict[str, Any]]) -> str:
    """The ranking; pools of one programme that do the same are one line."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for row in rows:
        name = re.sub(r"-\d+$", "", row["name"])
        key = (name, *(row[each] for each in ("capital", "served", "night", "gain", "gain per million", "where")))
        alike.setdefault(key, []).append(row["name"])
    lines: list[list[object]] = []
    for (name, capital, served, night, gain, per_million, where), own in alike.items():
        title = f"`{own[0]}`" if len(own) == 1 else f"`{name}-1` to `-{len(own)}`, each"
        known = ["", ""] if capital is None else [f"{capital:,.1f}", f"{per_million:,.0f}"]
        lines.append(
            [title, known[0], *(_plain(each) for each in (served, night)), _plain(gain / 1e6, 3), known[1], where]
        )
    head = ["measure, or pool that is there", "capital, million USD", "served, hm3/year", "night water, hm3/year"]
    return markdown([*head, "gain, million USD/year", "gain, USD/year per million USD", "where"], lines)


def rules(record: dict[str, Any]) -> str:
    """Mean gain of each, and how much of foresight it keeps."""
    years = record["years"]
    rows: list[list[object]] = []
    for name, words in WORDS.items():
        own = [year[name] for year in years if name in year]
        if not own:
            continue
        kept = [record[each].get(name) for each in ("kept", "kept of bound")]
        shares = ["" if each is None else f"{100 * each:.0f} %" for each in kept]
        rows.append([words, _plain(sum(own) / len(own) / 1e6, 1), *shares])
    head = [f"mean of {len(years)} test years", "gain, million USD", "kept of what foresight gains"]
    return markdown([*head, "kept of what it gains within the practice"], rows)


def _plain(value: float, digits: int = 2) -> str:
    return f"{value:,.{digits}f}".replace("-0.00", "0.00")


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where pools.json and rules.json stand")
    folder = parser.parse_args().folder
    for file, page, name, table in (("pools", POOLS, "pools", pools), ("rules", RULES, "kept", rules)):
        path = folder / f"{file}.json"
        if path.exists():
            record = json.loads(path.read_text(encoding="utf-8"))
            content = table(record["measures"] if file == "pools" else record)
            page.write_text(filled(page.read_text(encoding="utf-8"), {name: content}, MAKER), encoding="utf-8")


if __name__ == "__main__":
    main()
