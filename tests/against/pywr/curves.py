"""Pywr models of reservoirs that are kept by control curves."""

from tests.against.pywr.parts import CURVE, LINE, SEA, curve_value, dam, model, one_dam, spring, town

CURVES = {
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
    "minimum volume by curve": one_dam(
        None, {"min_volume": {"type": "monthlyprofile", "values": [40 * c for c in CURVE]}}
    ),
    "cost by curve": one_dam(
        {"cost": -20.0},
        {"cost": {"type": "controlcurve", "storage_node": "dam", "control_curve": 0.5, "values": [-1.0, -40.0]}},
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
}
