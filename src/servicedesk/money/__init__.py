"""Exact money: settled amounts in minor units, prices and ratios before settlement, rounding.

An amount is settled once: `settle` multiplies integers, divides once and rounds once by a named
`Rounding`. `allocate` splits a settled amount so that nothing is lost. Floats, bools, NaN,
unknown currencies and sums over several currencies are refused (design 7.4).
"""

from servicedesk.money.amounts import Money, UnitPrice
from servicedesk.money.currencies import EXPONENTS, check_currency
from servicedesk.money.ratios import NOUGHT, ONE, Ratio, decimal_of, exact_decimals, fixed
from servicedesk.money.rounding import (
    HALF_UP,
    Residue,
    Rounding,
    RoundingMode,
    RoundingPoint,
    TaxSide,
    round_quotient,
)
from servicedesk.money.settling import (
    Factor,
    allocate,
    apportion,
    minor_units,
    settle,
    settle_minor,
    total,
)

__all__ = [
    "EXPONENTS",
    "HALF_UP",
    "NOUGHT",
    "ONE",
    "Factor",
    "Money",
    "Ratio",
    "Residue",
    "Rounding",
    "RoundingMode",
    "RoundingPoint",
    "TaxSide",
    "UnitPrice",
    "allocate",
    "apportion",
    "check_currency",
    "decimal_of",
    "exact_decimals",
    "fixed",
    "minor_units",
    "round_quotient",
    "settle",
    "settle_minor",
    "total",
]
