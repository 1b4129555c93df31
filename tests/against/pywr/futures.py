"""Pywr models of several futures, of steps that are no days, and of parameters that remember."""

import numpy as np

from tests.against.pywr.parts import (
    LINE,
    MONTHS,
    SEA,
    curve_value,
    dam,
    inflow,
    model,
    one_dam,
    spring,
    town,
    with_parameter,
)


def frame(futures, days=60, start="2021-01-25", step=1, seed=5):
    """A data frame in the model: a column for each future, a row for each date."""
    dates = np.datetime64(start) + np.arange(days) * step
    rows = [inflow(days, seed + each) for each in range(futures)]
    data = {
        str(each): {str(date): value for date, value in zip(dates, row, strict=True)} for each, row in enumerate(rows)
    }
    return {"type": "dataframe", "data": data, "parse_dates": True}


def futures(scenarios, parameters, most="use", days=60, **more):
    """A reservoir whose inflow and use depend on scenarios."""
    nodes = [{"name": "spring", "type": "Catchment", "flow": "flow"}, dam(), town(most=most), SEA]
    made = model(nodes, LINE, {"use": {"type": "constant", "value": 9.0}, **parameters}, days=days)
    return {**made, "scenarios": scenarios, **more}


WET = {"name": "wet", "size": 3}
GROWTH = {"name": "growth", "size": 2, "ensemble_names": ["low", "high"]}
USES = {"type": "constantscenario", "scenario": "growth", "values": [7.0, 12.0]}
BY_MONTH = [[m * size for m in MONTHS] for size in (3.0, 7.0, 12.0)]
KNOWN = {"flow": {"type": "arrayindexed", "values": inflow(60)}}


def of_inflow(**more):
    return {"flow": {**frame(3), "scenario": "wet"}, **more}


def weekly(every, days, **more):
    made = one_dam({"most": {"type": "monthlyprofile", "values": [6 * m for m in MONTHS]}}, {"size": 900.0}, **more)
    made["nodes"][0]["flow"] = {"type": "monthlyprofile", "values": [9 * m for m in MONTHS[::-1]]}
    made["timestepper"] = {"start": "2021-01-25", "end": str(np.datetime64("2021-01-25") + days), "timestep": every}
    return made


def remembers(parameter, **others):
    """A second town takes what the parameter says of the first."""
    made = one_dam(None, None, {"seen": parameter, **others})
    nodes = [*made["nodes"], town("other", "seen", -20.0)]
    return {**made, "nodes": nodes, "edges": [*made["edges"], ["dam", "other"]]}


