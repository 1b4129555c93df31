"""Solvers that this build of HiGHS lacks are refused by name."""

from __future__ import annotations

from aryk import read_case
from aryk.planning.plan import plan
from aryk.planning.solve import SolverOptionError


def refusal(solver: str) -> str:
    """What is said against a solver; nothing where it gives a plan that passes its audit."""
    try:
        return "" if plan(read_case("tiny"), solver=solver).verify().passed else "fails the audit"
    except SolverOptionError as error:
        return str(error)


def test_hipo_solves_or_is_refused_by_name():
    assert refusal("hipo") in ("", "this build of HiGHS has no hipo. Remedy: take ipm, or a HiGHS built with hipo")


def test_an_unknown_solver_is_refused_with_the_known_ones():
    assert refusal("cplex").endswith("Allowed: choose, simplex, windows, boxes, ipm, hipo, pdlp")
