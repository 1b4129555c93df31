"""Pages of README and docs as sequences of fenced blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
LOOSE = "<!-- numbers may differ between solvers -->"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_VARYING = (
    (r"solved in \d+ s", "solved in # s"),
    (r"largest residual \S+ of the flow scale \(.*\)", "largest residual"),
    (r"hindcast: \d.*", "hindcast"),
    (r"\b\d[\d.]*e-[1-9]\d\b", "0"),
    (r"(?<![\w.])-0(?![\w.])", "0"),
)
_NUMBERS = ((r"[█▄]+", ""), (r"-?\d[\d,.]*(e[-+]\d+)?", "#"), (r" *\| *(?=\n|$)", " |"))
_FILE = re.compile(r"^`([\w./-]+\.csv)`:?$")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    The line before it may name the file that the block is (`NAME.csv`), or say that its numbers may differ between
    solvers (`LOOSE`).
    """

    language: str
    text: str
    line: int
    file: str
    loose: bool


@dataclass
class Step:
    """A command of a console block, with the lines that the page shows after it."""

    command: str
    shown: list[str]


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        before = text[: match.start()].rstrip("\n").rsplit("\n", 1)[-1]
        named = _FILE.match(before)
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(match[1], match[2], line, named[1] if named else "", before == LOOSE))
    return found


def steps(block: Block) -> list[Step]:
    """The commands of a console block; a command ending in a backslash goes on in the next line."""
    found: list[Step] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:], []))
        elif found and found[-1].command.endswith("\\") and not found[-1].shown:
            found[-1].command = found[-1].command[:-1] + line.strip()
        elif found:
            found[-1].shown.append(line)
        else:
            raise ValueError(f"line {block.line}: a console block begins with a command: $ ...")
    return found


def agrees(shown: list[str], came: list[str], *, loose: bool) -> bool:
    """Whether output is as shown, blanks aside; `...` in the page stands for anything.

    Times, residuals and the count of the hindcast may differ from solver to solver; in a loose block every number.
    """
    pattern = re.escape(_comparable(shown, loose=loose)).replace(r"\.\.\.", ".*?")
    return re.fullmatch(pattern, _comparable(came, loose=loose), re.DOTALL) is not None


def _comparable(lines: list[str], *, loose: bool) -> str:
    text = "\n".join(" ".join(line.split()) for line in lines).strip()
    for varying, fixed in _VARYING + (_NUMBERS if loose else ()):
        text = re.sub(varying, fixed, text)
    return text
