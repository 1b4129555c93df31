"""Pywr models, each with one feature, and some with many: what Pywr makes of them is kept in `results.json`.

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


MODELS = {
    "input and output": model(
        [{"name": "well", "type": "Input", "max_flow": 15.0}, town()], [["well", "town"]], days=5
    ),
    "least flow of an output": model(
        [{"name": "well", "type": "Input", "max_flow": 15.0, "cost": 3.0}, town(cost=1.0, min_flow=2.0)],
        [["well", "town"]],
        days=5,
    ),
    "two wells at two costs": model(
        [
            {"name": "cheap", "type": "Input", "max_flow": 5.0, "cost": 1.0},
            {"name": "dear", "type": "Input", "max_flow": 15.0, "cost": 4.0},
            town(),
        ],
        [["cheap", "town"], ["dear", "town"]],
        days=5,
    ),
    "link with a limit": two_ways(),
    "reservoir": one_dam(),
    "reservoir that runs dry": one_dam({"most": 14.0}, {"size": 60.0, "start": 30.0, "min_volume": 5.0}),
    "reservoir that spills": one_dam({"most": 3.0}, {"size": 60.0, "start": 30.0}),
    "reservoir by share": one_dam(None, {"initial_volume_pc": 0.5}),
    "river gauge": model(
        [
            spring(),
            dam(start=50.0, size=80.0),
            {"name": "gauge", "type": "RiverGauge", "mrf": 4.0, "mrf_cost": -90.0},
            town(most=9.0),
            SEA,
        ],
        [["spring", "dam"], ["dam", "town"], ["dam", "gauge"], ["gauge", "sea"]],
    ),
    "piecewise link": model(
        [
            spring(),
            {
                "name": "steps",
                "type": "PiecewiseLink",
                "nsteps": 3,
                "costs": [-9.0, -5.0, 3.0],
                "max_flows": [3.0, 4.0, None],
            },
            town("farm", 5.0, -7.0),
            SEA,
        ],
        [["spring", "steps"], ["spring", "farm"], ["steps", "sea"]],
    ),
    "loss link": model(
        [
            {"name": "well", "type": "Input", "max_flow": 9.0, "cost": 1.0},
            {"name": "pipe", "type": "LossLink", "loss_factor": 0.25, "max_flow": 7.0},
            town(most=12.0),
        ],
        [["well", "pipe"], ["pipe", "town"]],
        days=5,
    ),
    "loss of the gross flow": model(
        [
            {"name": "well", "type": "Input", "max_flow": 9.0, "cost": 1.0},
            {"name": "pipe", "type": "LossLink", "loss_factor": 0.25, "loss_factor_type": "gross"},
            town(most=12.0),
        ],
        [["well", "pipe"], ["pipe", "town"]],
        days=5,
    ),
    "loss by month": model(
        [
            spring(),
            dam(),
            {
                "name": "pipe",
                "type": "LossLink",
                "loss_factor": {"type": "monthlyprofile", "values": [m / 10 for m in MONTHS]},
            },
            town(),
            SEA,
        ],
        [["spring", "dam"], ["dam", "pipe"], ["pipe", "town"], ["dam", "sea"]],
    ),
    "break link": model(
        [spring(), {"name": "gap", "type": "BreakLink", "max_flow": 6.0}, town(most=9.0), SEA],
        [["spring", "gap"], ["gap", "town"], ["spring", "sea"]],
    ),
    "delay": model(
        [spring(), {"name": "reach", "type": "DelayNode", "days": 3, "initial_flow": 2.0}, dam(), town(), SEA],
        [["spring", "reach"], ["reach", "dam"], ["dam", "town"], ["dam", "sea"]],
    ),
    "delay of steps": model(
        [spring(days=30), {"name": "reach", "type": "DelayNode", "timesteps": 2}, town(), SEA],
        [["spring", "reach"], ["reach", "town"], ["reach", "sea"]],
        days=30,
        timestep=7,
    ),
    "river split": model(
        [
            spring(),
            {"name": "split", "type": "RiverSplit", "factors": [3.0, 1.0], "slot_names": ["river", "canal"]},
            town(most=30.0, cost=-5.0),
            SEA,
        ],
        [["spring", "split"], ["split", "sea", "river", None], ["split", "town", "canal", None]],
    ),
    "aggregated limit": two_ways(
        [{"name": "both", "type": "AggregatedNode", "nodes": ["town", "farm"], "max_flow": 9.0}]
    ),
    "aggregated least": two_ways(
        [{"name": "both", "type": "AggregatedNode", "nodes": ["farm", "sea"], "min_flow": 0.1}], 14.0
    ),
    "aggregated weights": two_ways(
        [
            {
                "name": "both",
                "type": "AggregatedNode",
                "nodes": ["town", "farm"],
                "flow_weights": [2.0, 1.0],
                "max_flow": 12.0,
            }
        ]
    ),
    "aggregated factors": two_ways(
        [{"name": "both", "type": "AggregatedNode", "nodes": ["town", "farm"], "factors": [2.0, 1.0]}]
    ),
    "aggregated factors by month": two_ways(
        [
            {
                "name": "both",
                "type": "AggregatedNode",
                "nodes": ["town", "farm"],
                "factors": [{"type": "monthlyprofile", "values": MONTHS}, 1.0],
            }
        ]
    ),
    "licence": licence("VirtualStorage", max_volume=400.0, initial_volume=400.0),
    "yearly licence": licence(
        "AnnualVirtualStorage", max_volume=300.0, initial_volume=100.0, reset_month=3, reset_day=10
    ),
    "yearly licence to its start": licence(
        "AnnualVirtualStorage",
        max_volume=300.0,
        initial_volume=90.0,
        reset_month=3,
        reset_day=10,
        reset_to_initial_volume=True,
    ),
    "seasonal licence": licence(
        "SeasonalVirtualStorage",
        max_volume=150.0,
        initial_volume=150.0,
        reset_month=3,
        reset_day=1,
        end_month=4,
        end_day=20,
    ),
    "monthly licence": licence("MonthlyVirtualStorage", max_volume=150.0, initial_volume=150.0, months=1),
    "rolling licence": licence("RollingVirtualStorage", max_volume=60.0, initial_volume=40.0, days=10),
    "monthly profile": varied("monthlyprofile", values=[6 * m for m in MONTHS]),
    "monthly profile between days": varied("monthlyprofile", values=[6 * m for m in MONTHS], interp_day="first"),
    "daily profile": varied("dailyprofile", values=[round(5 + 4 * np.sin(d / 58.0), 4) for d in range(366)]),
    "weekly profile": varied("weeklyprofile", values=[round(5 + 4 * np.sin(d / 8.0), 4) for d in range(52)]),
    "harmonic": varied("annualharmonicseries", mean=6.0, amplitudes=[2.0, 1.0], phases=[0.3, 1.1]),
    "drawdown": with_parameter(
        {"type": "aggregated", "agg_func": "product", "parameters": [9.0, "course"]},
        course={"type": "uniformdrawdownprofile", "reset_month": 4, "reset_day": 1, "residual_days": 10},
    ),
    "control curve": curve_value(
        "controlcurve", control_curves=[{"type": "monthlyprofile", "values": CURVE}, 0.3], values=[1.0, 0.7, 0.4]
    ),
    "control curve of parameters": curve_value(
        "controlcurve",
        control_curve=0.5,
        parameters=[{"type": "constant", "value": 1.0}, {"type": "monthlyprofile", "values": CURVE}],
    ),
    "control curve interpolated": curve_value(
        "controlcurveinterpolated", control_curves=[0.6, 0.3], values=[1.2, 1.0, 0.6, 0.2]
    ),
    "control curve in pieces": curve_value(
        "controlcurvepiecewiseinterpolated", control_curves=[0.6], values=[[1.2, 1.0], [0.8, 0.2]], minimum=0.05
    ),
    "control curve index": curve_value(
        "indexedarray",
        index_parameter={
            "type": "controlcurveindex",
            "storage_node": "dam",
            "control_curves": [{"type": "monthlyprofile", "values": CURVE}, 0.35],
        },
        params=[1.0, 0.8, 0.5],
    ),
    "reservoir above its curve": model(
        [
            spring(),
            {
                "name": "dam",
                "type": "Reservoir",
                "max_volume": 150.0,
                "initial_volume": 60.0,
                "above_curve_cost": -30.0,
                "control_curve": 0.6,
            },
            town(cost=-20.0),
            SEA,
        ],
        LINE,
    ),
    "reservoir with a curve and a cost": model(
        [
            spring(),
            {
                "name": "dam",
                "type": "Reservoir",
                "max_volume": 150.0,
                "initial_volume": 60.0,
                "cost": -30.0,
                "above_curve_cost": -1.0,
                "control_curve": 0.6,
            },
            town(cost=-20.0),
            SEA,
        ],
        LINE,
    ),
    "aggregated parameters": with_parameter(
        {
            "type": "aggregated",
            "agg_func": "max",
            "parameters": [
                {"type": "aggregated", "agg_func": "min", "parameters": ["m", {"type": "constant", "value": 9.0}]},
                {"type": "negative", "parameter": {"type": "constant", "value": -6.5}},
            ],
        },
        m={"type": "monthlyprofile", "values": [5 * m for m in MONTHS]},
    ),
    "quotient and offset": with_parameter(
        {
            "type": "division",
            "numerator": {"type": "offset", "parameter": "m", "offset": 30.0},
            "denominator": {"type": "constant", "value": 5.0},
        },
        m={"type": "monthlyprofile", "values": [5 * m for m in MONTHS]},
    ),
    "value of a volume": with_parameter(
        {"type": "interpolatedvolume", "node": "dam", "volumes": [0.0, 60.0, 200.0], "values": [1.0, 7.0, 12.0]}
    ),
    "volume itself": with_parameter(
        {"type": "aggregated", "agg_func": "product", "parameters": [{"type": "storage", "storage_node": "dam"}, 0.08]}
    ),
    "flow of the day before": with_parameter(
        {"type": "aggregated", "agg_func": "max", "parameters": [{"type": "flow", "node": "spring"}, 2.0]}
    ),
    "threshold of a volume": with_parameter(
        {"type": "storagethreshold", "storage_node": "dam", "threshold": 110.0, "predicate": "LT", "values": [9.0, 5.0]}
    ),
    "minimum volume by curve": one_dam(
        None, {"min_volume": {"type": "monthlyprofile", "values": [40 * c for c in CURVE]}}
    ),
    "cost by curve": one_dam(
        {"cost": -20.0},
        {"cost": {"type": "controlcurve", "storage_node": "dam", "control_curve": 0.5, "values": [-1.0, -40.0]}},
    ),
    "steps of a week": model([spring(days=40), dam(size=600.0, start=300.0), town(), SEA], LINE, days=40, timestep=7),
    "two dams in a row": model(
        [
            spring(),
            spring("side", 2, 4.0),
            dam("upper", -2.0),
            dam("dam", -1.0, 120.0, 60.0),
            town(most=9.0),
            town("farm", 7.0, -30.0),
            SEA,
        ],
        [["spring", "upper"], ["upper", "dam"], ["side", "dam"], ["upper", "town"], ["dam", "farm"], ["dam", "sea"]],
    ),
    "transfer by a curve": model(
        [
            spring(),
            spring("side", 2, 6.0),
            dam("one", -2.0),
            dam("two", -3.0, 150.0, 100.0),
            {
                "name": "transfer",
                "type": "Link",
                "cost": -5.0,
                "max_flow": {"type": "controlcurve", "storage_node": "one", "control_curve": 0.5, "values": [0.0, 4.0]},
            },
            town(most=12.0),
            town("farm", 5.0, -30.0),
            SEA,
        ],
        [
            ["spring", "one"],
            ["side", "two"],
            ["two", "transfer"],
            ["transfer", "one"],
            ["one", "town"],
            ["two", "farm"],
            ["one", "sea"],
            ["two", "sea"],
        ],
    ),
    "sum of two dams": model(
        [
            spring(),
            spring("side", 2, 6.0),
            dam("one", -2.0, 150.0, 60.0),
            dam("two", -3.0, 150.0, 100.0),
            {"name": "all", "type": "AggregatedStorage", "storage_nodes": ["one", "two"]},
            town(
                most={
                    "type": "controlcurve",
                    "storage_node": "all",
                    "control_curves": [0.6, 0.4],
                    "values": [12.0, 9.0, 5.0],
                }
            ),
            town("farm", 5.0, -30.0),
            SEA,
        ],
        [["spring", "one"], ["side", "two"], ["one", "town"], ["two", "farm"], ["one", "sea"], ["two", "sea"]],
    ),
    "licence with a curve": model(
        [
            {"name": "river", "type": "Input", "max_flow": 12.0, "cost": 1.0},
            {
                "name": "pump",
                "type": "Link",
                "max_flow": {
                    "type": "controlcurve",
                    "storage_node": "licence",
                    "control_curve": 0.5,
                    "values": [9.0, 4.0],
                },
            },
            {"name": "other", "type": "Input", "max_flow": 20.0, "cost": 9.0},
            town(most=10.0),
            {
                "name": "licence",
                "type": "AnnualVirtualStorage",
                "nodes": ["pump"],
                "max_volume": 500.0,
                "initial_volume": 500.0,
            },
        ],
        [["river", "pump"], ["pump", "town"], ["other", "town"]],
    ),
    "evaporation": model(
        [
            spring(),
            dam(area={"type": "interpolatedvolume", "node": "dam", "volumes": [0.0, 200.0], "values": [0.0, 30.0]}),
            {
                "name": "air",
                "type": "Output",
                "cost": -999.0,
                "max_flow": {
                    "type": "aggregated",
                    "agg_func": "product",
                    "parameters": [
                        {"type": "monthlyprofile", "values": [m / 10 for m in MONTHS]},
                        {"type": "interpolatedvolume", "node": "dam", "volumes": [0.0, 200.0], "values": [0.0, 30.0]},
                    ],
                },
            },
            town(),
            SEA,
        ],
        [["spring", "dam"], ["dam", "town"], ["dam", "sea"], ["dam", "air"]],
    ),
    "edges that do not reach all": model(
        [
            spring(),
            spring("side", 2, 4.0),
            {"name": "ditch", "type": "Link"},
            {"name": "canal", "type": "Link"},
            town(most=9.0),
            town("farm", 5.0, -30.0),
            SEA,
        ],
        [
            ["spring", "ditch"],
            ["spring", "canal"],
            ["side", "canal"],
            ["ditch", "farm"],
            ["canal", "town"],
            ["ditch", "sea"],
            ["canal", "sea"],
        ],
    ),
    "everything": model(
        [
            spring(),
            spring("side", 2, 5.0),
            dam("upper", -2.0, 150.0, 90.0),
            {"name": "reach", "type": "DelayNode", "days": 2},
            {"name": "pipe", "type": "LossLink", "loss_factor": 0.15, "max_flow": 8.0},
            {
                "name": "gauge",
                "type": "RiverGauge",
                "mrf": {"type": "monthlyprofile", "values": MONTHS},
                "mrf_cost": -200.0,
            },
            dam(
                "lower",
                {"type": "controlcurve", "storage_node": "lower", "control_curve": 0.4, "values": [-1.0, -35.0]},
                100.0,
                50.0,
            ),
            town(
                most={
                    "type": "aggregated",
                    "agg_func": "product",
                    "parameters": [
                        {"type": "monthlyprofile", "values": [6 * m for m in MONTHS]},
                        {
                            "type": "controlcurve",
                            "storage_node": "upper",
                            "control_curves": [0.6, 0.3],
                            "values": [1.0, 0.8, 0.5],
                        },
                    ],
                }
            ),
            town("farm", 6.0, -30.0),
            SEA,
            {
                "name": "quota",
                "type": "AnnualVirtualStorage",
                "nodes": ["farm"],
                "max_volume": 260.0,
                "initial_volume": 260.0,
                "reset_month": 4,
                "reset_day": 1,
            },
            {"name": "both", "type": "AggregatedNode", "nodes": ["town", "farm"], "max_flow": 14.0},
        ],
        [
            ["spring", "upper"],
            ["upper", "pipe"],
            ["pipe", "town"],
            ["upper", "reach"],
            ["reach", "lower"],
            ["side", "lower"],
            ["lower", "farm"],
            ["lower", "gauge"],
            ["gauge", "sea"],
        ],
    ),
}
