"""Pywr models that say something unusual: ratchets, names in place, sizes that vary, curves that cross, inner nodes."""

from tests.against.pywr.parts import (
    CURVE,
    LINE,
    MONTHS,
    SEA,
    curve_value,
    dam,
    licence,
    model,
    one_dam,
    spring,
    town,
    two_ways,
    with_parameter,
)

LOW = {"type": "storagethreshold", "storage_node": "dam", "threshold": 110.0}
STEPS = {"type": "controlcurve", "storage_node": "dam", "control_curves": [0.7, 0.4], "values": [9.0, 7.0, 4.0]}


def ratchet(kind, **cells):
    return with_parameter({"type": kind, "ratchet": True, "values": [9.0, 5.0], **cells})


def recorded(recorder, **cells):
    parameter = {"type": "recorderthreshold", "recorder": "seen", "values": [8.0, 3.0], **cells}
    return {
        **with_parameter(parameter, q={"type": "monthlyprofile", "values": MONTHS}),
        "recorders": {"seen": recorder},
    }


def with_pipe(node, inner):
    nodes = [spring(), dam(), node, town(most=6.0), SEA]
    limit = {"name": "limit", "type": "VirtualStorage", "nodes": [inner], "max_volume": 300.0, "initial_volume": 300.0}
    return model([*nodes, limit], [["spring", "dam"], ["dam", "pipe"], ["pipe", "town"], ["dam", "sea"]])


def split(kind, first="a", second="b", **cells):
    nodes = [spring(), {"name": "split", "type": kind, **cells}, town(most=30.0, cost=-5.0), SEA]
    return model(nodes, [["spring", "split"], ["split", "sea", first, None], ["split", "town", second, None]])


