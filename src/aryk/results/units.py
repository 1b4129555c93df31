"""The unit of each number of a run."""

from __future__ import annotations

from aryk.case.case import Case

AMOUNTS = ("level", "initial", "below", "above")
PRICES = ("price",)


def unit_of(case: Case, table: str, row: str, quantity: str) -> str:
    """Unit of a quantity of a row; tiers of demands are named `demand/tier`, plants `table/row`.

    Splits of choices are named `choice/link`.
    Operating points are named `process/point`, rates of a process at its nodes `process/node`.
    Limits have the unit of their own value, which their table does not name: "". States of plants and sizes of
    expansions are numbers: "1".
    """
    if table == "limits":
        return ""
    if table in ("plants", "expansions"):
        return "1"
    if (table, quantity) == ("processes", "points"):
        return "1"
    if (table, quantity) == ("processes", "rate"):
        table, row = "nodes", row.split("/", 1)[1]
    if quantity == "head":
        return "m"
    owner = row.rsplit("/", 1)[0] if quantity.startswith("tier_") or table == "choices" else row
    if table == "reserves":
        owner = row.split("/", 1)[0]
    carrier = case.table("carriers").loc[case.carrier_of(table)[owner]]
    money = case.settings["money"]
    if table == "choices":
        return f"{money}/{carrier['amount_unit']} x {carrier['rate_unit']}"
    if quantity in PRICES:
        return f"{money}/{carrier['amount_unit']}"
    if quantity == "rent":
        return f"{money}/({carrier['rate_unit']})"
    return str(carrier["amount_unit"] if quantity in AMOUNTS else carrier["rate_unit"])
