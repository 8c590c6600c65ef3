"""A document that uses every key of the import format, and a check that it does."""

from __future__ import annotations

from typing import Any

STAMPS = {
    "createdAt": "2026-01-05T08:00:00.000+00:00",
    "updatedAt": "2026-02-05T08:00:00.000+00:00",
    "version": 3,
}


def rich() -> dict[str, Any]:
    """A fresh copy each time, so that a test may change it."""
    return {
        "organization": {
            "id": "org_rich",
            "name": "Rich",
            "timezone": "America/New_York",
            "fiscalYearStartMonth": 4,
            "rules": [
                {
                    "rule": "TOO_MANY_OBJECTIVES",
                    "enabled": False,
                    "severity": "ERROR",
                    "limit": 3,
                },
                {"rule": "UNCOUNTED_CONTRIBUTION", "enabled": True},
            ],
            "alignmentWeights": [{"measure": "KPI_OWNED", "weight": 2.5}],
            "checkInsComplete": False,
            **STAMPS,
        },
        "teams": [
            {"id": "team_all", "name": "Rich", "kind": "COMPANY", "leads": ["psn_boss"], **STAMPS},
            {
                "id": "team_old",
                "name": "Old",
                "kind": "DIVISION",
                "parent": "team_all",
                "archived": True,
                "leads": ["psn_boss", "psn_doer"],
                **STAMPS,
            },
            {"id": "team_free", "name": "Without a parent in the file"},
        ],
        "people": [
            {"id": "psn_boss", "name": "Boss", "email": "Boss@Rich.example", "role": "OWNER"},
            {
                "id": "psn_doer",
                "name": "Doer",
                "email": "doer@rich.example",
                "teams": ["team_all", "team_old"],
                "manager": "psn_boss",
                "role": "VIEWER",
                "archived": True,
                **STAMPS,
            },
        ],
        "cycles": [
            {
                "id": "cyc_year",
                "name": "Year",
                "kind": "YEAR",
                "startsOn": "2026-01-01",
                "endsOn": "2026-12-31",
                "state": "ACTIVE",
                "archived": False,
                **STAMPS,
            },
            {
                "id": "cyc_half",
                "name": "Half",
                "kind": "HALF",
                "startsOn": "2026-01-01",
                "endsOn": "2026-06-30",
                "state": "CLOSED",
                "parent": "cyc_year",
            },
        ],
        "kpis": [
            {
                "id": "kpi_cost",
                "name": "Cost",
                "description": "What it takes.",
                "measure": {"kind": "CURRENCY", "currency": "USD", "precision": 2},
                "direction": "DECREASE",
                "frequency": "MONTHLY",
                "owner": "psn_doer",
                "watchBand": 0.2,
                "watchWithin": 0.5,
                "aggregation": "MEAN",
                "accumulates": "NEVER",
                "archived": True,
                "values": [
                    {
                        "id": "val_1",
                        "at": "2026-03-31",
                        "value": 12.5,
                        "source": "FORMULA",
                        "recordedAt": "2026-04-02T09:00:00.000+00:00",
                        **STAMPS,
                    },
                    {"at": "2026-03-15", "value": 99, "recordedAt": "2026-03-15"},
                    {"at": "2026-02-15", "value": 13, "source": "MANUAL"},
                ],
                "targets": [
                    {
                        "id": "tgt_1",
                        "period": {"startsOn": "2026-03-01", "endsOn": "2026-03-31"},
                        "value": 11,
                        **STAMPS,
                    },
                    {"period": {"startsOn": "2026-01-01", "endsOn": "2026-12-31"}, "value": 20},
                ],
                "drives": [
                    {
                        "id": "drv_1",
                        "kpi": "kpi_heat",
                        "weight": 2.5,
                        "effect": "LOWERS",
                        "lagDays": 30,
                        **STAMPS,
                    }
                ],
            },
            {
                "id": "kpi_heat",
                "name": "Heat",
                "measure": {"kind": "DURATION", "unit": "minutes"},
                "direction": "BETWEEN",
                "frequency": "HOURLY",
                "owner": "team_all",
                **STAMPS,
                "targets": [
                    {
                        "period": {"startsOn": "2026-01-01", "endsOn": "2026-12-31"},
                        "lower": 1,
                        "upper": 2,
                    }
                ],
            },
        ],
        "objectives": [
            {
                "id": "obj_top",
                "title": "Top",
                "description": "The\nwhole “thing” ☕",
                "owner": "team_all",
                "lead": "psn_boss",
                "cycle": "cyc_year",
                "priority": 2,
                "lifecycle": "ACTIVE",
                "ambition": "ASPIRATIONAL",
                "visibility": "PRIVATE",
                "sharedWith": ["psn_doer", "team_old"],
                "labels": ["b", "a"],
                "links": [{"title": "Plan", "url": "https://rich.example/plan"}],
                "contributionStatement": "By doing.",
                "progressMode": "COMBINED",
                "supports": [
                    {
                        "id": "sup_1",
                        "kpi": "kpi_heat",
                        "weight": 0.5,
                        "effect": "RAISES",
                        "expectedDelta": -1.5,
                        **STAMPS,
                    }
                ],
                "initiatives": [{"title": "Nested in an objective"}],
                "keyResults": [
                    {
                        "id": "kr_cost",
                        "title": "Cost falls",
                        "description": "Of a\nroast.",
                        "owner": "psn_doer",
                        "metric": {"goal": "DECREASE", "start": 20, "target": 10},
                        "measure": {"kind": "CURRENCY", "currency": "USD", "precision": 2},
                        "weight": 2,
                        "cadenceDays": 14,
                        "dueOn": "2026-06-30",
                        "labels": ["b", "a"],
                        "links": [{"title": "Sheet", "url": "https://rich.example/cost"}],
                        "archived": False,
                        "measuredBy": "kpi_cost",
                        "measuredAs": "VALUE",
                        "checkIns": [
                            {
                                "id": "chk_wrong",
                                "value": 1000,
                                "effectiveAt": "2026-04-15T12:00:00.000+00:00",
                                "recordedAt": "2026-04-15T12:30:00.000+00:00",
                            },
                            {
                                "id": "chk_right",
                                "value": 15,
                                "effectiveAt": "2026-04-10T12:00:00.000+00:00",
                                "recordedAt": "2026-04-16T12:00:00.000+00:00",
                                "confidence": 0.75,
                                "status": "AT_RISK",
                                "note": "Slow.",
                                "blocker": "Money.",
                                "source": "MANUAL",
                                "author": "psn_doer",
                                "supersedes": "chk_wrong",
                                **STAMPS,
                            },
                            {"value": 14, "effectiveAt": "2026-03-31", "source": "MANUAL"},
                            {"value": 99, "effectiveAt": "2026-04-01", "withdrawn": True},
                        ],
                        "supports": [{"kpi": "kpi_cost", "effect": "LOWERS"}],
                        "initiatives": [
                            {
                                "id": "ini_nested",
                                "title": "Nested in a key result",
                                "owner": "psn_doer",
                                "state": "CANCELLED",
                                "dueOn": "2026-12-24",
                                "archived": True,
                                **STAMPS,
                            }
                        ],
                        **STAMPS,
                    },
                    {
                        "id": "kr_between",
                        "title": "Stays between",
                        "metric": {"goal": "BETWEEN", "lower": 1, "upper": 2},
                        "archived": True,
                    },
                    {"id": "kr_done", "title": "Done", "metric": {"goal": "DONE"}},
                ],
                **STAMPS,
            },
            {
                "id": "obj_below",
                "title": "Below",
                "owner": "psn_doer",
                "cycle": "cyc_half",
                "lifecycle": "CLOSED",
                "closedAt": "2026-05-01T00:00:00.000+00:00",
                "score": 0.6,
                "outcome": "Mostly there.",
                "decision": "MODIFY",
                "closingNote": "Next time sooner.",
                "progress": 0.5,
                "health": "AT_RISK",
                "alignsTo": [
                    {
                        "id": "aln_1",
                        "to": "kr_cost",
                        "weight": 4,
                        "counts": True,
                        "rationale": "Because.",
                        **STAMPS,
                    },
                    {"to": "kr_between", "counts": False},
                ],
                "proposals": [
                    {
                        "id": "aln_1",
                        "to": "kr_cost",
                        "weight": 4,
                        "state": "ACCEPTED",
                        "proposedBy": "psn_doer",
                        "decidedAt": "2026-03-01T00:00:00.000+00:00",
                    },
                    {
                        "id": "aln_declined",
                        "to": "kr_cost",
                        "counts": False,
                        "rationale": "It would help.",
                        "state": "DECLINED",
                        "proposedBy": "psn_doer",
                        "reason": "Not enough.",
                        "decidedBy": "psn_doer",
                        "decidedAt": "2026-03-02T05:00:00.000+00:00",
                        **STAMPS,
                    },
                    {"to": "kr_done"},
                ],
            },
            {
                "id": "obj_hand",
                "title": "By hand",
                "owner": "team_old",
                "lifecycle": "DRAFT",
                "progressMode": "MANUAL",
                "manualProgress": 0.25,
            },
        ],
        "initiatives": [
            {
                "id": "ini_top",
                "title": "At the top",
                "owner": "team_old",
                "state": "IN_PROGRESS",
                "dueOn": "2026-06-01",
                "archived": False,
                "target": "obj_below",
                **STAMPS,
            }
        ],
        "comments": [
            {
                "id": "cmt_kept",
                "on": "drv_1",
                "author": "psn_boss",
                "removed": True,
                **STAMPS,
            },
            {
                "id": "cmt_reply",
                "on": "drv_1",
                "body": "But **why**?",
                "author": "psn_doer",
                "replyTo": "cmt_kept",
                "acknowledgedBy": ["psn_boss", "psn_doer"],
            },
            {"id": "cmt_service", "on": "kpi_cost", "body": "From another system."},
        ],
    }
