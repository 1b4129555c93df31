"""Commands on what matters, to whom, and what it is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aryk.cli.application import CaseName, Json, app, leave
from aryk.cli.options import End, Languages, NewFolder, Scenario, Settings, Start, names_in


@app.command()
def uncertain(
    case: CaseName,
    scenario: Scenario = "base",
    measures: Annotated[str, typer.Option(metavar="NAMES", help="Measures in place, joined by commas.")] = "",
    top: Annotated[int, typer.Option(min=0, help="How many numbers are planned again at both ends.")] = 10,
    each: Annotated[int, typer.Option(min=0, help="How many more for each result: those that move it most.")] = 1,
    basis: Annotated[str, typer.Option(help="Only numbers that are reported, computed or assumed.")] = "",
    out: NewFolder = None,
    language: Languages = "en",
    json: Json = False,
) -> None:
    """Tell which numbers of a plan matter most."""
    from aryk.commands.uncertain import uncertain_command

    leave(
        uncertain_command(
            case,
            scenario=scenario,
            measures=names_in(measures),
            top=top,
            each=each,
            basis=basis,
            languages=names_in(language) or ["en"],
            out=out,
            as_json=json,
        )
    )


@app.command()
def settle(
    case: CaseName,
    parties: Annotated[
        str, typer.Option(metavar="NAMES", help="Who may act together, joined by commas. Default: all owners.")
    ] = "",
    system: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Act together in this system only, such as water; may be repeated."),
    ] = None,
    scenario: Scenario = "base",
    also: Annotated[
        list[str] | None, typer.Option(metavar="SCENARIO", help="Compare with this scenario too; may be repeated.")
    ] = None,
    start: Start = None,
    end: End = None,
    settings: Settings = None,
    rule: Annotated[str, typer.Option(help="Rule of the payments shown.")] = "shapley",
    weights: Annotated[str, typer.Option(metavar="A=2,B=1", help="Power of each party in the Nash bargain.")] = "",
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME:A=2,B=1", help="One more rule: in proportion to these numbers; may be repeated."),
    ] = None,
    orders: Annotated[
        int | None,
        typer.Option(
            help="Orders of parties to sample. Default: all coalitions of up to 12 parties, 40 orders of more."
        ),
    ] = None,
    out: NewFolder = None,
    language: Languages = "en",
    json: Json = False,
) -> None:
    """Tell what acting together is worth, and to whom."""
    from aryk.commands.settle import settle_command

    leave(
        settle_command(
            case,
            parties=names_in(parties),
            systems=system or [],
            scenario=scenario,
            also=also or [],
            start=start,
            end=end,
            settings=settings or [],
            rule=rule,
            weights=weights,
            by=by or [],
            orders=orders,
            languages=names_in(language) or ["en"],
            out=out,
            as_json=json,
        )
    )


@app.command()
def worth(
    case: CaseName,
    measures: Annotated[
        str,
        typer.Option(metavar="NAMES", help="Measures, joined by commas; those of use together by +; or all."),
    ] = "",
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
    settings: Settings = None,
    rate: Annotated[float | None, typer.Option(help="Yearly rate of discount. Default: interest of the case.")] = None,
    years: Annotated[bool, typer.Option("--years", help="Also the cash of each party by year.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="New folder for the ranking, cash flows and a page.")
    ] = None,
    language: Languages = "en",
    json: Json = False,
) -> None:
    """Tell what measures cost and bring to each party."""
    from aryk.commands.worth import worth_command

    leave(
        worth_command(
            case,
            measures=names_in(measures),
            scenario=scenario,
            start=start,
            end=end,
            settings=settings or [],
            rate=rate,
            years=years,
            languages=names_in(language) or ["en"],
            out=out,
            as_json=json,
        )
    )


@app.command()
def choose(
    case: CaseName,
    budget: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MONEY",
            help="500e6 in all, KZ=300e6 for a party, 2027=100e6 for a year of works, KZ:2027=50e6 for both; may be "
            "repeated. Default: the table budgets.",
        ),
    ] = None,
    measures: Annotated[
        str, typer.Option(metavar="NAMES", help="Choose among these, joined by commas. Default: all that can be.")
    ] = "",
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Also what less of this costs: shortage, waiting, an indicator or a tag of indicators such as "
            "emissions; may be repeated.",
        ),
    ] = None,
    others: Annotated[int, typer.Option(min=0, help="Portfolios nearly as good that spend otherwise.")] = 3,
    slack: Annotated[float, typer.Option(help="Share of the gain that these may lack.")] = 0.03,
    gap: Annotated[float, typer.Option(help="Share of the gain that may be left unproved.")] = 0.01,
    plans: Annotated[int, typer.Option(min=1, help="Most plans that one search may take.")] = 200,
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
    settings: Settings = None,
    language: Annotated[str, typer.Option(help="Language of the report: en, ru, kk or ky.")] = "en",
    out: NewFolder = None,
    json: Json = False,
) -> None:
    """Choose what to build together under budgets."""
    from aryk.commands.choose import choose_command

    leave(
        choose_command(
            case,
            budgets=budget or [],
            measures=names_in(measures),
            against=against or [],
            others=others,
            slack=slack,
            gap=gap,
            plans=plans,
            asked={"scenario": scenario, "start": start, "end": end, "set": settings or []},
            language=language,
            out=out,
            as_json=json,
        )
    )


@app.command()
def commitments(
    case: CaseName,
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
    settings: Settings = None,
    only: Annotated[str, typer.Option(metavar="NAMES", help="Only these agreements, joined by commas.")] = "",
    tries: Annotated[int, typer.Option(min=0, help="How many of the nearest measures are tried for each.")] = 6,
    changes: Annotated[bool, typer.Option(help="Look for what would keep those that are not kept.")] = True,
    out: NewFolder = None,
    language: Languages = "en",
    json: Json = False,
) -> None:
    """Tell which commitments are kept, and what would keep the others."""
    from aryk.commands.commitments import commitments_command

    leave(
        commitments_command(
            case,
            scenario=scenario,
            start=start,
            end=end,
            settings=settings or [],
            only=names_in(only),
            tries=tries,
            changes=changes,
            out=out,
            languages=names_in(language) or ["en"],
            as_json=json,
        )
    )
