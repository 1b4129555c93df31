"""What is wrong with a case, told so that it can be mended: what, where, found, allowed, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. `row` is the line of the file (the header is line 1); 0 and "" mean the whole file.

    Of an option of a command `file` is its name with both dashes, and `column` what was told.
    """

    file: str
    row: int
    column: str
    what: str
    found: str = ""
    allowed: str = ""
    remedy: str = ""

    @property
    def of_option(self) -> bool:
        """Whether it lies in what a command was told, not in a file."""
        return self.file.startswith("--")

    def __str__(self) -> str:
        place = [self.file]
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        if self.of_option:
            place = [f"{self.file} {self.column}".rstrip()]
        lines = [f"{', '.join(place)}: {self.what}"]
        for label, words in (("found", self.found), ("allowed", self.allowed), ("remedy", self.remedy)):
            if words:
                lines.append(f"    {label + ':':<8} {words}")
        return "\n".join(lines)


class CaseError(Exception):
    """A case that cannot be used; `faults` holds every reason, sorted by file, row and column."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__(report(self.faults))


def report(faults: Iterable[Fault]) -> str:
    """All faults as text, one below the other, with their number on top."""
    faults = tuple(faults)
    where = "what was asked" if faults and all(each.of_option for each in faults) else "the case"
    head = f"{len(faults)} fault{'s' if len(faults) != 1 else ''} in {where}:"
    return "\n".join([head, *map(str, faults)])


def quoted(words: Iterable[str], most: int = 12) -> str:
    """Words in a row, cut after `most`.

    >>> quoted(["in", "out"])
    'in, out'
    """
    listed = list(words)
    if len(listed) <= most:
        return ", ".join(listed)
    return f"{', '.join(listed[:most])} ... ({len(listed)} in all)"


def near(word: str, words: Iterable[str]) -> str:
    """The word that is most like another, or nothing where none is.

    >>> near("kirof", ["kirov", "toktogul"])
    'kirov'
    """
    return next(iter(get_close_matches(word, list(words), n=1, cutoff=0.65)), "")


def nearest(word: str, words: Iterable[str]) -> str:
    """A remedy that names the nearest allowed word, or nothing.

    >>> nearest("kirof", ["kirov", "toktogul"])
    'did you mean kirov?'
    """
    close = near(word, words)
    return f"did you mean {close}?" if close else ""
