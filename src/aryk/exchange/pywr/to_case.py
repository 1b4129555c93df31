"""A Pywr model as a case: the order of construction on one page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from aryk.case.case import Case
from aryk.case.checks import check_meaning, check_relations
from aryk.case.faults import Fault
from aryk.exchange.pypsa.draft import PARTY, identifier
from aryk.exchange.pywr.accounts import add_accounts
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.curves import CURVES
from aryk.exchange.pywr.formulas import FORMULAS
from aryk.exchange.pywr.interpolation import INTERPOLATION
from aryk.exchange.pywr.licences import LICENCES
from aryk.exchange.pywr.model import Model, ModelError, kind_of, read_model
from aryk.exchange.pywr.nodes import add_nodes, name_parts
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.past import PAST, settle
from aryk.exchange.pywr.pieces import ALL, KNOWN, WORDS, find_places, inert
from aryk.exchange.pywr.places import CARRIER
from aryk.exchange.pywr.profiles import PROFILES
from aryk.exchange.pywr.recorders import add_recorders
from aryk.exchange.pywr.series import SERIES
from aryk.exchange.pywr.states import STATES
from aryk.exchange.pywr.sums import add_sums

REFERENCE, FILE = "pywr", "pywr.csv"


@dataclass(frozen=True)
class Imported:
    """A case from a model.

    Attributes
    ----------
    case
        The case; run as a river it has the flows and volumes of the model, but for what was left out.
    left_out
        What was not carried over.
    flows
        For each node of the model the rows of the case whose flows make up its own: table, row, factor.
    stores
        For each storage of the model the table and row of the case.
    """

    case: Case
    left_out: tuple[Fault, ...]
    flows: dict[str, list[tuple[str, str, float]]]
    stores: dict[str, tuple[str, str]]


def import_model(path: Path, *, partial: bool = False) -> Imported:
    """Read a Pywr model and turn it into a case.

    Parameters
    ----------
    path
        The JSON file; files that it names stand beside it.
    partial
        Leave out what cannot be carried over, instead of refusing.

    Raises
    ------
    ModelError
        If there is no model, if it is wrong, or if something cannot be carried over.
    """
    model = read_model(path)
    nodes = _nodes(model)
    book = Book(model)
    parameters = Parameters(
        book, {**SERIES, **PROFILES, **CURVES, **FORMULAS, **INTERPOLATION, **STATES, **PAST, **LICENCES}
    )
    ports = find_places(model, nodes)
    name_parts(book, nodes)
    _frame(book)
    add_nodes(book, parameters, nodes, ports)
    add_sums(book, parameters, nodes)
    add_accounts(book, parameters, nodes)
    add_recorders(book, parameters)
    settle(parameters)
    if model.wrong:
        raise ModelError(model.wrong)
    if model.refused and not partial:
        raise ModelError(model.refused)
    case = _finish(book)
    return Imported(case, tuple(sorted(set(model.refused))), book.flows, book.stores)


def _nodes(model: Model) -> dict[str, dict[str, Any]]:
    """The nodes that can be carried over, by name, their types in small letters."""
    found: dict[str, dict[str, Any]] = {}
    for node in model.nodes:
        name = str(node.get("name", ""))
        kind = kind_of(node, "")
        if not name:
            model.blame("nodes", "a node without a name", str(node)[:60])
        elif name in found:
            model.blame(name, "two nodes have this name", name)
        elif kind not in ALL:
            model.refuse(name, "nodes of this type are not carried over", str(node.get("type")))
        else:
            found[name] = {**node, "type": kind}
            strange = [each for each in node if each not in (*WORDS, *KNOWN[kind])]
            strange = [each for each in strange if node[each] is not None and each not in inert(kind, node)]
            if strange:
                model.refuse(name, "nothing is known of this of the node", ", ".join(strange))
    return found


def _frame(book: Book) -> None:
    """The case, its one party and its one carrier, and steps that are no days or months."""
    model, draft = book.model, book.draft
    name = identifier(model.title, identifier(model.path.stem, "model"))
    last = model.start[-1] + pd.Timedelta(days=float(model.days[-1]) - 1)
    draft.add(
        "case", case=name, title=model.title, money="cost", start=str(model.start[0].date()), end=str(last.date())
    )
    draft.add("references", reference=REFERENCE, title=f"Pywr model {model.file}")
    draft.add("parties", party=PARTY, title="System")
    step = model.every or "hour"
    draft.add("carriers", carrier=CARRIER, amount_unit="Ml", rate_unit="Ml/day", step=step, system="water")
    if not model.every:
        for number, (start, days) in enumerate(zip(model.start, model.days, strict=True), start=1):
            draft.add("steps", step=number, start=start.strftime("%Y-%m-%dT%H:%M"), hours=24.0 * days)


def _finish(book: Book) -> Case:
    """The case, told at once whatever a folder would be told when it is read.

    Raises
    ------
    ModelError
        With every fault.
    """
    name = str(book.draft.rows["case"][0]["case"])
    case = _named(book.draft.case(name, book.model.start, 24.0 * float(book.model.days[-1])))
    faults: list[Fault] = []
    check_relations(case.tables, case.files, faults)
    if not faults:
        check_meaning(case, faults)
    if faults:
        raise ModelError(faults)
    return case


def _named(case: Case) -> Case:
    """The case with the names of this exchange for its one reference and its one file of series."""
    from aryk.exchange.pypsa.draft import FILE as DRAFT_FILE
    from aryk.exchange.pypsa.draft import REFERENCE as DRAFT_REFERENCE

    tables = {
        name: frame.replace({"reference": {DRAFT_REFERENCE: REFERENCE}}) if "reference" in frame else frame
        for name, frame in case.tables.items()
    }
    tables["series"] = tables["series"].replace({"file": {DRAFT_FILE: FILE}})
    held = {FILE if name == DRAFT_FILE else name: frame for name, frame in case.series_files.items()}
    return Case(case.name, tables, case.files, held)
