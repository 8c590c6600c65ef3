"""The types of relationships, and under which each is kept once it has ended."""

from __future__ import annotations

from typing import Final

PAST: Final = {
    "ALIGNS_TO": "ALIGNED_TO",
    "SUPPORTS": "SUPPORTED",
    "DRIVES": "DROVE",
    "PROPOSES": "PROPOSED",
    "HAS_KEY_RESULT": "HAD_KEY_RESULT",
    "OWNS": "OWNED",
    "LEADS_GOAL": "LED_GOAL",
    "SHARED_WITH": "WAS_SHARED_WITH",
    "IN_CYCLE": "WAS_IN_CYCLE",
    "WITHIN": "WAS_WITHIN",
    "PART_OF": "WAS_PART_OF",
    "LEADS": "LED",
    "MEMBER_OF": "WAS_MEMBER_OF",
    "REPORTS_TO": "REPORTED_TO",
    "MEASURED_BY": "WAS_MEASURED_BY",
    "LAST_CHECK_IN": "WAS_LAST_CHECK_IN",
    "HAS_VALUE": "HAD_VALUE",
    "LATEST_VALUE": "WAS_LATEST_VALUE",
    "HAS_TARGET": "HAD_TARGET",
    "STANDING_TARGET": "WAS_STANDING_TARGET",
    "FEEDS": "FED",
    "SEGMENT_OF": "WAS_SEGMENT_OF",
    "ADVANCES": "ADVANCED",
    "ACKNOWLEDGES": "ACKNOWLEDGED",
}
"""Under which type a relationship is kept once it has ended (`docs/model.md`)."""
