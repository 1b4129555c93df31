"""Run the reference case and put its numbers and pictures into README and docs: about two minutes.

python tools/figures.py

Fills the parts between `<!-- made by tools/figures.py: NAME -->` and `<!-- end of NAME -->`, and draws
docs/figures/kz-kg.svg.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
from tables import DOCS, ROOT, filled, markdown

from aryk.commands.summary import number, summary_lines
from aryk.results.indicators import Gauge
from aryk.runs.run import Run, run

MAKER = "tools/figures.py"
SHOWN_FOLDER = Path("runs/kz-kg-base-DATE-TIME")
INK, QUIET, GRID, BLUE, ORANGE, GREEN, PURPLE = (
    "#22303c",
    "#5d6b78",
    "#dde3e8",
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
)


def main() -> None:
    """Run, draw, fill."""
    with tempfile.TemporaryDirectory() as folder:
        done = run("kz-kg", out=Path(folder) / "run")
        typical, full = (_february(each) for each in ("typical-days", "full"))
    (DOCS / "figures").mkdir(exist_ok=True)
    (DOCS / "figures" / "kz-kg.svg").write_text(picture(done), encoding="utf-8")
    _fill(ROOT / "README.md", {"summary": summary(done), "values": values(done), "hindcast": by_system(done)})
    _fill(DOCS / "explanation" / "trust.md", {"hindcast": every_observation(done), "residuals": residuals(done)})
    _fill(DOCS / "explanation" / "typical-days.md", {"chronology": chronologies(typical, full)})


def _february(chronology: str) -> Run:
    setting = f"case.kz-kg.chronology={chronology}"
    return run("kz-kg", start="2024-02-01", end="2024-02-29", settings=[setting])


def _fill(path: Path, parts: dict[str, str]) -> None:
    path.write_text(filled(path.read_text(encoding="utf-8"), parts, MAKER), encoding="utf-8")


# --- numbers ----------------------------------------------------------------------------------------------


def summary(done: Run) -> str:
    """The summary as `aryk run` prints it."""
    return "\n".join(["```text", *summary_lines(done, SHOWN_FOLDER), "```"])


def values(done: Run) -> str:
    """The share of reported, computed and assumed values, in a sentence."""
    total = done.values.loc["all"]
    share = 100 * total / total.sum()
    return (
        f"Of its {int(total.sum()):,} values {share['reported']:.0f} % are reported by a source, "
        f"{share['computed']:.0f} % are computed from reported ones, and {share['assumed']:.0f} % are assumed."
    )


def _seen(done: Run) -> pd.DataFrame:
    """The hindcast with the system of each observation."""
    observed = done.case.table("observations")["indicator"]
    system = done.case.table("indicators")["system"]
    return done.hindcast.assign(system=[system[observed[name]] for name in done.hindcast["observation"]])


def by_system(done: Run) -> str:
    """How many observations agree in each system, and the largest misses."""
    seen = _seen(done)
    rows: list[list[object]] = []
    for name, own in seen.groupby("system", sort=False):
        off = own[own["verdict"] == "off"]
        worst = off.reindex(off["relative"].abs().sort_values(ascending=False).index).head(2)
        told = "; ".join(
            f"{row['title']}: {number(row['observed'])} seen, {number(row['run'])} in the run ({row['unit']})"
            for row in worst.to_dict("records")
        )
        rows.append([name, len(own), int((own["verdict"] == "agrees").sum()), len(off), told])
    rows.append(
        ["**all**", len(seen), int((seen["verdict"] == "agrees").sum()), int((seen["verdict"] == "off").sum()), ""]
    )
    return markdown(["system", "observations", "agree", "off", "largest misses"], rows)


def every_observation(done: Run) -> str:
    """The whole hindcast."""
    rows: list[list[object]] = [
        [
            row["title"],
            row["unit"],
            number(row["observed"]),
            number(row["run"]),
            f"{100 * row['relative']:+.0f} %",
            f"{100 * row['tolerance']:.0f} %",
            row["verdict"] if row["verdict"] == "agrees" else f"**{row['verdict']}**",
        ]
        for row in _seen(done).sort_values("system", kind="stable").to_dict("records")
    ]
    return markdown(["observation", "unit", "observed", "run", "error", "allowed", "verdict"], rows)


def residuals(done: Run) -> str:
    """The largest residual of each check."""
    rows: list[list[object]] = [
        [each.check, f"{each.relative:.0e}", f"`{each.row}`"] for each in done.verification.residuals if each.relative
    ]
    return markdown(["check", "largest residual, share of the flow scale", "where"], rows)


def chronologies(typical: Run, full: Run) -> str:
    """February 2024 of the reference case with typical days and with every hour."""
    rows: list[list[object]] = [
        ["columns of the programme", "", *(f"{each.plan.size[1]:,}" for each in (typical, full)), ""],
        ["objective", "million USD", *(f"{each.plan.objective / 1e6:,.2f}" for each in (typical, full)), ""],
    ]
    a, b = (each.indicators.set_index("indicator") for each in (typical, full))
    chosen = (
        "kz-power-generation",
        "kg-power-generation",
        "kg-hydro-generation",
        "toktogul-volume",
        "north-south-energy",
        "kz-peak-generation",
        "ru-to-kz-energy",
        "ru-to-kz-peak",
        "kz-exports",
        "price-alm",
        "price-bis",
    )
    for name in chosen:
        one, other = float(a.at[name, "value"]), float(b.at[name, "value"])
        change = f"{100 * (one / other - 1):+.1f} %" if other else ""
        rows.append([a.at[name, "title"], a.at[name, "unit"], number(one), number(other), change])
    return markdown(["February 2024", "unit", "typical days", "every hour", "difference"], rows)


# --- the picture ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """One chart: lines of (end of dekad, value), areas from below, dots that were observed."""

    title: str
    unit: str
    lines: Sequence[tuple[str, str, Sequence[float]]]
    dots: Sequence[tuple[float, float]] = ()
    areas: Sequence[tuple[str, str, Sequence[float]]] = ()


def picture(done: Run) -> str:
    """Four panels: what the run says, and what was seen."""
    gauge = Gauge(done.plan.timeline, done.plan.results)
    calendar = done.plan.calendar
    blocks = calendar.day_block["dekad"]
    starts = [calendar.days[blocks == each][0] for each in range(int(blocks.max()) + 1)]
    ends = [calendar.days[blocks == each][-1] for each in range(int(blocks.max()) + 1)]

    def place(day: str | pd.Timestamp) -> float:
        return float((pd.Timestamp(day) - calendar.days[0]).days + 1)

    def at_end(indicator: str, since: str | None = None) -> list[float]:
        first = None if since is None else pd.Timestamp(since)
        return [
            0.0 if first is not None and end < first else gauge.value(indicator, since, str(end.date())) for end in ends
        ]

    def mean_power(indicator: str) -> list[float]:
        return [
            gauge.value(indicator, str(start.date()), str(end.date())) * 1000 / (24 * ((end - start).days + 1))
            for start, end in zip(starts, ends, strict=True)
        ]

    def seen(indicator: str) -> list[tuple[float, float]]:
        rows = done.case.table("observations").loc[list(done.hindcast["observation"])]
        rows = rows[rows["indicator"] == indicator]
        return [(place(day), float(value)) for day, value in zip(rows["end"], rows["value"], strict=True)]

    sources = [
        ("hydropower", BLUE, mean_power("kg-hydro-generation")),
        ("coal and gas", QUIET, mean_power("kg-thermal-generation")),
        ("bought", PURPLE, mean_power("kg-imports")),
    ]
    year = str(calendar.days[0].year)
    panels = [
        Panel("Volume of Toktogul", "km3", [("run", BLUE, at_end("toktogul-volume"))], seen("toktogul-volume")),
        Panel(
            "Electricity of Kyrgyzstan, mean of ten days",
            "MW",
            [("use", INK, mean_power("kg-power-served"))],
            (),
            sources,
        ),
        Panel(
            "Water delivered to Kazakhstan since 1 April",
            "hm3",
            [
                ("Talas", BLUE, at_end("talas-delivery", f"{year}-04-01")),
                ("Chu", GREEN, at_end("chu-delivery", f"{year}-04-01")),
            ],
            [*seen("talas-delivery"), *seen("chu-delivery")],
        ),
        Panel(
            "Trade in goods since 1 January",
            "million USD",
            [("Kazakh count", ORANGE, at_end("trade-turnover", f"{year}-01-01"))],
            seen("trade-turnover"),
        ),
    ]
    x = [place(end) for end in ends]
    drawn = [_panel(panel, x, 12 + 440 * (item % 2), 34 + 250 * (item // 2)) for item, panel in enumerate(panels)]
    title = f"{done.case.tables['case']['title'].iloc[0]}: scenario {done.asked['scenario']}, {year}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 540" font-family="sans-serif" font-size="12" '
        f'fill="{INK}" role="img" aria-label="{escape(title)}"><rect width="900" height="540" fill="#fff"/>'
        f'<text x="12" y="20" font-size="14" font-weight="bold">{escape(title)}. Rings: observed</text>'
        + "".join(drawn)
        + "</svg>\n"
    )


def _panel(panel: Panel, x: Sequence[float], left: float, top: float) -> str:
    stacked = [sum(each) for each in zip(*(values for _, _, values in panel.areas), strict=True)]
    everything = [
        *stacked,
        *(value for _, _, line in panel.lines for value in line),
        *(value for _, value in panel.dots),
    ]
    step = _nice(max(everything) / 4)
    high = step * -(-max(everything) // step)
    begin, end, over, under = left + 48, left + 425, top + 34, top + 210

    def across(day: float) -> float:
        return round(begin + (end - begin) * day / 366, 1)

    def up(value: float) -> float:
        return float(round(under - (under - over) * value / high, 1))

    parts = [f'<text x="{left}" y="{top + 14}" font-weight="bold">{panel.title}, {panel.unit}</text>']
    tick = 0.0
    while tick <= high + 1e-9:
        parts.append(f'<path d="M{begin} {up(tick)}H{end}" stroke="{GRID}"/>')
        parts.append(f'<text x="{begin - 5}" y="{up(tick) + 4}" text-anchor="end" fill="{QUIET}">{tick:,.10g}</text>')
        tick += step
    for month, name in enumerate("JFMAMJJASOND"):
        parts.append(
            f'<text x="{across(30.5 * month + 15)}" y="{under + 16}" text-anchor="middle" fill="{QUIET}">{name}</text>'
        )
    edges = [0.0, *x]
    base = [0.0] * len(x)
    for _, colour, values_ in panel.areas:
        rise = [low + value for low, value in zip(base, values_, strict=True)]
        there = "".join(f"V{up(value)}H{across(edges[item + 1])}" for item, value in enumerate(rise))
        back = "".join(f"V{up(base[item])}H{across(edges[item])}" for item in range(len(base) - 1, -1, -1))
        parts.append(f'<path d="M{across(0)} {up(base[0])}{there}{back}Z" fill="{colour}" opacity="0.8"/>')
        base = rise
    for _, colour, line in panel.lines:
        steps = bool(panel.areas)
        path = "".join(
            f"{'V' if item else f'M{across(0)} '}{up(value)}H{across(x[item])}"
            if steps
            else f"{'L' if item else 'M'}{across(x[item])} {up(value)}"
            for item, value in enumerate(line)
        )
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for day, value in panel.dots:
        parts.append(f'<circle cx="{across(day)}" cy="{up(value)}" r="4" fill="#fff" stroke="{INK}" stroke-width="2"/>')
    at = begin + 4
    entries: list[tuple[str, str, Callable[[float], str]]] = [
        (name, colour, lambda place: f"M{place} {over - 8}h16v3h-16z")
        for name, colour, _ in [*panel.lines, *panel.areas]
    ]
    for name, colour, path_at in entries:
        parts.append(f'<path d="{path_at(at)}" fill="{colour}"/><text x="{at + 20}" y="{over - 3}">{name}</text>')
        at += 34 + 7 * len(name)
    return "".join(parts)


def _nice(rough: float) -> float:
    """The round number next above."""
    power = float(10 ** (len(f"{int(rough)}") - 1)) if rough >= 1 else 0.1
    return next(each * power for each in (1.0, 2.0, 2.5, 5.0, 10.0) if each * power >= rough)


if __name__ == "__main__":
    main()
