"""Pywr models over weeks, months and years: licences that begin anew within a step, delays, leap days."""

import numpy as np

from tests.against.pywr.parts import MONTHS, SEA, dam, licence, model, one_dam, town

FALLING = {"type": "monthlyprofile", "values": [9 * m for m in MONTHS[::-1]]}


def over(data, step, days):
    end = str(np.datetime64(data["timestepper"]["start"]) + days)
    return {**data, "timestepper": {**data["timestepper"], "end": end, "timestep": step}}


def wide(most, step, days=800):
    """A reservoir of two years, whose steps are no days."""
    made = one_dam({"most": most}, {"size": 2000.0, "start": 1000.0})
    made["nodes"][0] = {"name": "spring", "type": "Catchment", "flow": FALLING}
    return over(made, step, days)


def renewed(kind, step, days=800, **cells):
    size = 240.0 * {"M": 30, "W": 7}.get(step, 1)
    return over(licence(kind, max_volume=size, initial_volume=0.4 * size, **cells), step, days)


def reach(step, days=900, **cells):
    nodes = [
        {"name": "spring", "type": "Catchment", "flow": FALLING},
        {"name": "reach", "type": "DelayNode", "initial_flow": 2.0, **cells},
        dam(size=3000.0, start=900.0),
        town(),
        SEA,
    ]
    return over(model(nodes, [["spring", "reach"], ["reach", "dam"], ["dam", "town"], ["dam", "sea"]]), step, days)


AMOUNT = {"type": "annuallicense", "node": "town", "amount": 1500.0}
SPRING, WINTER = {"reset_month": 3, "end_month": 4, "end_day": 20}, {"reset_month": 11, "reset_day": 5, "end_month": 3}
DAILY = [round(5 + 4 * np.sin(day / 58.0), 4) for day in range(366)]
DRAWN = {"type": "uniformdrawdownprofile", "reset_month": 2, "reset_day": 15, "residual_days": 30}
CALENDARS = {
    **{
        f"{word} licence over {step}": renewed(kind, step, **cells)
        for step in ("W", "M")
        for word, kind, cells in (
            ("yearly", "AnnualVirtualStorage", {"reset_month": 3, "reset_day": 10}),
            ("first-day", "AnnualVirtualStorage", {"reset_to_initial_volume": True}),
            ("spring", "SeasonalVirtualStorage", SPRING),
            ("winter", "SeasonalVirtualStorage", WINTER),
            ("two-month", "MonthlyVirtualStorage", {"months": 2}),
        )
    },
    **{
        f"licence of three months, {months} gone": renewed(
            "MonthlyVirtualStorage", 1, 200, months=3, initial_months=months
        )
        for months in (1, 2, 3)
    },
    "licence of a year over weeks": wide(AMOUNT, 7),
    "licence of a year over months": wide(AMOUNT, "M"),
    "delay over months": reach("M", timesteps=2),
    "delay over quarters": reach("Q", 1500, timesteps=1),
    "delay over weeks": reach("W", timesteps=3),
    "steps of three months": wide({"type": "monthlyprofile", "values": [6 * m for m in MONTHS]}, "3M"),
    "steps of two weeks": wide({"type": "monthlyprofile", "values": [6 * m for m in MONTHS]}, "2W"),
    "steps that do not divide the time": wide({"type": "dailyprofile", "values": DAILY}, 13),
    "leap day of a profile": one_dam({"most": {"type": "dailyprofile", "values": DAILY}}, start="2019-12-20"),
    "leap day of a month's last day": one_dam(
        {"most": {"type": "monthlyprofile", "interp_day": "last", "values": [6 * m for m in MONTHS]}},
        start="2019-12-20",
    ),
    "leap day of a licence drawn down": one_dam(
        {"most": {"type": "aggregated", "agg_func": "product", "parameters": [9.0, DRAWN]}}, start="2019-12-20"
    ),
}
