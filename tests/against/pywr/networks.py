"""Pywr models of one kind of node each: inputs and outputs, links and rivers, splits, losses, delays, reservoirs."""

from tests.against.pywr.parts import LINE, MONTHS, SEA, dam, model, one_dam, spring, town, two_ways

NETWORKS = {
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
    "steps of a week": model([spring(days=40), dam(size=600.0, start=300.0), town(), SEA], LINE, days=40, timestep=7),
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
}
