"""Checks of sense for running accounts: terms, bounds, and rules of debt that could do nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

CARRIED = ("carry_most", "debt_over")


def check_accounts(case: Case, rows: dict[str, Rows]) -> None:
    """An account has terms, begins within its bounds, and its rules of debt have something to work on."""
    terms = case.tables["account_terms"]
    gains = (terms["part"] == "entitled") | ((terms["part"] == "") & (terms["coefficient"] < 0))
    owners, entitled = set(terms["account"]), set(terms["account"][gains])
    for place, row in rows["accounts"]:
        if row["account"] not in owners:
            what, remedy = "no row of account_terms.csv belongs to this account, so nothing is drawn", "add its terms"
            rows["accounts"].tell(place, "account", what, str(row["account"]), "", remedy)
        least = 0.0 if math.isnan(float(row["minimum"])) else float(row["minimum"])
        most = math.inf if math.isnan(float(row["capacity"])) else float(row["capacity"])
        if least > most:
            what = "the least of an account is above its most"
            rows["accounts"].tell(place, "minimum", what, f"{least:g}", f"at most {most:g}", "correct one of them")
        initial = float(row["initial"])
        if not math.isnan(initial) and not least <= initial <= most:
            what, allowed = "an account begins outside its bounds", f"{least:g} to {most:g}"
            rows["accounts"].tell(place, "initial", what, f"{initial:g}", allowed, "correct it")
        if (row["renewal"] == "series") != bool(row["renewed_at"]):
            what, allowed = "renewal = series and renewed_at go together", "both, or none"
            found = f"renewal {row['renewal'] or '(empty)'}, renewed_at {row['renewed_at'] or '(empty)'}"
            rows["accounts"].tell(place, "renewed_at", what, found, allowed, "write the series, or another renewal")
        if row["to_day"] and not row["from_day"]:
            what = "a season needs its first and its last day"
            rows["accounts"].tell(place, "from_day", what, "(empty)", "both, or to_day empty", "write both")
        _check_debt(rows["accounts"], place, row, least, entitled=row["account"] in entitled)
        _check_lapse(rows["accounts"], place, row, most)


def _check_debt(rows: Rows, place: int, row: dict[str, Any], least: float, *, entitled: bool) -> None:
    """Debt is paid back in one way, out of an entitlement, of an account that binds and may be in debt."""
    rate = not math.isnan(float(row["repay_rate"]))
    if rate and row["repay_by"]:
        what, remedy = "debt is paid back at a rate or by a day, not by both", "empty one of them"
        rows.tell(place, "repay_rate", what, f"{float(row['repay_rate']):g} and by {row['repay_by']}", "one", remedy)
    if row["repay_from"] and not row["repay_by"]:
        what, remedy = "the first day of paying back needs the last", "write repay_by, or empty repay_from"
        rows.tell(place, "repay_from", what, str(row["repay_from"]), "empty without repay_by", remedy)
    if not rate and not row["repay_by"]:
        return
    column = "repay_rate" if rate else "repay_by"
    found = str(row["repay_by"]) if row["repay_by"] else f"{float(row['repay_rate']):g}"
    if not entitled:
        what = "nothing entitles this account, so no debt is ever paid back out of it"
        remedy = "add a term with a coefficient below 0, such as a share of an inflow"
        rows.tell(place, column, what, found, "an account with an entitlement", remedy)
    if row["binding"] == "no":
        what, remedy = "an account that binds nothing withholds nothing", "write binding yes, or empty this cell"
        rows.tell(place, column, what, found, "an account that binds", remedy)
    if least >= 0.0 and math.isnan(float(row["penalty"])):
        what = "an account that is never in debt has none to pay back"
        remedy = "write the limit of debt as a minimum below 0, or a penalty"
        rows.tell(place, column, what, found, "a minimum below 0, or a penalty", remedy)
    if row["renewal"] == "window":
        what = "an account of a window gets back what was drawn; it has no debt to pay back"
        rows.tell(place, column, what, "renewal window", "another renewal", "change one of them")


def _check_lapse(rows: Rows, place: int, row: dict[str, Any], most: float) -> None:
    """What goes on needs a day on which the account begins anew; what lapses a capacity."""
    renewal = row["renewal"] or "never"
    for column in CARRIED:
        if not math.isnan(float(row[column])) and renewal in ("never", "window"):
            what = "nothing goes on from one period to the next, as the account never begins anew"
            remedy = "write year or months as its renewal, or empty this cell"
            rows.tell(place, column, what, f"renewal {renewal}", "year, months", remedy)
    if row["beyond"] == "lapse" and math.isinf(most):
        what = "without a capacity nothing lapses"
        rows.tell(place, "beyond", what, "capacity (empty)", "a capacity", "write the most credit that is kept")
    if row["beyond"] == "lapse" and row["renewal"] == "window":
        what = "an account of a window gets back what was drawn; nothing lapses"
        rows.tell(place, "beyond", what, "renewal window", "another renewal", "change one of them")
