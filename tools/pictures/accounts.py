"""What is kept over many steps: the treaty account, licences; and turbines that take what passes."""

from __future__ import annotations

import numpy as np

from pictures.paper import Area, Line, Panel, Stretch
from pictures.picture import Picture, seen, small

PAGE = "how-to/river-rules.md"


def treaty() -> Picture:
    """A share kept as a running account, with debt up to a bound, and a part of it carried into the next year."""
    run = seen("treaty")
    inflow, river, upper = run.inflow("inflow"), run.flow("river"), run.flow("canal")
    balance = np.concatenate([[0.0], run.level("owed", "accounts")])
    drawn = (river - 0.5 * inflow) * run.amount
    opening = np.where(np.arange(len(drawn)) == 36, 0.6 * balance[:-1], balance[:-1])
    caption = (
        "Each dekad adds half of the inflow to what the lower side is entitled to and takes off what was delivered. "
        "In "
        f"summer it draws more than its half and runs into debt, to at most 30 hm3: "
        f"{int((balance[1:] < -29.99).sum())} dekads stand there, and it gets no more than its half. On 1 April "
        f"{0.6:.0%} of the balance ({balance[36]:.1f} hm3) goes on: {0.6 * balance[36]:.1f} hm3."
    )
    flows = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("half of the inflow", run.x, 0.5 * inflow, "ink", "dash"),
            Line("wanted", run.x, 22.0 * run.course("need"), "red", "dot"),
        ],
        [Area("delivered to the lower side", run.x, river, "blue"), Area("upper fields", run.x, upper, "green")],
    )
    account = Panel(
        "Account of the lower side, hm3",
        run.across,
        [
            Line("balance", run.x, balance, "blue"),
            Line("most debt", run.x[[0, -1]], np.full(2, -30.0), "red", "dash"),
        ],
    )
    held = {"balance": (balance[1:], opening - drawn)}
    return Picture(PAGE, "account", caption, [[flows], [account]], held, run.run.case, ("treaty",))


def debt() -> Picture:
    """Debt that is paid back by a day, out of what a side is entitled to."""
    run = seen("debt")
    half, border, need = 0.5 * run.inflow("inflow"), run.flow("border"), run.course("need")
    balance = np.concatenate([[0.0], run.level("owed", "accounts")])
    starts = run.run.calendar.clocks["dekad"].start
    paying = (starts >= "2021-10-01") & (starts < "2022-03-01")
    left = np.array([float(run.days[place:][paying[place:]].sum()) for place in range(len(need))])
    owed = np.maximum(-balance[:-1], 0.0)
    due = np.where(paying, owed / run.amount * run.days / np.where(left > 0, left, 1.0), 0.0)
    most = np.where(paying, half - due, half + (balance[:-1] + 30.0) / run.amount)
    first = int(np.argmax(paying))
    caption = (
        f"In summer the lower side takes more than its half and owes {owed[first]:.0f} hm3 on 1 October, the most "
        "that is allowed. "
        f"From then to the end of February an instalment of {due[first]:.1f} m3/s is withheld of its half "
        f"({half[first]:.1f} m3/s), so "
        f"it gets {border[first]:.1f} where it wants {need[first]:.1f}, and the account is even."
    )
    flows = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("half of the inflow", run.x, half, "ink", "dash"),
            Line("wanted", run.x, need, "red", "dot"),
            Line("half less the instalment", run.x, np.where(paying, half - due, np.nan), "orange"),
        ],
        [Area("delivered to the lower side", run.x, border, "blue")],
        height=190.0,
    )
    account = Panel(
        "Account of the lower side, hm3",
        run.across,
        [
            Line("balance", run.x, balance, "blue"),
            Line("most debt", run.x[[0, -1]], np.full(2, -30.0), "red", "dash"),
        ],
        stretches=[Stretch(float(run.x[first]), float(run.x[int(np.flatnonzero(paying)[-1]) + 1]), "paying back")],
    )
    held = {
        "balance": (balance[1:], balance[:-1] + (half - border) * run.amount),
        "delivered": (border, np.minimum(need, most)),
        "due": (run("accounts", "owed", "due"), due),
    }
    return Picture(PAGE, "debt", caption, [[flows], [account]], held, run.run.case, ("debt",))


