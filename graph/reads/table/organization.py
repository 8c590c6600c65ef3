"""Organization, teams, people and cycles."""

from __future__ import annotations

from functools import partial

from graph.model.organization import Cycle, Organization, Person, Team
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule, Value, prop
from graph.reads.rules.alignment_report import AlignmentReportRule
from graph.reads.rules.findings.connection import FindingsRule, owned_by_person, owned_by_team
from graph.reads.rules.label import LabelRule
from graph.reads.rules.retrospective.retrospective import RetrospectiveRule
from graph.reads.rules.settings import SettingsRule
from graph.reads.rules.team_week import TeamWeekRule
from graph.reads.table import entity
from graph.reads.table.actions import ViewerCan
from graph.reads.table.groups import objectives
from graph.reads.table.stored import stored_fields
from graph.reads.table.weekly import OF_PERSON

ORGANIZATION = EntityMapping(
    "Organization",
    {
        **entity.BARE,
        **stored_fields(Organization),
        # The organization itself changes with every write.
        "revision": prop("revision"),
        "rules": ByRule(SettingsRule),
        "alignmentWeights": ByRule(SettingsRule),
        "alignmentReport": ByRule(partial(AlignmentReportRule, False)),
    },
    then={"revision": Value("$p.at")},
)

# The teams below one, at any depth, with the members of them all: whoever owns what is theirs.
_ALL_OF_TEAM = (
    "MATCH (this) (()<-[:PART_OF]-(:Team)){0,20} (_t:Team) "
    "MATCH (_t) (()<-[:MEMBER_OF]-(:Person)){0,1} (_w) "
    "WITH DISTINCT _w MATCH (_w)-[:OWNS]->(node:Objective)"
)

TEAM = EntityMapping(
    "Team",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("Team"),
        **stored_fields(Team),
        "subTeams": entity.teams("(this)<-[:PART_OF]-(node:Team)"),
        "members": entity.people("(this)<-[:MEMBER_OF]-(node:Person)"),
        "leads": entity.people("(this)<-[:LEADS]-(node:Person)"),
        "objectives": objectives("(this)-[:OWNS]->(node:Objective)"),
        "allObjectives": objectives(_ALL_OF_TEAM),
        "keyResults": entity.key_results("(this)-[:OWNS]->(node:KeyResult)"),
        "kpis": entity.kpis("(this)-[:OWNS]->(node:Kpi)"),
        "initiatives": entity.initiatives("(this)-[:OWNS]->(node:Initiative)"),
        "findings": ByRule(partial(FindingsRule, owned_by_team)),
        "alignmentReport": ByRule(partial(AlignmentReportRule, True)),
        "weekly": ByRule(TeamWeekRule),
    },
    listed=entity.NOT_ARCHIVED,
    listed_by=entity.ARCHIVED,
)

PERSON = EntityMapping(
    "Person",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("Person"),
        **stored_fields(Person),
        "reports": entity.people("(this)<-[:REPORTS_TO]-(node:Person)"),
        "teams": entity.teams("(this)-[:MEMBER_OF]->(node:Team)"),
        "leads": entity.teams("(this)-[:LEADS]->(node:Team)"),
        "objectives": objectives("(this)-[:OWNS]->(node:Objective)"),
        "leadsObjectives": objectives("(this)-[:LEADS_GOAL]->(node:Objective)"),
        "sharedObjectives": objectives("(this)<-[:SHARED_WITH]-(node:Objective)"),
        "keyResults": entity.key_results("(this)-[:OWNS]->(node:KeyResult)"),
        "kpis": entity.kpis("(this)-[:OWNS]->(node:Kpi)"),
        "initiatives": entity.initiatives("(this)-[:OWNS]->(node:Initiative)"),
        "checkIns": entity.check_ins("(this)-[:AUTHORED]->(node:CheckIn)"),
        "findings": ByRule(partial(FindingsRule, owned_by_person)),
        "weeklyReports": OF_PERSON,
    },
    listed=entity.NOT_ARCHIVED,
    listed_by=entity.ARCHIVED,
)

CYCLE = EntityMapping(
    "Cycle",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("Cycle"),
        **stored_fields(Cycle),
        "label": ByRule(LabelRule, counted=False),
        "elapsed": Value(
            "CASE WHEN $p.now <= this.startsMs THEN 0.0 WHEN $p.now >= this.endsMs THEN 1.0 "
            "ELSE toFloat($p.now - this.startsMs) / (this.endsMs - this.startsMs) END"
        ),
        "parts": entity.cycles("(this)<-[:WITHIN]-(node:Cycle)"),
        "objectives": objectives("(this)<-[:IN_CYCLE]-(node:Objective)"),
        "retrospective": ByRule(RetrospectiveRule),
    },
    listed=entity.NOT_ARCHIVED,
    listed_by=entity.ARCHIVED,
)
