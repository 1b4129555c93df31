"""Aryk plans what neighbouring countries share: rivers and reservoirs, power and heat, crossings, trade and travel."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from aryk.api import choose as choose
    from aryk.api import coalition as coalition
    from aryk.api import plan as plan
    from aryk.api import plan_many as plan_many
    from aryk.api import roll as roll
    from aryk.api import settle as settle
    from aryk.api import simulate_border as simulate_border
    from aryk.api import simulate_river as simulate_river
    from aryk.borders.model import BorderError as BorderError
    from aryk.borders.results import BorderRun as BorderRun
    from aryk.case.case import Case as Case
    from aryk.case.faults import CaseError as CaseError
    from aryk.case.read import read_case as read_case
    from aryk.case.write import write_case as write_case
    from aryk.case.years import Growth as Growth
    from aryk.case.years import with_planning_years as with_planning_years
    from aryk.planning.myopic import plan_myopic as plan_myopic
    from aryk.planning.plan import NoPlanError as NoPlanError
    from aryk.planning.plan import Plan as Plan
    from aryk.planning.rolling import Roll as Roll
    from aryk.portfolio.candidates import ChoiceError as ChoiceError
    from aryk.portfolio.choose import Portfolio as Portfolio
    from aryk.rivers.faults import NoAllocationError as NoAllocationError
    from aryk.rivers.run import RiverRun as RiverRun
    from aryk.runs.outage import outage as outage
    from aryk.runs.run import Run as Run
    from aryk.runs.run import run as run
    from aryk.runs.uncertain import Uncertain as Uncertain
    from aryk.runs.uncertain import uncertain as uncertain
    from aryk.sharing.game import Game as Game
    from aryk.sharing.game import GameError as GameError
    from aryk.sharing.settle import Settlement as Settlement

_PLACES = {
    "BorderError": "aryk.borders.model",
    "BorderRun": "aryk.borders.results",
    "Case": "aryk.case.case",
    "CaseError": "aryk.case.faults",
    "ChoiceError": "aryk.portfolio.candidates",
    "Game": "aryk.sharing.game",
    "GameError": "aryk.sharing.game",
    "Growth": "aryk.case.years",
    "NoAllocationError": "aryk.rivers.faults",
    "NoPlanError": "aryk.planning.plan",
    "Plan": "aryk.planning.plan",
    "Portfolio": "aryk.portfolio.choose",
    "RiverRun": "aryk.rivers.run",
    "Roll": "aryk.planning.rolling",
    "Run": "aryk.runs.run",
    "Uncertain": "aryk.runs.uncertain",
    "Settlement": "aryk.sharing.settle",
    "choose": "aryk.api",
    "coalition": "aryk.api",
    "outage": "aryk.runs.outage",
    "plan": "aryk.api",
    "plan_many": "aryk.api",
    "plan_myopic": "aryk.planning.myopic",
    "read_case": "aryk.case.read",
    "roll": "aryk.api",
    "run": "aryk.runs.run",
    "settle": "aryk.api",
    "simulate_border": "aryk.api",
    "simulate_river": "aryk.api",
    "uncertain": "aryk.runs.uncertain",
    "with_planning_years": "aryk.case.years",
    "write_case": "aryk.case.write",
}

__all__ = [
    "BorderError",
    "BorderRun",
    "Case",
    "CaseError",
    "ChoiceError",
    "Game",
    "GameError",
    "Growth",
    "NoAllocationError",
    "NoPlanError",
    "Plan",
    "Portfolio",
    "RiverRun",
    "Roll",
    "Run",
    "Settlement",
    "Uncertain",
    "__version__",
    "choose",
    "coalition",
    "outage",
    "plan",
    "plan_many",
    "plan_myopic",
    "read_case",
    "roll",
    "run",
    "settle",
    "simulate_border",
    "simulate_river",
    "uncertain",
    "with_planning_years",
    "write_case",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `import aryk` is quick."""
    if name in _PLACES:
        value = getattr(importlib.import_module(_PLACES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'aryk' has no attribute {name!r}")
