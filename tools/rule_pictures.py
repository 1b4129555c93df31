"""Run the small cases in docs/cases, draw what the rules of rivers and borders do, and put it into the manual.

python tools/rule_pictures.py            write the pictures and the parts of the pages anew
python tools/rule_pictures.py NAME ...   only these pictures

Writes docs/figures/rules/NAME.svg and fills the parts of pages between `<!-- made by tools/rule_pictures.py: NAME -->`
and `<!-- end of NAME -->`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable

from pictures import accounts, days, designs, further, learnt, queues, readings, stores, uses, ways, worths
from pictures.picture import Picture
from tables import DOCS, ROOT, filled

MAKER = "tools/rule_pictures.py"
FIGURES = DOCS / "figures" / "rules"
PARTS = (uses, ways, stores, readings, accounts, further, learnt, queues, days, worths, designs)
DRAWN: tuple[Callable[[], Picture], ...] = tuple(make for part in PARTS for make in part.DRAWN)
"""All pictures, in the order in which they are drawn."""


def main() -> None:
    """Draw and fill."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    chosen = set(sys.argv[1:])
    made = [(make, make()) for make in DRAWN if not chosen or make.__name__ in chosen]
    for _, picture in made:
        (FIGURES / f"{picture.rule}.svg").write_text(picture.text, encoding="utf-8")
    if not chosen:
        for path in FIGURES.glob("*.svg"):
            if path.stem not in {picture.rule for _, picture in made}:
                path.unlink()
    for page, parts in parts_of(made).items():
        path = DOCS / page
        path.write_text(filled(path.read_text(encoding="utf-8"), parts, MAKER), encoding="utf-8")
    print(f"{len(made)} pictures in {FIGURES.relative_to(ROOT)}")


def parts_of(made: Iterable[tuple[Callable[[], Picture], Picture]]) -> dict[str, dict[str, str]]:
    """What stands in each page, by name."""
    pages: dict[str, dict[str, str]] = {}
    for make, picture in made:
        pages.setdefault(picture.page, {})[picture.rule] = part(make, picture)
    return pages


def part(make: Callable[[], Picture], picture: Picture) -> str:
    """A picture with its caption and the cases behind it."""
    up = "../" * picture.page.count("/")
    says = (inspect.getdoc(make) or "").split("\n")[0]
    cases = ", ".join(f"[`docs/cases/{name}`]({up}cases/{name})" for name in picture.of)
    return f"![{says}]({up}figures/rules/{picture.rule}.svg)\n\n*{picture.caption}* Case: {cases}."


if __name__ == "__main__":
    main()
