"""Numbers that a threshold decides on, compared to 12 significant digits.

Sums and ratios of doubles are off in their last digits: 0.1 + 0.2 is above 0.3, and 3 × 1.65 is
above 4.95. Nobody means these digits, so that both sides of a comparison are rounded first. What is
worked out before is decimal, of the digits that people write.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

DIGITS: Final = 12

# Products of two rounded numbers are exact, and differences where it counts.
EXACT: Final = Context(prec=60, Emin=-999_999, Emax=999_999)
_ROUNDED: Final = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)


def rounded(number: float | Decimal) -> Decimal:
    """The number to 12 significant digits; it has to be finite."""
    return _ROUNDED.create_decimal(number if isinstance(number, Decimal) else repr(float(number)))


def reaches(number: float, threshold: float) -> bool:
    """Whether `number` ≥ `threshold`, to 12 significant digits."""
    # Rounding keeps the order, so that it only matters where the plain comparison fails.
    return number >= threshold or rounded(number) >= rounded(threshold)
