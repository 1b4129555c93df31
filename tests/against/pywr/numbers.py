"""Pywr models of parameters: profiles, formulas, contents and flows that others read."""

import numpy as np

from tests.against.pywr.parts import MONTHS, varied, with_parameter

NUMBERS = {
    "monthly profile": varied("monthlyprofile", values=[6 * m for m in MONTHS]),
    "monthly profile between days": varied("monthlyprofile", values=[6 * m for m in MONTHS], interp_day="first"),
    "daily profile": varied("dailyprofile", values=[round(5 + 4 * np.sin(d / 58.0), 4) for d in range(366)]),
    "weekly profile": varied("weeklyprofile", values=[round(5 + 4 * np.sin(d / 8.0), 4) for d in range(52)]),
    "harmonic": varied("annualharmonicseries", mean=6.0, amplitudes=[2.0, 1.0], phases=[0.3, 1.1]),
    "drawdown": with_parameter(
        {"type": "aggregated", "agg_func": "product", "parameters": [9.0, "course"]},
        course={"type": "uniformdrawdownprofile", "reset_month": 4, "reset_day": 1, "residual_days": 10},
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
}
