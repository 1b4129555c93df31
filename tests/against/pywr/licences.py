"""Pywr models of licences: virtual storages that flows draw from, and that begin anew."""

from tests.against.pywr.parts import licence, model, town

LICENCES = {
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
}