DETAILS = {
    "threshold that stays met": ratchet("storagethreshold", storage_node="dam", threshold=110.0),
    "flow that met a threshold": ratchet("nodethreshold", node="spring", threshold=15.0, predicate="GT"),
    "day that met a threshold": ratchet("currentordinaldaythreshold", threshold=737850, predicate="EQ"),
    "recorder that met a threshold": recorded(
        {"type": "numpyarraynode", "node": "spring"}, threshold=14.0, predicate="GT", ratchet=True
    ),
    "threshold of a recorded share": recorded(
        {"type": "numpyarraystorage", "node": "dam", "proportional": True}, threshold=0.6, initial_value=0
    ),
    "threshold of a recorded parameter": recorded({"type": "numpyarrayparameter", "parameter": "q"}, threshold=1.4),
    "threshold of a recorded deficit": recorded({"type": "numpyarraynodedeficit", "node": "town"}, threshold=9.0),
    "index of two": with_parameter(
        {
            "type": "indexedarray",
            "index_parameter": {
                "type": "aggregatedindex",
                "agg_func": "sum",
                "parameters": [LOW, {"type": "controlcurveindex", "storage_node": "dam", "control_curves": [0.5, 0.2]}],
            },
            "params": [9.0, 7.0, 4.0, 2.0],
        }
    ),
    "parameter by the name it has in place": {
        **one_dam(),
        "nodes": [
            spring(),
            dam(),
            town(most={"type": "constant", "value": 7.5, "name": "wanted", "comment": "in place"}),
            SEA,
            town("farm", "wanted", -9.0),
        ],
        "edges": [*LINE, ["dam", "farm"]],
    },
    "numbers without a type": one_dam({"most": {"values": 8.0}}),
    "size by month": one_dam(
        {"most": STEPS},
        {
            "size": {"type": "monthlyprofile", "values": [200 * c for c in CURVE]},
            "start": 90.0,
            "initial_volume_pc": 0.55,
        },
    ),
    "start above the most": one_dam(None, {"start": 250.0}),
    "start below the least": one_dam(None, {"start": 10.0, "min_volume": 40.0}),
    "least volume that rises": one_dam(
        {"most": 20.0},
        {"min_volume": {"type": "monthlyprofile", "values": [10, 80, 20, 60, 5, 90, 10, 10, 10, 10, 10, 10]}},
    ),
    "curves that cross": curve_value("controlcurve", control_curves=[0.4, 0.7], values=[1.0, 0.7, 0.3]),
    "curve above full": curve_value("controlcurve", control_curves=[1.2, 0.5], values=[1.0, 0.7, 0.3]),
    "pieces within a top and a bottom": curve_value(
        "controlcurvepiecewiseinterpolated",
        control_curves=[{"type": "monthlyprofile", "values": CURVE}, 0.3],
        values=[[1.2, 1.0], [0.8, 0.6], [0.5, 0.2]],
        minimum=0.1,
        maximum=0.9,
    ),
    "numbers of an optimiser": with_parameter(
        {
            "type": "aggregated",
            "agg_func": "sum",
            "parameters": [
                {"type": "binarystep", "value": 0.5, "output": 3.0},
                {"type": "rectifier", "value": 0.4, "max_output": 6.0, "min_output": 1.0, "upper_bounds": 2.0},
                {"type": "logistic", "value": 0.7, "max_output": 4.0, "growth_rate": 1.5},
            ],
        }
    ),
    "licence by an exponential": one_dam(
        {"most": {"type": "annualexponentiallicense", "node": "town", "amount": 1500.0, "max_value": 15.0, "k": 1.2}}
    ),
    "licence by a hyperbola": one_dam(
        {"most": {"type": "annualhyperbolalicense", "node": "town", "amount": 1500.0, "value": 6.0}}
    ),
    "licence of the gross flow": with_pipe({"name": "pipe", "type": "LossLink", "loss_factor": 0.2}, "pipe Gross"),
    "licence of what is lost": with_pipe({"name": "pipe", "type": "LossLink", "loss_factor": 0.9}, "pipe Output"),
    "licence that another flow fills": {
        **(made := licence("VirtualStorage", max_volume=100.0, initial_volume=50.0)),
        "nodes": [*made["nodes"][:-1], {**made["nodes"][-1], "nodes": ["pump", "other"], "factors": [1.0, -0.5]}],
    },
    "licence that starts empty": licence("RollingVirtualStorage", max_volume=60.0, days=10),
    "flow of pieces before the first day": model(
        [
            spring(),
            dam(),
            {"name": "steps", "type": "PiecewiseLink", "nsteps": 2, "costs": [-4.0, 1.0], "max_flows": [3.0, None]},
            town(most={"type": "flow", "node": "steps", "initial_value": 4.0}),
            SEA,
        ],
        [["spring", "dam"], ["dam", "town"], ["dam", "steps"], ["steps", "sea"]],
    ),
    "volume of two dams between points": model(
        [
            spring(),
            spring("side", 2, 6.0),
            dam("one", -2.0, 150.0, 60.0),
            dam("two", -3.0, 150.0, 100.0),
            {"name": "all", "type": "AggregatedStorage", "storage_nodes": ["one", "two"]},
            town(most={"type": "interpolatedvolume", "node": "all", "volumes": [0, 150, 300], "values": [2, 8, 12]}),
            SEA,
        ],
        [["spring", "one"], ["side", "two"], ["one", "town"], ["two", "sea"], ["one", "sea"]],
    ),
    "gauge and split": split(
        "RiverSplitWithGauge", factors=[3, 1], mrf=4.0, mrf_cost=-90.0, cost=-1.0, slot_names=["a", "b"]
    ),
    "split in pieces": split(
        "MultiSplitLink",
        nsteps=2,
        max_flows=[3.0, None, None],
        costs=[-10.0, -1.0, 0.5],
        extra_slots=1,
        factors=[2.0, 1.0],
        slot_names=["a", "b"],
    ),
    "split by numbers": split("RiverSplit", 0, 1, factors=[3, 1]),
    "sum with weights and factors": two_ways(
        [
            {
                "name": "both",
                "type": "AggregatedNode",
                "nodes": ["town", "farm"],
                "factors": [2.0, 1.0],
                "flow_weights": [1.0, 0.5],
                "max_flow": 5.0,
            }
        ]
    ),
    "water that comes back": model(
        [
            spring(),
            dam(),
            town(),
            {
                "name": "back",
                "type": "Catchment",
                "flow": {
                    "type": "aggregated",
                    "agg_func": "product",
                    "parameters": [0.6, {"type": "flow", "node": "town"}],
                },
            },
            {"name": "lower", "type": "River"},
            SEA,
            town("farm", 5.0, -9.0),
        ],
        [["spring", "dam"], ["dam", "town"], ["dam", "lower"], ["back", "lower"], ["lower", "farm"], ["lower", "sea"]],
    ),
}
