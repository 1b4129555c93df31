"""Lines and transformers as links with reactance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.draft import Draft
from aryk.exchange.pypsa.limits import Term, add_limit
from aryk.exchange.pypsa.network import Network, Row
from aryk.exchange.pypsa.sizes import extend, is_extendable, own_capacity

BRANCHES = ("lines", "transformers")
BOUNDLESS = 1e8
"""Capacity of a branch without limit, in MW: a way back that is empty would be none."""


@dataclass(frozen=True)
class Electric:
    """What a type makes of a branch: reactance and resistance (lines in ohm, transformers per unit), and more."""

    x: float
    r: float
    s_nom: float
    tap_ratio: float = 1.0
    phase_shift: float | None = None


def electric(network: Network, list_name: str, row: Row) -> Electric:
    """The electric values of a branch, by its type where the file holds that."""
    own = Electric(row["x"], row["r"], row["s_nom"], row.get("tap_ratio", 1.0))
    types = network.tables["line_types" if list_name == "lines" else "transformer_types"]
    if row["type"] not in types.index:
        return own
    kind, parallel = types.loc[row["type"]], row["num_parallel"]
    if list_name == "lines":
        length = row["length"] / parallel
        return Electric(kind["x_per_length"] * length, kind["r_per_length"] * length, row["s_nom"])
    resistance = kind["vscr"] / 100
    reactance = math.sqrt((kind["vsc"] / 100) ** 2 - resistance**2)
    ratio = 1 + (row["tap_position"] - kind["tap_neutral"]) * kind["tap_step"] / 100
    return Electric(reactance / parallel, resistance / parallel, kind["s_nom"], ratio, kind["phase_shift"])


def lacks_type(network: Network, list_name: str, row: Row) -> bool:
    """Whether a branch has a type that neither the file explains nor PyPSA has applied before the export."""
    types = network.tables["line_types" if list_name == "lines" else "transformer_types"]
    return bool(row["type"]) and row["type"] not in types.index and not row["x_pu_eff"] > 0


def reactance(network: Network, list_name: str, row: Row, values: Electric) -> float:
    """Series reactance (of direct current: resistance) per unit of 1 MVA."""
    bus = network.tables["buses"].loc[row["bus0"]]
    ohm = values.x if (bus["carrier"] or "AC") == "AC" else values.r
    base = bus["v_nom"] ** 2 if list_name == "lines" else values.s_nom / values.tap_ratio
    return float(ohm / base) if base else math.inf


def branches(network: Network) -> Iterator[tuple[str, Row, Electric]]:
    """Each active branch with its electric values, its capacity that of its type where it has one."""
    for list_name in BRANCHES:
        for row in network.rows(list_name):
            values = electric(network, list_name, row)
            yield list_name, {**row, "s_nom": values.s_nom}, values


def add_branches(draft: Draft, network: Network, time: Time) -> None:
    """All lines and transformers; one without reactance stands in no mesh, so the plan may choose its flow."""
    for list_name, row, values in branches(network):
        if time.stands(row):
            _add_branch(draft, network, time, list_name, row, values)


def _add_branch(draft: Draft, network: Network, time: Time, list_name: str, row: Row, values: Electric) -> None:
    name = draft.name("links", row["name"])
    stands, share = time.standing(row), network.course(list_name, row, "s_max_pu")
    shift = np.zeros(len(stands))
    if list_name == "transformers":
        shift = network.course(list_name, row, "phase_shift")
        shift = shift if values.phase_shift is None else np.full(len(stands), float(values.phase_shift))
    ohm = reactance(network, list_name, row, values)
    angle, course = draft.priced(shift if ohm else 0 * shift, f"{name}.phase")
    capacity = min(own_capacity(list_name, row), BOUNDLESS)
    closed = blocked(network, list_name, row)
    draft.add(
        "links",
        link=name,
        title=row["name"],
        from_node=draft.nodes[row["bus0"]],
        to_node=draft.nodes[row["bus1"]],
        kind=list_name.removesuffix("s"),
        capacity=capacity,
        capacity_back=capacity,
        available=draft.share(stands if closed.any() else share * stands, f"{name}.available"),
        reactance=ohm or None,
        phase_shift=angle,
        phase_course=course,
        length=row.get("length") or None,
    )
    extend(draft, time, list_name, row, [("links", name, column, 1.0) for column in ("capacity", "capacity_back")])
    if closed.any():
        _limit(draft, name, "s_max_pu", capacity * share, np.zeros(len(share)))
    if math.isfinite(row["v_ang_max"]) and ohm and _limits_angle(network, list_name, row):
        factor = math.pi / 180 / ohm
        _limit(draft, name, "v_ang_max", row["v_ang_max"] * factor * np.ones(len(shift)), shift * factor)


def blocked(network: Network, list_name: str, row: Row) -> Floats:
    """The snapshots in which a branch may carry nothing: it still ties the angles of its ends, as in PyPSA."""
    return np.asarray((network.course(list_name, row, "s_max_pu") == 0) & (not is_extendable(list_name, row)))


def _limits_angle(network: Network, list_name: str, row: Row) -> bool:
    """PyPSA limits the angle of transformers, and of lines whose carrier is AC."""
    if list_name == "transformers":
        return True
    return (row["carrier"] or network.tables["buses"].at[row["bus0"], "carrier"] or "AC") == "AC"


def _limit(draft: Draft, link: str, attribute: str, most: Floats, shift: Floats) -> None:
    """Flow plus shift between -most and most, in each step."""
    terms = [Term("links", link, "flow")]
    for way, sense, value in (("forward", "at-most", most - shift), ("back", "at-least", -most - shift)):
        add_limit(draft, f"{link}.{attribute}-{way}", sense, value, terms, quantity="rate", per="hour")