FUTURES = {
    "futures of the inflow": futures([WET], of_inflow()),
    "futures of inflow and use": futures([WET, GROWTH], of_inflow(use=USES)),
    "some futures": futures([{**WET, "slice": [0, 3, 2]}, GROWTH], of_inflow(use=USES)),
    "combinations of futures": futures(
        [WET, GROWTH], of_inflow(use=USES), scenario_combinations=[[2, 0], [0, 1], [2, 1]]
    ),
    "futures of a profile by month": futures(
        [WET], {**KNOWN, "use": {"type": "scenariomonthlyprofile", "scenario": "wet", "values": BY_MONTH}}
    ),
    "futures of a profile by day": futures(
        [GROWTH],
        {
            **KNOWN,
            "use": {
                "type": "scenariodailyprofile",
                "scenario": "growth",
                "values": [list(np.round(np.linspace(low, 9.0, 366), 3)) for low in (5.0, 14.0)],
            },
        },
    ),
    "factors by month of futures": futures(
        [WET],
        {
            "flow": {
                "type": "arrayindexedscenariomonthlyfactors",
                "scenario": "wet",
                "values": inflow(60),
                "factors": [[f * m for m in MONTHS] for f in (0.5, 0.8, 1.1)],
            }
        },
    ),
    "parameters of futures": futures(
        [GROWTH],
        {
            **KNOWN,
            "use": {
                "type": "scenariowrapper",
                "scenario": "growth",
                "parameters": [
                    {"type": "controlcurve", "storage_node": "dam", "control_curve": 0.5, "values": [9.0, 4.0]},
                    {"type": "monthlyprofile", "values": [8 * m for m in MONTHS]},
                ],
            },
        },
    ),
    "curve of futures": futures(
        [WET],
        of_inflow(
            curve={"type": "constantscenario", "scenario": "wet", "values": [0.3, 0.5, 0.7]},
            use={"type": "controlcurve", "storage_node": "dam", "control_curve": "curve", "values": [11.0, 5.0]},
        ),
    ),
    "weeks": weekly("W", 200),
    "weeks that end on Thursday": weekly("W-THU", 150),
    "quarters": weekly("Q", 700),
    "months": weekly("M", 500),
    "years": weekly("Y", 1500),
    "values one step later": futures([], {"flow": {**frame(1), "timestep_offset": 1}}, days=59),
    "mean of days before": remembers({"type": "rollingmeanflownode", "node": "town", "days": 5, "initial_flow": 3.0}),
    "mean of steps before": remembers({"type": "rollingmeanflownode", "node": "sea", "timesteps": 3}),
    "flow of days before": remembers({"type": "flowdelay", "node": "sea", "days": 4, "initial_flow": 2.5}),
    "flow before the first day": remembers({"type": "flow", "node": "town", "initial_value": 3.25}),
    "deficit of the day before": {
        **remembers({"type": "deficit", "node": "town"}),
        "nodes": [spring(mean=6.0), dam(size=60.0, start=30.0), town(most=14.0), SEA, town("other", "seen", -20.0)],
    },
    "licence of a year": one_dam({"most": {"type": "annuallicense", "node": "town", "amount": 1500.0}}),
    "threshold of a recorder": {
        **with_parameter(
            {"type": "recorderthreshold", "recorder": "flow", "threshold": 9.0, "values": [8.0, 3.0], "predicate": "GT"}
        ),
        "recorders": {"flow": {"type": "numpyarraynode", "node": "spring"}},
    },
    "threshold of a flow": with_parameter(
        {"type": "nodethreshold", "node": "spring", "threshold": 9.0, "values": [8.0, 3.0], "predicate": "LT"}
    ),
    "several thresholds": with_parameter(
        {
            "type": "indexedarray",
            "index_parameter": {"type": "multiplethresholdindex", "node": "spring", "thresholds": [12.0, 8.0]},
            "params": [9.0, 6.0, 2.0],
        }
    ),
    "threshold of the year": with_parameter(
        {"type": "currentyearthreshold", "threshold": 2021, "values": [4.0, 8.0], "predicate": "GE"}
    ),
    "profile through days": with_parameter(
        {"type": "rbfprofile", "days_of_year": [1, 60, 140, 250], "values": [5.0, 8.0, 11.0, 7.0]}
    ),
    "scaled profile": with_parameter(
        {"type": "scaledprofile", "scale": 6.0, "profile": {"type": "monthlyprofile", "values": MONTHS}}
    ),
    "price by pieces": with_parameter(
        {
            "type": "piecewiseintegral",
            "parameter": {"type": "storage", "storage_node": "dam"},
            "x": [50.0, 100.0, 200.0],
            "y": [0.05, 0.08, 0.02],
        }
    ),
    "power to be made": with_parameter(
        {
            "type": "hydropowertarget",
            "target": {"type": "constant", "value": 4.0},
            "water_elevation_parameter": "level",
            "turbine_elevation": 35.0,
            "efficiency": 0.85,
            "min_head": 5.0,
            "max_flow": {"type": "constant", "value": 12.0},
            "flow_unit_conversion": 1000.0,
            "energy_unit_conversion": 2.7778e-10,
        },
        level={"type": "interpolatedvolume", "node": "dam", "volumes": [0.0, 200.0], "values": [30.0, 70.0]},
    ),
    "total deficit under a curve": curve_value("controlcurve", control_curves=[0.6, 0.3], values=[1.0, 0.7, 0.4])
    | {"recorders": {"short": {"type": "totaldeficitnode", "node": "town"}}},
}
