"""Parts that Pywr models of the tests are made of.

Costs differ enough that the optimum of every step is unique.
"""

import numpy as np

MONTHS = [0.9, 0.95, 1.1, 1.3, 1.6, 1.9, 2.0, 1.7, 1.3, 1.0, 0.9, 0.85]
CURVE = [0.8, 0.8, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.6, 0.7, 0.8]


def inflow(days=120, seed=1, mean=10.0):
    rng = np.random.default_rng(seed)
    wave = 1.0 + 0.6 * np.sin(np.arange(days) / 19.0)
    return np.round(mean * wave * rng.gamma(3.0, 1 / 3.0, days), 4).tolist()


def stream(seed=1, mean=10.0, days=120):
    return {"type": "arrayindexed", "values": inflow(days, seed, mean)}


def model(nodes, edges, parameters=None, days=120, timestep=1, start="2021-01-25"):
    first = np.datetime64(start)
    return {
        "metadata": {"title": "model", "minimum_version": "0.1"},
        "timestepper": {"start": start, "end": str(first + (days - 1) * timestep), "timestep": timestep},
        "nodes": nodes,
        "edges": edges,
        "parameters": parameters or {},
    }


def spring(name="spring", seed=1, mean=10.0, days=120):
    return {"name": name, "type": "Catchment", "flow": stream(seed, mean, days)}


def dam(name="dam", cost=-1.0, size=200.0, start=120.0, **more):
    return {"name": name, "type": "Storage", "max_volume": size, "initial_volume": start, "cost": cost, **more}


def town(name="town", most=8.0, cost=-50.0, **more):
    return {"name": name, "type": "Output", "max_flow": most, "cost": cost, **more}


SEA = {"name": "sea", "type": "Output"}
LINE = [["spring", "dam"], ["dam", "town"], ["dam", "sea"]]


def one_dam(town_more=None, dam_more=None, parameters=None, **more):
    return model([spring(), dam(**(dam_more or {})), town(**(town_more or {})), SEA], LINE, parameters, **more)


def licence(kind, **cells):
    nodes = [
        {"name": "river", "type": "Input", "max_flow": 12.0, "cost": 1.0},
        {"name": "pump", "type": "Link"},
        {"name": "other", "type": "Input", "max_flow": 20.0, "cost": 9.0},
        town(most=10.0),
        {"name": "licence", "type": kind, "nodes": ["pump"], "factors": [1.0], **cells},
    ]
    return model(nodes, [["river", "pump"], ["pump", "town"], ["other", "town"]])


def curve_value(kind, **cells):
    parameter = {"type": kind, **cells, **({} if kind == "indexedarray" else {"storage_node": "dam"})}
    return one_dam(
        {"most": {"type": "aggregated", "agg_func": "product", "parameters": ["norm", "saving"]}},
        {"size": 150.0, "start": 80.0},
        {"norm": {"type": "constant", "value": 11.0}, "saving": parameter},
    )


def two_ways(extra=(), mean=10.0, town_most=8.0, farm_most=6.0):
    nodes = [
        spring(mean=mean),
        {"name": "fork", "type": "River"},
        {"name": "canal", "type": "Link", "max_flow": 7.0},
        town(most=town_most),
        town("farm", farm_most, -20.0),
        SEA,
        *extra,
    ]
    return model(nodes, [["spring", "fork"], ["fork", "canal"], ["canal", "town"], ["fork", "farm"], ["fork", "sea"]])


def varied(kind, **cells):
    return one_dam({"most": {"type": kind, **cells}})


def with_parameter(parameter, **others):
    return one_dam({"most": "wanted"}, None, {"wanted": parameter, **others})
