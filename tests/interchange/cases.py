"""What a document can be wrong in: the change to the rich document, and what is said of it."""

from __future__ import annotations

from typing import Any, Final

DROP: Final = object()

# What is put where (or dropped), and what is said of that place.
HERE: Final[list[tuple[str, Any, str]]] = [
    (
        "goals",
        [],
        "Unknown key; there are organization, teams, people, cycles, kpis, objectives, "
        "initiatives, reports, comments, findingDismissals, templates.",
    ),
    ("objectives[0].titel", "x", "Unknown key; did you mean title?"),
    ("objectives[0].keyResults[0].metric.zzz", 1, "Unknown key."),
    ("objectives[0].keyResults[0].wieght", 1, "Unknown key; did you mean weight?"),
    ("objectives[0].title", DROP, "This key is missing."),
    ("objectives[0].title", None, "This key is missing."),
    ("objectives[0].title", "", "This may not be blank."),
    ("objectives[0].title", " ", "This may not be blank."),
    ("objectives[0].title", 5, "This has to be text."),
    ("objectives[0].title", "x" * 501, "This may have at most 500 characters."),
    (
        "objectives[0].lifecycle",
        "OPEN",
        "This has to be 'DRAFT', 'ACTIVE', 'CLOSED' or 'ARCHIVED'.",
    ),
    (
        "objectives[0].links[0].url",
        "javascript:alert(1)",
        "This has to be an address that starts with https://, http:// or mailto:.",
    ),
    ("people[0].email", "boss", "This has to be an e-mail address."),
    (
        "objectives[0].keyResults[0].measure.currency",
        "usd",
        "This has to be a currency code of three capital letters, such as EUR.",
    ),
    (
        "organization.timezone",
        "Mars/Base",
        'There is no timezone "Mars/Base"; give an IANA name such as Europe/Tallinn.',
    ),
    ("comments[1].body", DROP, "A comment needs a body."),
    ("findingDismissals[0].key", DROP, "This key is missing."),
    (
        "findingDismissals[0].key",
        "kr_cost",
        "This has to be the key of a finding, such as ORPHAN_OBJECTIVE:obj_1.",
    ),
    ("findingDismissals[0].key", "NO_RULE:kr_cost", "There is no rule NO_RULE."),
    (
        "findingDismissals[0].key",
        "EFFECT_CONTRADICTION:kr_cost",
        "A key of EFFECT_CONTRADICTION names: Objective or KeyResult and Kpi.",
    ),
    ("findingDismissals[0].until", "2027-02-30", 'There is no day "2027-02-30".'),
    ("organization.fiscalYearStartMonth", 13, "This has to be less than or equal to 12."),
    ("organization", DROP, "This key is missing: a file is about one organization."),
    ("objectives[0].keyResults[0].weight", 0, "This has to be greater than 0."),
    (
        "objectives[0].keyResults[0].weight",
        1.1e300,
        "This has to be less than or equal to 1e+300.",
    ),
    ("objectives[0].keyResults[0].weight", float("inf"), "This has to be a finite number."),
    (
        "objectives[0].keyResults[0].checkIns[0].value",
        float("nan"),
        "This has to be a finite number.",
    ),
    ("objectives[0].keyResults[0].checkIns[0].value", "12", "This has to be a number."),
    ("objectives[0].keyResults[0].checkIns[0].value", True, "This has to be a number."),
    ("objectives[0].keyResults[0].checkIns[0].value", 10**400, "This has to be a number."),
    (
        "objectives[0].keyResults[0].labels",
        [f"label {number}" for number in range(51)],
        "This may have at most 50 items.",
    ),
    ("objectives[0].priority", 0, "This has to be greater than or equal to 1."),
    ("objectives[0].keyResults[0].cadenceDays", 1.5, "This has to be a whole number."),
    ("objectives[0].keyResults[0].archived", 1, "This has to be true or false."),
    (
        "objectives[0].keyResults[0].checkIns[1].confidence",
        1.01,
        "This has to be less than or equal to 1.",
    ),
    ("cycles[0].startsOn", "2026-02-30", 'There is no day "2026-02-30".'),
    (
        "objectives[0].keyResults[0].checkIns[0].effectiveAt",
        "2026-04-15T12:00:00",
        '"2026-04-15T12:00:00" is not a time; write it with its offset, as '
        "2026-11-01T22:00:00+02:00 or 2026-11-01T20:00:00Z, or give a date alone.",
    ),
    ("objectives[0].updatedAt", "2026-01-04", "updatedAt is before createdAt."),
    (
        "objectives[0].id",
        "goal_1",
        "This has to be an id: obj_ and then 1 to 64 of A–Z a–z 0–9 _ -.",
    ),
    (
        "objectives[0].id",
        "obj_a b",
        "This has to be an id: obj_ and then 1 to 64 of A–Z a–z 0–9 _ -.",
    ),
    (
        "objectives[0].owner",
        "team_none",
        'Nothing in the file has the id "team_none"; this has to name a team or person.',
    ),
    (
        "objectives[0].lead",
        "team_all",
        '"team_all" is the id of a team; this has to name a person.',
    ),
    ("objectives[0].cycle", "2026", '"2026" is no id of a cycle; those start with cyc_.'),
    (
        "objectives[0].sharedWith[1]",
        "psn_none",
        'Nothing in the file has the id "psn_none"; this has to name a team or person.',
    ),
    (
        "objectives[0].supports[0].kpi",
        "kr_cost",
        '"kr_cost" is the id of a key result; this has to name a KPI.',
    ),
    (
        "objectives[0].keyResults[0].measuredBy",
        "kpi_none",
        'Nothing in the file has the id "kpi_none"; this has to name a KPI.',
    ),
    (
        "objectives[0].keyResults[0].checkIns[1].author",
        "psn_none",
        'Nothing in the file has the id "psn_none"; this has to name a person.',
    ),
    (
        "objectives[0].keyResults[0].checkIns[1].supersedes",
        "chk_none",
        'The key result has no check-in with the id "chk_none".',
    ),
    (
        "objectives[1].alignsTo[0].to",
        "kpi_heat",
        '"kpi_heat" is the id of a KPI; this has to name an objective or key result.',
    ),
    (
        "initiatives[0].target",
        "obj_none",
        'Nothing in the file has the id "obj_none"; this has to name an objective or key result.',
    ),
    (
        "objectives[0].keyResults[0].initiatives[0].owner",
        "psn_none",
        'Nothing in the file has the id "psn_none"; this has to name a team or person.',
    ),
    (
        "people[0].manager",
        "psn_doer",
        "Managers report to each other in a circle: psn_boss → psn_doer → psn_boss.",
    ),
    (
        "teams[1].parent",
        "team_old",
        "Teams are parts of each other in a circle: team_old → team_old.",
    ),
    ("teams[2].kind", "COMPANY", "Only one team may be the COMPANY; teams[0] is one already."),
    ("teams[0].parent", "team_free", "The COMPANY team is the root and has no parent."),
    (
        "people[1].email",
        "BOSS@rich.example",
        '"boss@rich.example" is already the e-mail address of people[0].',
    ),
    (
        "objectives[0].keyResults[0].metric.start",
        10,
        "DECREASE needs a start above its target, not 10 to 10.",
    ),
    ("objectives[0].keyResults[0].metric.target", DROP, "DECREASE needs a target."),
    (
        "objectives[0].manualProgress",
        0.5,
        "manualProgress is for progressMode MANUAL; this one is COMBINED.",
    ),
    ("objectives[0].progress", 0.5, "progress is computed; only a CLOSED objective brings it."),
    ("objectives[1].health", DROP, "A CLOSED objective brings both progress and health."),
    ("kpis[1].targets[0].lower", DROP, "A target of a KPI with direction BETWEEN needs lower."),
    (
        "objectives[1].alignsTo[1].to",
        "kr_cost",
        'There is a link to "kr_cost" already, in [0]; give one with their weight.',
    ),
]

