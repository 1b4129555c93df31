"""A PyPSA network solved by PyPSA itself, and the case made of its files.

PyPSA takes longer to build a small model than Aryk to read, plan and verify it. So what PyPSA found is kept in
`optima.json`, with a fingerprint of the network and the version of PyPSA; where they differ PyPSA solves again.
`ARYK_ACCEPT_OPTIMA=1` keeps what it finds then.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypsa

from aryk.case.case import Case
from aryk.exchange.pypsa.to_case import import_network

KEPT = Path(__file__).parent / "optima.json"
OPTIONS = {"mip_rel_gap": 0, "output_flag": False, "log_to_console": False}


@dataclass(frozen=True)
class Optimum:
    """What PyPSA found: the objective without constant, and the price at each bus, by name; none with integers.

    Prices that are kept are the unique ones: the others are None.
    """

    objective: float
    prices: dict[str, list[float | None]]
    kept: bool = False


@contextmanager
def quiet() -> Iterator[None]:
    """PyPSA without its notes."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


def solved(n: pypsa.Network) -> Optimum:
    """PyPSA's own optimum."""
    with quiet():
        status = n.optimize(
            solver_name="highs",
            multi_investment_periods=bool(len(n.investment_periods)),
            include_objective_constant=False,
            solver_options=OPTIONS,
        )
    assert status == ("ok", "optimal"), status
    whole = n.model.binaries.nvars or n.model.integers.nvars
    prices = {} if whole else {bus: values.tolist() for bus, values in n.buses_t.marginal_price.items()}
    return Optimum(float(n.objective), prices)


def known(name: str, n: pypsa.Network) -> Optimum:
    """PyPSA's optimum of a network, from what is kept if the network is the same."""
    kept = json.loads(KEPT.read_text()) if KEPT.is_file() else {}
    found = kept.get(name, {})
    if found.get("network") == fingerprint(n):
        return Optimum(found["objective"], found["prices"], kept=True)
    return solved(n)


def keep(name: str, n: pypsa.Network, optimum: Optimum) -> None:
    """Keep what PyPSA found, if that was asked for."""
    if os.environ.get("ARYK_ACCEPT_OPTIMA"):
        kept = json.loads(KEPT.read_text()) if KEPT.is_file() else {}
        rounded = {
            bus: [None if each is None else float(f"{each:.9g}") for each in values]
            for bus, values in optimum.prices.items()
        }
        kept[name] = {"network": fingerprint(n), "objective": optimum.objective, "prices": rounded}
        lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(kept[key])}" for key in sorted(kept))
        KEPT.write_text(f"{{\n{lines}\n}}\n")


def fingerprint(n: pypsa.Network) -> str:
    """A hash of what a network says, and of the version of PyPSA."""
    parts = [pypsa.__version__, n.snapshot_weightings.to_csv(), n.investment_period_weightings.to_csv()]
    for component in n.components:
        if len(component.static) and component.name not in ("LineType", "TransformerType"):
            frames = [component.static, *(frame for frame in component.dynamic.values() if frame.shape[1])]
            parts += [frame.to_csv(float_format="%.12g") for frame in frames]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def written(n: pypsa.Network, folder: Path, *, as_netcdf: bool) -> Path:
    """The network as files."""
    path = folder / ("network.nc" if as_netcdf else "network")
    with quiet():
        if as_netcdf:
            n.export_to_netcdf(path)
        else:
            n.export_to_csv_folder(path)
    return path


def imported(path: Path) -> Case:
    """The case of a network of which nothing is left out."""
    found = import_network(path)
    assert not found.left_out
    return found.case


def prices(plan: object, case: Case) -> dict[str, np.ndarray]:
    """The prices of a plan by the bus that each node was."""
    titles = dict(zip(case.tables["nodes"]["node"], case.tables["nodes"]["title"], strict=True))
    return {title: plan.results.find("nodes", node, "price")[1] for node, title in titles.items()}
