"""Numbers that are kept for the next step: the flow of a link of its own, which nothing else touches."""

from __future__ import annotations

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.numbers import Number, State

ENDLESS_SUPPLY = 1e8


def free_link(book: Book, name: str, begin_title: str, end_title: str) -> tuple[str, dict[str, str]]:
    """A name for a link between two nodes that nothing else touches, and its two ends."""
    draft = book.draft
    row = draft.name("links", name)
    begin, end = draft.name("nodes", f"{row} from"), draft.name("nodes", f"{row} to")
    draft.add("nodes", node=begin, title=begin_title, carrier="water", party=PARTY)
    draft.add("nodes", node=end, title=end_title, carrier="water", party=PARTY, disposal="yes")
    draft.add("supplies", supply=draft.name("supplies", row), title=begin_title, node=begin, capacity=ENDLESS_SUPPLY)
    return row, {"from_node": begin, "to_node": end}


def memory(book: Book, name: str) -> tuple[str, State]:
    """A place for one number of 0 or more: the row of its link, and what it held at the step before (at first 0)."""
    row, ends = free_link(book, f"{name} kept", f"{name}, kept", f"{name}, told")
    book.draft.add("links", link=row, title=f"{name}, kept", **ends)
    return row, State("links", row, "flow")


def keep(book: Book, row: str, number: Number) -> None:
    """Put a number into its place: the link has this flow, no less and no more."""
    for column in ("capacity", "minimum"):
        book.use(number, "links", row, column)
