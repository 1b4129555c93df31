"""Money on the terminal: in millions where the sums are large."""

from __future__ import annotations

MANY = 1e7
"""Money from which sums are told in millions."""
MILLION = 1e6


def in_money(largest: float, money: str) -> tuple[str, float]:
    """The money in which sums of this size are told, and how much of the money of the case it is.

    >>> in_money(5e6, "USD"), in_money(-2e7, "USD")
    (('USD', 1.0), ('million USD', 1000000.0))
    """
    return (f"million {money}", MILLION) if abs(largest) >= MANY else (money, 1.0)
