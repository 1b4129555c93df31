"""A PyPSA network solved by PyPSA itself, and the case made of its files."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pypsa

from aryk.case.case import Case
from aryk.exchange.pypsa.to_case import import_network

OPTIONS = {"mip_rel_gap": 0, "output_flag": False, "log_to_console": False}


def solved(n: pypsa.Network) -> float:
    """PyPSA's own optimum."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        status = n.optimize(
            solver_name="highs",
            multi_investment_periods=bool(len(n.investment_periods)),
            include_objective_constant=False,
            solver_options=OPTIONS,
        )
    logging.disable(logging.NOTSET)
    assert status == ("ok", "optimal"), status
    return float(n.objective)


def written(n: pypsa.Network, folder: Path, *, as_netcdf: bool) -> Path:
    """The network as files."""
    path = folder / ("network.nc" if as_netcdf else "network")
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if as_netcdf:
            n.export_to_netcdf(path, export_standard_types=True)
        else:
            n.export_to_csv_folder(path, export_standard_types=True)
    logging.disable(logging.NOTSET)
    return path


def imported(path: Path) -> Case:
    """The case of a network of which nothing is left out."""
    found = import_network(path)
    assert not found.left_out
    return found.case
