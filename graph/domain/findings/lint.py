"""All rules over one organization: the table of rules, and their findings in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graph.domain.findings import goal_rules, key_result_rules, kpi_rules, people_rules
from graph.domain.findings.dismissals import Dismissal, in_force, marked
from graph.domain.findings.finding import SEVERITIES, Finding, FindingRule
from graph.domain.findings.rule import Rule
from graph.domain.findings.settings import DEFAULTS, RULE_ORDER, Settings
from graph.domain.organization_graph import Question

RULES: Final[Mapping[FindingRule, Rule]] = {
    "ORPHAN_OBJECTIVE": goal_rules.orphan_objectives,
    "IDLE_OBJECTIVE": goal_rules.idle_objectives,
    "UNMOVED_KPI": kpi_rules.unmoved_kpis,
    "UNSUPPORTED_COMPANY_OBJECTIVE": goal_rules.unsupported_company_objectives,
    "KPI_BEHIND_UNADDRESSED": kpi_rules.kpis_behind_unaddressed,
    "OPPOSING_WORK": kpi_rules.opposing_work,
    "HEALTH_CONTRADICTION": goal_rules.health_contradictions,
    "CYCLE_MISMATCH": goal_rules.cycle_mismatches,
    "LEVEL_SKIP": goal_rules.level_skips,
    "STALE_KEY_RESULT": key_result_rules.stale_key_results,
    "TOO_MANY_KEY_RESULTS": key_result_rules.too_many_key_results,
    "TOO_FEW_KEY_RESULTS": key_result_rules.too_few_key_results,
    "TOO_MANY_OBJECTIVES": goal_rules.too_many_objectives,
    "KPI_AS_KEY_RESULT": key_result_rules.kpis_as_key_results,
    "UNMEASURABLE_OBJECTIVE": goal_rules.unmeasurable_objectives,
    "UNCOUNTED_CONTRIBUTION": goal_rules.uncounted_contributions,
    "KPI_VALUE_OVERDUE": kpi_rules.kpi_values_overdue,
    "EFFECT_CONTRADICTION": kpi_rules.effect_contradictions,
    "KEY_PERSON": people_rules.key_people,
    "SANDBAGGING": people_rules.sandbagging,
    "FORMULA_INPUT_NOT_DRIVER": kpi_rules.formula_inputs_not_drivers,
}


def findings(
    question: Question, settings: Settings = DEFAULTS, dismissals: Iterable[Dismissal] = ()
) -> list[Finding]:
    """Everything that the rules find and the viewer may see, dismissed or not: most severe first,
    then in the order of the rules, then by key."""
    found = [
        finding
        for rule, setting in settings.items()
        if setting.enabled
        for finding in found_by(question, settings, rule)
    ]
    return marked(sorted(found, key=place), in_force(dismissals, question.today))


def found_by(question: Question, settings: Settings, rule: FindingRule) -> Iterator[Finding]:
    """What one rule finds, in no order."""
    setting = settings[rule]
    for key_nodes, others, facts, said in RULES[rule](question, setting.limit or 0.0):
        if all(question.sees(node) for node in key_nodes):
            yield Finding(rule, setting.severity, key_nodes, others, facts, said)


def place(finding: Finding) -> tuple[int, int, str]:
    """Where a finding is in the list."""
    return -SEVERITIES.index(finding.severity), RULE_ORDER[finding.rule], finding.key