def licence() -> Picture:
    """A licence that begins anew each year, and one that rolls."""
    run = seen("licence")
    mill, farm, amount = run.flow("mill"), run.flow("farm"), run.amount
    year, rolling = (
        np.concatenate([[start], run.level(name, "accounts")]) for name, start in (("year", 60.0), ("rolling", 20.0))
    )
    used = mill * amount
    opening = np.where(np.arange(72) == 36, 60.0 + 0.5 * year[:-1], year[:-1])
    back = np.concatenate([np.full(11, 0.0), (farm * amount)[:-11]])
    caption = (
        f"The licence of a year (60 hm3) stops the canal for {int((mill[:36] < 1e-6).sum())} dekads of the first "
        "year; on "
        "1 January it begins anew. The rolling licence (20 hm3 in any 12 dekads) never stops it for long: what was "
        "drawn "
        "comes back a dekad at a time."
    )
    need = 4.0 * run.course("need")
    flows = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("wanted", run.x, need, "quiet", "dash"),
            Line("licence of a year", run.x, mill, "blue"),
            Line("rolling licence", run.x, farm, "orange"),
        ],
        high=4.4,
    )
    left = Panel(
        "What may still be drawn, hm3",
        run.across,
        [Line("licence of a year", run.x, year, "blue"), Line("rolling licence", run.x, rolling, "orange")],
    )
    held = {
        "year": (year[1:], opening - used),
        "rolling": (rolling[1:], rolling[:-1] - farm * amount + back),
    }
    return Picture(PAGE, "licence", caption, [[flows], [left]], held, run.run.case, ("licence",))


def hydropower() -> Picture:
    """Power as a by-product of releases, and as a use with a value of its own."""
    runs = {name: seen("hydropower", name) for name in ("base", "target")}
    rows = []
    held = {}
    words = {"base": "Power as a by-product", "target": "8 MW wanted from October to March"}
    energy = {}
    for name, run in runs.items():
        turbine, gate = 1.5 * run("processes", "turbine", "activity"), run.flow("gate")
        energy[name] = float((run("processes", "turbine", "activity") * run.days * 24).sum()) / 1000
        rows.append(
            [
                Panel(
                    f"{words[name]}: flow below the dam, m3/s",
                    run.across,
                    [Line("wanted by fields", run.x, run.course("need"), "red", "dot")],
                    [Area("turbine (15 at most)", run.x, turbine, "orange"), Area("gate", run.x, gate, "blue")],
                    height=150.0,
                    high=22.0,
                )
            ]
        )
        if name == "base":
            held["turbine first"] = (turbine, np.minimum(15.0, turbine + gate))
    base, target = runs["base"], runs["target"]
    rows.append(
        [
            Panel(
                "Content, hm3",
                base.across,
                [
                    Line("by-product", base.x, base.levels("lake"), "blue"),
                    Line("with its own target", target.x, target.levels("lake"), "orange"),
                ],
                height=140.0,
            )
        ]
    )
    lower = float(base.levels("lake")[-1] - target.levels("lake")[-1])
    caption = (
        "Above: water is let down for the fields, and the turbine takes the first 15 m3/s of it "
        f"({energy['base']:.1f} GWh in "
        "the year). Middle: each MWh below 8 MW costs 30 USD in winter, more than the water is worth in store, so "
        "the lake is "
        f"let down for it ({energy['target']:.1f} GWh). It ends the year {lower:.0f} hm3 lower; the fields are "
        "served in both."
    )
    for name, run in runs.items():
        held[f"fields, {name}"] = (run.served("fields"), run.course("need"))
        out = run.flow("gate") + 1.5 * run("processes", "turbine", "activity")
        held[f"content, {name}"] = (np.diff(run.levels("lake")), (run.inflow("inflow") - out) * run.amount)
    return Picture(PAGE, "hydropower", caption, rows, held, small("hydropower"), ("hydropower",))


DRAWN = (hydropower, treaty, debt, licence)
