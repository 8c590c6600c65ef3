"""The demo company: Lumen Coffee, a coffee subscription of sixty people, as an import document.

What the company is like stands in tables (`people`, `kpis`, `objectives_*`, `supports`, `reports`,
`initiatives`, `talks`); only series of numbers are made up, and its dates move with the day it is
asked for.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.demo.assembly import document
from graph.demo.people import DEMO_ADMINISTRATOR

__all__ = ["DEMO_ADMINISTRATOR", "demo_company"]


def demo_company(today: date) -> dict[str, Any]:
    """The company as of `today`, in the import format: JSON values only, a new document each time.

    The same day gives the same document. No report or value is from after `today`; the running
    quarter (`cyc_q3`, in `cyc_year`) began on the first of the month before.
    """
    return document(today)
