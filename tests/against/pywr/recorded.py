"""A Pywr model with recorders of all kinds that become indicators."""

from tests.against.pywr.parts import one_dam

PERCENTILES = [5, 50, 90, 99.5]
RECORDERS = {
    "total": {"type": "totalflownode", "node": "town", "factor": 2.0},
    "short": {"type": "TotalDeficitNodeRecorder", "node": "town"},
    "often": {"type": "DeficitFrequencyNode", "node": "town"},
    "mean": {"type": "numpyarraynode", "node": "town"},
    "largest": {"type": "numpyarraynode", "node": "spring", "temporal_agg_func": "max"},
    "smallest": {"type": "numpyarraynode", "node": "spring", "temporal_agg_func": "min"},
    "middle": {"type": "NumpyArrayNodeRecorder", "node": "spring", "temporal_agg_func": "median"},
    "worst": {"type": "numpyarraynodedeficit", "node": "town", "temporal_agg_func": "max"},
    "content": {"type": "numpyarraystorage", "node": "dam"},
    "share": {"type": "numpyarraystorage", "node": "dam", "proportional": True, "temporal_agg_func": "median"},
    "lowest": {"type": "minimumvolumestorage", "node": "dam"},
    "flows": {"type": "flowdurationcurve", "node": "spring", "percentiles": PERCENTILES},
    "march and april": {
        "type": "seasonalflowdurationcurve",
        "node": "spring",
        "percentiles": PERCENTILES,
        "months": [3, 4],
    },
    "volumes": {"type": "storagedurationcurve", "node": "dam", "percentiles": PERCENTILES},
    "both": {"type": "aggregated", "recorder_agg_func": "sum", "recorders": ["total", "short"]},
}
RECORDED = {**one_dam({"most": 14.0}, {"size": 60.0, "start": 30.0}), "recorders": RECORDERS}
