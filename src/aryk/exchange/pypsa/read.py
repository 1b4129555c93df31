"""A NetCDF file or a folder of CSV files of PyPSA into the tables of a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.faults import Fault, quoted
from aryk.exchange.netcdf import Variable, read_netcdf
from aryk.exchange.pypsa.attributes import COMPONENTS, UNREAD
from aryk.exchange.pypsa.component import Attribute, Component
from aryk.exchange.pypsa.network import Network, NetworkError

Raw = dict[str, pd.DataFrame]
"""Tables as they stand in the file: by list name, and by list name and attribute (`loads-p_set`)."""
STANDARD_TYPES = Path(__file__).parent / "standard_types"
"""Types of lines and transformers that PyPSA knows by itself and leaves out of its files."""
_TRUE, _FALSE = ("true", "1", "1.0"), ("false", "0", "0.0", "")
_WEIGHTINGS = ("objective", "stores", "generators")


def read_network(path: Path) -> Network:
    """Read a network as PyPSA exports it (`export_to_netcdf`, `export_to_csv_folder`).

    Raises
    ------
    NetworkError
        If there is no network at the path, or its tables cannot be read.
    """
    raw, name = _from_folder(path) if path.is_dir() else _from_netcdf(path)
    faults: list[Fault] = []
    _add_standard_types(raw)
    snapshots = _snapshots(raw, faults)
    tables = {each: _table(component, raw.get(each), faults) for each, component in COMPONENTS.items()}
    series: dict[str, dict[str, pd.DataFrame]] = {each: {} for each in COMPONENTS}
    unknown = {each: _unknown(component, raw.get(each)) for each, component in COMPONENTS.items()}
    piecewise: dict[str, dict[str, list[str]]] = {}
    for key, frame in raw.items():
        list_name, _, attribute = key.partition("-")
        component = COMPONENTS.get(list_name)
        if not attribute or component is None:
            continue
        if attribute.endswith("-pw"):
            piecewise.setdefault(list_name, {})[attribute.removesuffix("-pw")] = [str(each) for each in frame.columns]
            continue
        declared = component.attribute(attribute)
        if declared is not None and declared.varies:
            series[list_name][attribute] = _course(list_name, declared, frame, tables[list_name], snapshots, faults)
        elif declared is not None:
            faults.append(_cannot_vary(list_name, attribute, frame))
    if faults:
        raise NetworkError(faults)
    unknown = {each: names for each, names in unknown.items() if names}
    return Network(name, snapshots, _periods(raw), tables, series, unknown, piecewise)


def _add_standard_types(raw: Raw) -> None:
    """Add the standard types where a branch has a type; one of the same name in the file goes first."""
    for list_name, types in (("lines", "line_types"), ("transformers", "transformer_types")):
        branches = raw.get(list_name)
        if branches is None or "type" not in branches.columns or not (branches["type"].astype(str) != "").any():
            continue
        standard = pd.read_csv(STANDARD_TYPES / f"{types}.csv", index_col=0, dtype=str, keep_default_na=False)
        own = raw.get(types, standard.iloc[:0])
        others = standard.drop(columns="reference")[~standard.index.isin(own.index)]
        raw[types] = pd.concat([own.astype(object), others.astype(object)])


def _cannot_vary(list_name: str, attribute: str, frame: pd.DataFrame) -> Fault:
    what, found = "this attribute cannot vary over the snapshots", quoted(map(str, frame.columns))
    return Fault(list_name, 0, attribute, what, found, "one value for each", "take the series out")


def _nothing(path: Path, what: str, found: str, remedy: str) -> NetworkError:
    allowed = "a NetCDF file or a folder of CSV files that PyPSA exported"
    return NetworkError([Fault(str(path), 0, "", what, found, allowed, remedy)])


def _from_folder(path: Path) -> tuple[Raw, str]:
    if not (path / "buses.csv").is_file():
        found = quoted(sorted(each.name for each in path.iterdir())) or "an empty folder"
        remedy = "name the folder that n.export_to_csv_folder wrote"
        raise _nothing(path, "the folder holds no PyPSA network: there is no buses.csv", found, remedy)
    raw: Raw = {}
    for file in sorted(path.glob("*.csv")):
        try:
            header = [0, 1] if file.stem.endswith("-pw") else 0
            frame = pd.read_csv(file, index_col=0, dtype=str, keep_default_na=False, header=header)
        except (ValueError, OSError) as error:
            raise _nothing(file, "the file cannot be read as CSV", str(error), "export the network again") from None
        raw[file.stem] = frame.droplevel(1, axis=1) if frame.columns.nlevels > 1 else frame
    network = raw.pop("network", pd.DataFrame())
    return raw, str(network.index[0]) if len(network) else ""


def _from_netcdf(path: Path) -> tuple[Raw, str]:
    if not path.is_file():
        raise _nothing(path, "there is no file or folder of this name", str(path), "check the path")
    try:
        held = read_netcdf(path)
    except (OSError, ValueError):
        remedy = "name the file that n.export_to_netcdf wrote"
        raise _nothing(path, "the file cannot be read as NetCDF", path.name, remedy) from None
    if "buses_i" not in held.variables:
        found = quoted(held.variables) or "no variables"
        raise _nothing(path, "the file holds no PyPSA network: there is no buses_i", found, "check the path")
    if "scenario" in held.variables:
        what, remedy = "a network with scenarios is not carried over", "export one scenario: n.get_scenario(name)"
        raise _nothing(path, what, quoted(map(str, held.variables["scenario"].values)), remedy)
    return _tables_of(held.variables), str(held.attributes.get("network_name", ""))


def _tables_of(held: dict[str, Variable]) -> Raw:
    raw: Raw = {}
    for list_name in (*COMPONENTS, *UNREAD):
        if f"{list_name}_i" in held:
            raw[list_name] = pd.DataFrame(index=_names(held[f"{list_name}_i"]))
    for table in ("snapshots", "investment_periods"):
        if table in held:
            raw[table] = pd.DataFrame(index=pd.Index(held[table].values))
    axes = {name for name, variable in held.items() if variable.dimensions == (name,)}
    for name, variable in held.items():
        if name in axes:
            continue
        if match := re.fullmatch(rf"({'|'.join(COMPONENTS)})_(t|pw)_(.+)", name):
            list_name, kind, attribute = match.groups()
            names = _names(held[f"{name}_i"])
            if kind == "pw":
                raw[f"{list_name}-{attribute}-pw"] = pd.DataFrame(columns=names)
            else:
                turned = variable.dimensions[0] != "snapshots"
                by_time = variable.values.T if turned else variable.values
                raw[f"{list_name}-{attribute}"] = pd.DataFrame(by_time, columns=names)
            continue
        tables = [*raw, *COMPONENTS]
        list_name = max((each for each in tables if name.startswith(f"{each}_")), key=len, default="")
        if list_name in raw and variable.values.ndim == 1:
            raw[list_name][name.removeprefix(f"{list_name}_")] = variable.values
    return raw


def _names(variable: Variable) -> pd.Index:
    return pd.Index([str(each) for each in variable.values], dtype=object)


def _snapshots(raw: Raw, faults: list[Fault]) -> pd.DataFrame:
    frame = raw.get("snapshots")
    if frame is None or not len(frame):
        frame = pd.DataFrame({"snapshot": ["now"]})
    label = next((each for each in ("timestep", "snapshot") if each in frame.columns), None)
    labels = frame[label].to_numpy() if label else frame.index.to_numpy()
    period = frame["period"] if "period" in frame.columns else [np.nan] * len(frame)
    result = pd.DataFrame({"label": labels, "period": pd.to_numeric(pd.Series(np.asarray(period)), errors="coerce")})
    common = frame["weightings"] if "weightings" in frame.columns else [1.0] * len(frame)
    for name in _WEIGHTINGS:
        given = frame[name] if name in frame.columns else common
        result[name] = pd.to_numeric(pd.Series(np.asarray(given)), errors="coerce")
        wrong = result[name].isna().to_numpy()
        if wrong.any():
            what = "a weighting that is no number"
            found, remedy = quoted(map(str, labels[wrong])), "write a number for each snapshot"
            faults.append(Fault("snapshots", 0, name, what, found, "numbers above 0", remedy))
    return result


def _periods(raw: Raw) -> pd.DataFrame:
    frame = raw.get("investment_periods", pd.DataFrame())
    index = pd.Index(np.asarray(frame.index, dtype=float).astype(int) if len(frame) else [], dtype=int)
    columns = {
        name: np.asarray(frame[name], dtype=float) if name in frame.columns else np.ones(len(frame))
        for name in ("objective", "years")
    }
    return pd.DataFrame(columns, index=index)


def _unknown(component: Component, frame: pd.DataFrame | None) -> list[str]:
    return [] if frame is None else [str(each) for each in frame.columns if not component.knows(str(each))]


def _table(component: Component, frame: pd.DataFrame | None, faults: list[Fault]) -> pd.DataFrame:
    """The declared attributes of each component; an absent column or an empty cell is the default."""
    frame = pd.DataFrame() if frame is None else frame
    names = pd.Index([str(each) for each in frame.index], dtype=object)
    doubles = names[names.duplicated()].unique()
    if len(doubles):
        what, remedy = "a name stands twice", "give each component a name of its own"
        faults.append(Fault(component.list_name, 0, "name", what, quoted(doubles), "each name once", remedy))
    further = [component.attribute(str(each)) for each in frame.columns]
    wanted = {each.name: each for each in (*component.attributes, *filter(None, further))}
    data = {name: _cells(component, each, frame, names, faults) for name, each in wanted.items()}
    carriers = component.list_name == "carriers"
    extra = {str(each): frame[each].to_numpy() for each in frame.columns if carriers and str(each) not in data}
    return pd.DataFrame({**data, **extra}, index=names).loc[~names.duplicated()]


def _cells(
    component: Component, attribute: Attribute, frame: pd.DataFrame, names: pd.Index, faults: list[Fault]
) -> list[Any]:
    default = attribute.default
    if attribute.name not in frame.columns:
        return [default] * len(names)
    read: Callable[[Any], Any] = (
        _yes_no if isinstance(default, bool) else str if isinstance(default, str) else float  # bool before number
    )
    cells: list[Any] = []
    wrong: list[str] = []
    for name, cell in zip(names, frame[attribute.name], strict=True):
        if cell == "" or pd.isna(cell):
            cells.append(default)
            continue
        try:
            cells.append(read(cell))
        except ValueError:
            wrong.append(f"{name}: {cell}")
            cells.append(default)
    if wrong:
        allowed = "True or False" if isinstance(default, bool) else "a number"
        what, remedy = f"not {allowed}", "correct the value"
        faults.append(Fault(component.list_name, 0, attribute.name, what, quoted(wrong), allowed, remedy))
    return cells


def _yes_no(cell: Any) -> bool:
    word = str(cell).lower()
    if word not in (*_TRUE, *_FALSE):
        raise ValueError(word)
    return word in _TRUE


def _course(
    list_name: str,
    attribute: Attribute,
    frame: pd.DataFrame,
    table: pd.DataFrame,
    snapshots: pd.DataFrame,
    faults: list[Fault],
) -> pd.DataFrame:
    """The courses of an attribute; a gap is allowed where the default is none."""
    if len(frame) != len(snapshots):
        what, found = "a series of another length than the snapshots", f"{len(frame)} values"
        remedy = "write one value for each snapshot"
        faults.append(Fault(list_name, 0, attribute.name, what, found, f"{len(snapshots)} values", remedy))
        return pd.DataFrame(index=range(len(snapshots)))
    names = [str(each) for each in frame.columns]
    strangers = [each for each in names if each not in table.index]
    if strangers:
        what, remedy = "a series of components that are not there", "correct the name or take the series out"
        faults.append(Fault(list_name, 0, attribute.name, what, quoted(strangers), f"names of {list_name}", remedy))
    cells = frame.set_axis(names, axis=1).drop(columns=strangers).reset_index(drop=True)
    values = cells.replace("", np.nan).apply(pd.to_numeric, errors="coerce").astype(float)
    gaps_allowed = isinstance(attribute.default, float) and np.isnan(attribute.default)
    told = ~np.isin(cells.to_numpy(dtype=object).astype(str), ("", "nan")) if gaps_allowed else True
    wrong = values.columns[(values.isna().to_numpy() & told).any(axis=0)]
    if len(wrong):
        what, remedy = "a series with values that are no numbers", "write a number for each snapshot"
        faults.append(Fault(list_name, 0, attribute.name, what, quoted(wrong), "numbers", remedy))
    return values
