"""A portfolio as tables: what is built, who pays and gains, what else could be, what less of something costs."""

from __future__ import annotations

import pandas as pd

from aryk.portfolio.choose import Portfolio
from aryk.portfolio.workshop import Names


def measures_table(made: Portfolio) -> pd.DataFrame:
    """All candidates: money of each, whether it is chosen, what a year without it loses, when its works begin."""
    waiting = {each.measure: each for each in made.waiting}
    often = {
        each.name: sum(each.name in other.chosen for other in made.alternatives) for each in made.choice.candidates
    }
    rows = []
    for each in made.choice.candidates:
        own = waiting.get(each.name)
        rows.append(
            {
                "measure": each.name,
                "title": each.title,
                "chosen": each.name in made.found.chosen,
                "capital": each.capital,
                "yearly_cost": each.yearly,
                "lost_by_a_year_without": own.lost if own else float("nan"),
                "first_year_of_works": own.begin if own else None,
                "first_year_of_use": own.use if own else None,
                "years_of_works": each.works,
                "in_alternatives": often[each.name],
                "paid_by": " ".join(f"{party}:{share:g}" for party, share in each.shares.items() if party),
            }
        )
    return pd.DataFrame(rows)


def left_out_table(made: Portfolio) -> pd.DataFrame:
    """Measures among which was not chosen, and why."""
    titles = made.case.table("measures")["title"]
    rows = [(name, titles[name], reason) for name, reason in made.choice.left_out.items()]
    return pd.DataFrame(rows, columns=["measure", "title", "reason"])


def budgets_table(made: Portfolio) -> pd.DataFrame:
    """Each budget and what is spent of it."""
    rows = [(each.party, each.year, each.amount, made.spent(each)) for each in made.budgets]
    return pd.DataFrame(rows, columns=["party", "year", "amount", "spent"])


def alternatives_table(made: Portfolio) -> pd.DataFrame:
    """The best portfolio and those nearly as good: gain a year, capital, and what differs from the best."""
    best = made.found.chosen
    rows = [_alternative(made, 0, best, made.found.net, 0.0)]
    for place, each in enumerate(made.alternatives):
        rows.append(_alternative(made, place + 1, each.chosen, each.net, each.moved))
    return pd.DataFrame(rows)


def _alternative(made: Portfolio, place: int, chosen: Names, net: float, moved: float) -> dict[str, object]:
    best = made.found.chosen
    return {
        "portfolio": place,
        "gain_a_year": (made.cost_without - net) / made.years,
        "capital": sum(each.capital for each in made.choice.candidates if each.name in chosen),
        "spent_otherwise": moved,
        "with": " ".join(sorted(chosen - best)),
        "without": " ".join(sorted(best - chosen)),
    }


def frontier_table(made: Portfolio) -> pd.DataFrame:
    """The points of the frontier, with the plan without measures in front."""
    if not made.criteria:
        return pd.DataFrame()
    rows = [{"held": "", "cap": float("nan"), "gain_a_year": 0.0, **made.watched_without, "price": 0.0, "measures": ""}]
    for each in made.points:
        rows.append(
            {
                "held": each.criterion,
                "cap": each.cap,
                "gain_a_year": (made.cost_without - each.net) / made.years,
                **each.watched,
                "price": each.price,
                "measures": " ".join(sorted(each.chosen)),
            }
        )
    return pd.DataFrame(rows)
