"""Every objective of the demo company, in the order of the organization."""

from __future__ import annotations

from graph.demo.objectives_app import APP_OBJECTIVES
from graph.demo.objectives_business import BUSINESS_OBJECTIVES
from graph.demo.objectives_care import CARE_OBJECTIVES
from graph.demo.objectives_commercial import COMMERCIAL_OBJECTIVES
from graph.demo.objectives_company import COMPANY_OBJECTIVES
from graph.demo.objectives_next import BACKLOG_OBJECTIVES, NEXT_OBJECTIVES
from graph.demo.objectives_offices import OFFICES_OBJECTIVES
from graph.demo.objectives_past import PAST_OBJECTIVES, SHELVED_OBJECTIVES
from graph.demo.objectives_platform import PLATFORM_OBJECTIVES
from graph.demo.objectives_product import PRODUCT_OBJECTIVES
from graph.demo.objectives_stretch import STRETCH_OBJECTIVES
from graph.demo.objectives_supply import SUPPLY_OBJECTIVES
from graph.demo.rows import Objective

OBJECTIVES: tuple[Objective, ...] = (
    *COMPANY_OBJECTIVES,
    *PRODUCT_OBJECTIVES,
    *APP_OBJECTIVES,
    *PLATFORM_OBJECTIVES,
    *COMMERCIAL_OBJECTIVES,
    *OFFICES_OBJECTIVES,
    *CARE_OBJECTIVES,
    *SUPPLY_OBJECTIVES,
    *BUSINESS_OBJECTIVES,
    *PAST_OBJECTIVES,
    *STRETCH_OBJECTIVES,
    *SHELVED_OBJECTIVES,
    *NEXT_OBJECTIVES,
    *BACKLOG_OBJECTIVES,
)
