"""Words of a page in one language: those of catalogues, and what a case calls its rows there."""

from __future__ import annotations

from collections.abc import Mapping

from aryk.case.case import Case
from aryk.case.schema import TABLES
from aryk.case.schema.desk import LANGUAGES
from aryk.words.everywhere import EVERYWHERE
from aryk.words.phrase import Catalogue, Phrase
from aryk.words.terms import TERMS, UNIT_PARTS, UNITS

TITLE = "title"
"""What a row is called: the text of a row of `translations` that names none."""
PURE = "1"
"""The unit of a pure number."""
BASE = "base"
"""The case without a scenario."""


class Words:
    """The words of some catalogues in one language.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    catalogues
        Words by key; those of later ones, and of `EVERYWHERE` last, stand where earlier ones have none.
    case
        Whose rows are called by their titles, translated where its table `translations` says so.

    Examples
    --------
    >>> import aryk
    >>> words = Words("ru", case=aryk.read_case("tiny"))
    >>> words.say("scenario"), words.unit("million USD"), words.title("parties", "UP")
    ('сценарий', 'млн USD', 'The valley upstream')
    """

    def __init__(self, language: str, *catalogues: Catalogue, case: Case | None = None) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)
        self._known: dict[str, tuple[str, str, str, str]] = dict(EVERYWHERE)
        for catalogue in reversed(catalogues):
            self._known |= catalogue
        self._case = case
        self._translated = translated(case, language) if case is not None else {}

    def say(self, key: str, **parts: str) -> str:
        """The words of a key, its blanks filled in.

        Raises
        ------
        KeyError
            If no catalogue has the key.
        """
        return self._known[key][self._place].format(**parts)

    __call__ = say

    def phrase(self, phrase: Phrase) -> str:
        """A phrase, the rows in it by their titles."""
        return phrase.told(self._place, lambda row: self.title(row.table, row.row))

    def term(self, word: str) -> str:
        """A common word of cases, such as a sector; a word that is not known stands as it is."""
        return TERMS[word][self._place] if word in TERMS else word

    def unit(self, unit: str) -> str:
        """A unit; the parts of it that are not known stand as they are."""
        if unit == PURE:
            return ""
        if unit in UNITS:
            return UNITS[unit][self._place]
        for sign in (" ", "/"):
            left, found, right = unit.partition(sign)
            if found:
                return f"{self.unit(left)}{sign}{self.unit(right)}"
        return UNIT_PARTS[unit][self._place] if unit in UNIT_PARTS else unit

    @property
    def money(self) -> str:
        """A million of the money of the case."""
        return f"{self.say('million')} {self.money_unit}"

    @property
    def money_unit(self) -> str:
        """The money of the case."""
        return str(self._case.settings["money"]) if self._case is not None else ""

    def title(self, table: str, row: str) -> str:
        """What a row of the case is called; its name where it has no title."""
        translated = self._translated.get((table, row, TITLE))
        if translated or self._case is None:
            return translated or row
        frame = self._case.tables[table]
        if "title" not in frame.columns:
            return row
        own = frame.loc[(frame.iloc[:, 0] == row).to_numpy(), "title"]
        return str(own.iloc[0] or row) if len(own) else row

    def row(self, table: str, row: str) -> str:
        """What a row is called, also one whose key has several columns: by the titles of the rows that these name."""
        schema = TABLES[table]
        parts = dict(zip(schema.key, row.split("/", len(schema.key) - 1), strict=False))
        if len(parts) < 2:
            return self.title(table, row)
        if table == "tiers":
            return self._tier(**parts)
        owners = {name: schema.by_name[name].refers or "" for name in parts} | {"row": parts.get("table", "")}
        words = [
            self.title(owners[name], part) if owners[name] in TABLES else self.term(part)
            for name, part in parts.items()
            if part and name != "table"
        ]
        return ", ".join(words)

    def _tier(self, tiers: str, tier: str) -> str:
        """A tier by the demand that it is of, the first where there are several."""
        demands = self._case.table("demands") if self._case else None
        own = [] if demands is None else list(demands.index[demands["tiers"] == tiers])
        return f"{self.title('demands', own[0]) if own else self.term(tiers)}, {tier}"

    def carrier(self, name: str) -> str:
        """What a carrier is called: translated by the case, by the common word for its name, or as titled."""
        own = self._translated.get(("carriers", name, TITLE), "")
        return own or (self.term(name) if self.language != "en" and name in TERMS else self.title("carriers", name))

    def text(self, table: str, row: str, text: str, written: str) -> str:
        """A text of the case: translated, or as it is written."""
        return self._translated.get((table, row, text)) or written

    def scenario(self, name: str) -> str:
        """What a scenario is called."""
        if name == BASE:
            return self._translated.get(("scenarios", name, TITLE)) or self.say("base")
        return self.title("scenarios", name)

    @property
    def case_title(self) -> str:
        """What the case is called."""
        return self.title("case", str(self._case.settings["case"])) if self._case is not None else ""

    @property
    def heading(self) -> str:
        """What stands above the table of the desk: a heading of its own, or what the case is called."""
        name = str(self._case.settings["case"]) if self._case is not None else ""
        return self.text("case", name, "heading", self.case_title)


def translated(case: Case, language: str) -> Mapping[tuple[str, str, str], str]:
    """Texts of a case in a language, by table, row and kind of text."""
    rows = case.tables["translations"]
    own = rows[rows["language"] == language]
    return {
        (str(table), str(row), str(text) or TITLE): str(title)
        for table, row, text, title in zip(own["table"], own["row"], own["text"], own["title"], strict=True)
    }