# What is put where, and what is said of another place.
ELSEWHERE: Final[list[tuple[str, Any, str, str]]] = [
    ("cycles[0].startsOn", "2027-01-01", "cycles[0].endsOn", "The cycle ends before it starts."),
    (
        "kpis[0].targets[0].period.endsOn",
        "2026-02-28",
        "kpis[0].targets[0].period",
        "The period ends before it starts.",
    ),
    (
        "objectives[2].id",
        "obj_below",
        "objectives[2].id",
        'The id "obj_below" is used more than once.',
    ),
    (
        "objectives[0].alignsTo",
        [{"to": "obj_below"}],
        "objectives[1].alignsTo[0].to",
        "Objectives align to each other in a circle: obj_below → obj_top → obj_below.",
    ),
    (
        "objectives[0].alignsTo",
        [{"to": "kr_done"}],
        "objectives[0].alignsTo[0].to",
        "Objectives align to each other in a circle: obj_top → obj_top.",
    ),
    (
        "kpis[1].drives",
        [{"kpi": "kpi_cost", "effect": "RAISES"}],
        "kpis[0].drives[0].kpi",
        "KPIs drive each other in a circle: kpi_cost → kpi_heat → kpi_cost.",
    ),
    (
        "cycles[0].parent",
        "cyc_half",
        "cycles[1].parent",
        "Cycles are within each other in a circle: cyc_half → cyc_year → cyc_half.",
    ),
    (
        "objectives[0].keyResults[0].checkIns[0].supersedes",
        "chk_right",
        "objectives[0].keyResults[0].checkIns[1].supersedes",
        "Check-ins supersede each other in a circle: chk_right → chk_wrong → chk_right.",
    ),
    (
        "teams[0].kind",
        "TEAM",
        "teams",
        "One team has to have the kind COMPANY: the root of all others.",
    ),
    (
        "kpis[0].targets[0].period",
        {"startsOn": "2026-01-01", "endsOn": "2026-12-31"},
        "kpis[0].targets[1].period",
        "targets[0] is for the same period.",
    ),
    (
        "objectives[0].sharedWith",
        ["psn_doer", "psn_doer"],
        "objectives[0].sharedWith[1]",
        '"psn_doer" is listed twice.',
    ),
    (
        "objectives[1].alignsTo[0].to",
        "obj_top",
        "objectives[1].alignsTo[1].to",
        'There is a link to "obj_top" already, in [0]; give one with their weight.',
    ),
    (
        "objectives[1].proposals",
        [{"to": "obj_below"}],
        "objectives[1].proposals[0].to",
        "An objective does not serve itself.",
    ),
    (
        "objectives[1].proposals",
        [{"to": "obj_top"}, {"to": "obj_top", "state": "DECLINED"}, {"to": "obj_top"}],
        "objectives[1].proposals[2].to",
        'There is a link to "obj_top" already, in [0]; give one with their weight.',
    ),
    (
        "objectives[1].proposals",
        [{"to": "obj_top", "reason": "No."}],
        "objectives[1].proposals[0].reason",
        "A PENDING proposal has no reason yet.",
    ),
    (
        "objectives[1].proposals",
        [{"to": "obj_top", "proposedBy": "team_old"}],
        "objectives[1].proposals[0].proposedBy",
        '"team_old" is the id of a team; this has to name a person.',
    ),
    (
        "objectives[1].proposals",
        [{"id": "aln_1", "to": "obj_top"}],
        "objectives[1].proposals[0].id",
        'The id "aln_1" is used more than once.',
    ),
    (
        "objectives[0].supports",
        [{"kpi": "kpi_heat", "effect": "RAISES"}, {"kpi": "kpi_heat", "effect": "RAISES"}],
        "objectives[0].supports[1].kpi",
        'There is a link to "kpi_heat" already, in [0]; give one with their weight.',
    ),
    (
        "comments[1].on",
        "kpi_cost",
        "comments[1].replyTo",
        '"cmt_kept" is on "drv_1"; a reply is on the same.',
    ),
    (
        "comments[1].replyTo",
        DROP,
        "comments[0].removed",
        "Nothing answers it, so it leaves no place to keep.",
    ),
    (
        "comments[2]",
        {"on": "drv_1", "body": "So.", "replyTo": "cmt_reply"},
        "comments[2].replyTo",
        '"cmt_reply" is a reply itself; name what it answers.',
    ),
    (
        "comments[2].on",
        "cmt_kept",
        "comments[2].on",
        '"cmt_kept" is the id of a comment; this has to name something that takes comments.',
    ),
    (
        "comments[0].body",
        "Still here.",
        "comments[0].body",
        "A comment that was removed has no body.",
    ),
    (
        "comments[1].acknowledgedBy",
        ["psn_boss", "psn_boss"],
        "comments[1].acknowledgedBy[1]",
        '"psn_boss" is listed twice.',
    ),
    (
        "findingDismissals[0].key",
        "STALE_KEY_RESULT:kr_none",
        "findingDismissals[0].key",
        'Nothing in the file has the id "kr_none"; this has to name an objective or key result or '
        "KPI or team or person or cycle.",
    ),
    (
        "findingDismissals[0].key",
        "KPI_AS_KEY_RESULT:kr_cost+kpi_cost",
        "findingDismissals[1].key",
        "KPI_AS_KEY_RESULT:kr_cost+kpi_cost is dismissed more than once.",
    ),
    (
        "initiatives[0].id",
        "ini_nested",
        "objectives[0].keyResults[0].initiatives[0].id",
        'The id "ini_nested" is used more than once.',
    ),
]
