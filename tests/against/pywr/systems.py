"""Pywr models of many parts."""

from tests.against.pywr.parts import MONTHS, SEA, dam, model, spring, town

SYSTEMS = {
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
