"""Which rules are asked, how severe they are and where their limit is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, Final, NamedTuple

from graph.domain.errors import InvalidInput
from graph.domain.findings.finding import SEVERITIES, FindingRule, Severity


class RuleSetting(NamedTuple):
    """How an organization asks one rule. `limit` is None for rules without one."""

    rule: FindingRule
    enabled: bool
    severity: Severity
    limit: float | None


_RULES: Final[tuple[tuple[FindingRule, Severity, float | None], ...]] = (
    ("ORPHAN_OBJECTIVE", "WARNING", None),
    ("IDLE_OBJECTIVE", "INFO", None),
    ("UNMOVED_KPI", "WARNING", None),
    ("UNSUPPORTED_COMPANY_OBJECTIVE", "WARNING", None),
    ("KPI_BEHIND_UNADDRESSED", "ERROR", None),
    ("OPPOSING_WORK", "WARNING", None),
    ("HEALTH_CONTRADICTION", "WARNING", None),
    ("CYCLE_MISMATCH", "WARNING", None),
    ("LEVEL_SKIP", "INFO", None),
    ("STALE_KEY_RESULT", "WARNING", None),
    ("TOO_MANY_KEY_RESULTS", "WARNING", 5.0),
    ("TOO_FEW_KEY_RESULTS", "INFO", 2.0),
    ("TOO_MANY_OBJECTIVES", "INFO", 5.0),
    ("KPI_AS_KEY_RESULT", "WARNING", None),
    ("UNMEASURABLE_OBJECTIVE", "WARNING", None),
    ("UNCOUNTED_CONTRIBUTION", "INFO", None),
    ("KPI_VALUE_OVERDUE", "INFO", 1.0),
    ("EFFECT_CONTRADICTION", "ERROR", None),
    ("KEY_PERSON", "INFO", 0.5),
    ("SANDBAGGING", "INFO", 0.85),
    ("FORMULA_INPUT_NOT_DRIVER", "INFO", None),
)
_OFF: Final = frozenset({"UNCOUNTED_CONTRIBUTION"})

DEFAULTS: Final[Mapping[FindingRule, RuleSetting]] = {
    rule: RuleSetting(rule, rule not in _OFF, severity, limit) for rule, severity, limit in _RULES
}
"""By rule, in the order of the enum."""

RULE_ORDER: Final[Mapping[FindingRule, int]] = {rule: i for i, rule in enumerate(DEFAULTS)}

Settings = Mapping[FindingRule, RuleSetting]


def checked(setting: RuleSetting, path: list[str | int]) -> RuleSetting:
    """A setting that can be; raises InvalidInput. `path` is that of its input."""
    if setting.limit is None:
        return setting
    if DEFAULTS[setting.rule].limit is None:
        raise InvalidInput(f"{setting.rule} has no limit.", path=[*path, "limit"])
    if not isfinite(setting.limit) or setting.limit < 0:
        raise InvalidInput("The limit has to be a finite number, 0 or more.", path=[*path, "limit"])
    return setting


def changed_setting(
    before: RuleSetting, given: Mapping[str, Any], path: list[str | int]
) -> RuleSetting:
    """A setting with what is given of it: what is absent is left alone, null is the default. Raises
    InvalidInput; `path` is that of its input."""
    default = DEFAULTS[before.rule]
    values = {
        name: getattr(default, name) if given[name] is None else given[name]
        for name in ("enabled", "severity", "limit")
        if name in given
    }
    return checked(before._replace(**values), path)


def stored_settings(settings: Iterable[RuleSetting]) -> list[str]:
    """Settings as an organization stores them: texts of rule, whether enabled, severity, limit."""
    return [
        " ".join(
            [
                setting.rule,
                "on" if setting.enabled else "off",
                setting.severity,
                "-" if setting.limit is None else repr(setting.limit),
            ]
        )
        for setting in settings
        if setting != DEFAULTS[setting.rule]
    ]


def settings_of(stored: Iterable[str] | None) -> Settings:
    """Every rule's setting: what the organization has stored, else the default."""
    settings = dict(DEFAULTS)
    for text in stored or ():
        rule, enabled, severity, limit = text.split(" ")
        # Of a rule that is not known any more nothing is asked.
        for known in DEFAULTS:
            if known == rule:
                settings[known] = RuleSetting(
                    known,
                    enabled == "on",
                    next(level for level in SEVERITIES if level == severity),
                    None if limit == "-" else float(limit),
                )
    return settings
