"""What is foreseen, learnt and fitted: members of the desk, the worth of stored water, the misfit of a fit."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from aryk.desk.outlook import MEMBERS, outlook
from aryk.measures.apply import with_scenario
from aryk.policies.guide import FILLINGS, learnt
from aryk.rivers.fitting.fitted import misfit_of
from aryk.rivers.fitting.parameters import moved, parameters_of
from aryk.rivers.part import river_part
from aryk.rivers.run import simulate_river
from aryk.rivers.told.observed import observed
from pictures.paper import Line, Panel, axis
from pictures.picture import Picture, Seen, seen, small

YEARS = 4
"""Plans behind the worth of water."""


def desk() -> Picture:
    """Twenty-one members from what was seen in the last dekad, through the same rules."""
    case = river_part(small("outlook"))
    seen_flow = 19.5
    found = outlook(case, "2021-06-11", expected="norm", seen={"inflow": seen_flow})
    run = Seen(simulate_river(case, ensemble={"middle": found.members[:, 0]}, threads=1))
    norm = run.course("middle")
    flows = found.members[:, 0]
    sigma, d = np.log(1.492720) / ndtri(0.9), np.log(seen_flow / 30.0) / (np.log(1.492720) / ndtri(0.9))
    k = np.arange(1, len(norm) + 1)
    q = ndtri((np.arange(MEMBERS) + 0.5) / MEMBERS)[:, None]
    told = norm * np.exp(sigma * (0.8**k * d + q * np.sqrt(1 - 0.8 ** (2.0 * k))))
    initial = np.full((MEMBERS, 1), 65.0)
    levels = np.hstack([initial, [each.find("stores", "lake", "level")[1] for each in run.run.members]])
    missing = np.array([each.find("demands", "fields", "unserved")[1] for each in run.run.members])
    short = (missing > 0.05 * run.course("need")) & (run.course("need") > 0)
    chance = short.mean(axis=0)

    def band(values: np.ndarray, x: np.ndarray) -> list[Line]:
        low, middle, high = (np.quantile(values, share, axis=0) for share in (0.1, 0.5, 0.9))
        return [
            Line("9 of 10 years below", x, high, "sky"),
            Line("middle", x, middle, "blue"),
            Line("9 of 10 years above", x, low, "orange"),
        ]

    inflow = Panel(
        "Inflow, m3/s",
        run.across,
        [Line("norm", run.x, norm, "quiet", "dash"), *band(flows, run.x)],
        height=180.0,
    )
    content = Panel("Content, hm3", run.across, band(levels, run.x), height=170.0)
    chances = Panel(
        "Chance that less than 95 % is served, %",
        run.across,
        [Line("", run.x, 100.0 * chance, "red")],
        height=120.0,
        high=100.0,
    )
    worst = int(chance.argmax())
    caption = (
        f"In the dekad before, {seen_flow:g} m3/s were seen where 30 are the norm. The dry start fades (0.8 of its "
        "score is left "
        "each dekad) while the members spread towards the quantiles of years. Each of 21 members goes through the "
        "rules: the "
        f"chance of shortage is highest, {chance[worst]:.0%}, from "
        f"{run.run.calendar.clocks['dekad'].start[worst]:%-d %B}."
    )
    return Picture(
        "how-to/desk.md",
        "desk",
        caption,
        [[inflow], [content], [chances]],
        {"members": (flows, told)},
        case,
        ("outlook",),
    )


def worth() -> Picture:
    """The worth of stored water by dekad and filling, learnt from plans that know their year."""
    case = river_part(small("worth"))
    guide = learnt(case, YEARS, 1)["lake"]
    values = guide.values / 1000.0
    run = seen("worth")
    tones = ("red", "orange", "green", "blue", "purple")
    lines = [
        Line(f"{filling:.0%} full", run.x, values[:, place], tones[place]) for place, filling in enumerate(FILLINGS)
    ]
    panel = Panel(
        "Worth of one more hm3 in the lake, thousand USD",
        run.across,
        [
            *lines,
            Line("fields 40", run.x[[0, -1]], np.full(2, 40.0), "quiet", "dot"),
            Line("orchard 150", run.x[[0, -1]], np.full(2, 150.0), "ink", "dot"),
        ],
        height=280.0,
        high=160.0,
    )
    winter, summer = values[:3].mean(axis=0), values[21:24].mean(axis=0)
    caption = (
        f"{YEARS} years are planned with perfect foresight, each from another content. In January one more hm3 in a "
        "full lake is "
        f"worth {winter[-1]:.0f} thousand USD, since it will spill, and {winter[0]:.0f} in an empty one. In May and "
        "June it is "
        f"worth what fields give for it (40), in August {summer[0]:.0f}, because an orchard (150) lives on the lake. "
        "The rule lets "
        "water down for a use that is worth more than this, and keeps it from one that is worth less."
    )
    steps = np.diff(values, axis=1)
    held = {"falls with the filling": (np.maximum(steps, 0.0), np.zeros_like(steps))}
    return Picture("how-to/rules-from-plans.md", "worth", caption, [[panel]], held, case, ("worth",))


def fit() -> Picture:
    """What observations tell of one number, and what they do not tell of another."""
    case = with_scenario(small("fit"), "base")
    parameters = parameters_of(case, ["base"])
    start = np.array([each.start for each in parameters])
    low, high = (np.array([getattr(each, end) for each in parameters]) for end in ("low", "high"))
    lines, held = [], {}
    least = np.inf
    curves = []
    for number, each in enumerate(parameters):
        xs = np.linspace(each.low, each.high, 9 if each.name == "need" else 3)
        misfits, told = [], []
        for value in xs:
            values = start.copy()
            values[number] = value
            table = observed(case, simulate_river(moved(case, "base", parameters, values), threads=1))
            scaled = table["scaled"].to_numpy(float)
            away = (values - start) / (0.5 * (high - low))
            misfits.append(misfit_of(scaled, away))
            told.append(((9.0 * np.log(1.0 + (scaled / 3.0) ** 2)).sum() + (away**2).sum()) / len(scaled))
        curves.append((each.name, xs, np.array(misfits)))
        least = min(least, *misfits)
        held[each.name] = (np.array(misfits), np.array(told))
    names = {"need": "what fields take over their norm: told", "loss": "loss of the river: not told"}
    for (name, xs, misfits), tone in zip(curves, ("blue", "orange"), strict=True):
        lines.append(Line(names[name], xs, misfits, tone))
    good = 1.2 * max(least, 0.25)
    need = curves[0]
    panel = Panel(
        "Misfit, by the number that is moved (the other at its start)",
        axis(0.5, 1.5, "factor on the number", (0.6, 0.8, 1.0, 1.2, 1.4)),
        [*lines, Line("fits equally well below", np.array([0.5, 1.5]), np.full(2, good), "red", "dash")],
        height=260.0,
    )
    best = float(need[1][int(need[2].argmin())])
    caption = (
        f"Four contents of the reservoir tell that fields take about {best:.2f} of their norm: "
        f"the misfit falls from {need[2].max():.0f} to {need[2].min():.1f} there, and rises again. The loss of the "
        "river below the dam "
        "moves no content: its curve only rises because a number is held to its start, and nothing tells it."
    )
    return Picture("how-to/river-fit.md", "fit", caption, [[panel]], held, case, ("fit",))


DRAWN = (desk, worth, fit)
