"""The closed lists of the domain."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="What a note of a retrospective is about.")
class RetrospectiveTopic(Enum):
    """Three questions that look back."""

    KEEP = enum_value("KEEP", description="What went well, and goes on.")
    CHANGE = enum_value("CHANGE", description="What is to be done otherwise.")
    LEARNED = enum_value("LEARNED", description="What was learned.")


@strawberry.enum(description="Which part of the range a score is in.")
class Band(Enum):
    """Half-open but for the last."""

    LOW = enum_value("LOW", description="Below 0.4.")
    MIDDLE = enum_value("MIDDLE", description="From 0.4 to below 0.7.")
    HIGH = enum_value("HIGH", description="From 0.7 to 1.")


@strawberry.enum(description="What a KPI did, against what was predicted.")
class PredictionVerdict(Enum):
    """It says what happened, not why."""

    AS_PREDICTED = enum_value(
        "AS_PREDICTED", description="It changed by 0.5 to 1.5 times what was predicted."
    )
    MORE = enum_value("MORE", description="It changed by more than 1.5 times that.")
    LESS = enum_value("LESS", description="It changed by less than half of that.")
    OPPOSITE = enum_value("OPPOSITE", description="It went the other way.")
    UNKNOWN = enum_value(
        "UNKNOWN", description="It has no values to compare, or nothing was predicted."
    )


@strawberry.enum(description="What a team is in the organization.")
class TeamKind(Enum):
    """What a team is in the organization."""

    COMPANY = enum_value("COMPANY", description="The company itself, the root of all teams.")
    DIVISION = enum_value("DIVISION", description="A division.")
    DEPARTMENT = enum_value("DEPARTMENT", description="A department.")
    TEAM = enum_value("TEAM", description="A team.")


@strawberry.enum(description="What a person may do in the organization.")
class Role(Enum):
    """What a person may do in the organization."""

    OWNER = enum_value("OWNER", description="Owns the organization: may do everything.")
    ADMIN = enum_value("ADMIN", description="Administers the organization: may do everything.")
    MEMBER = enum_value("MEMBER", description="Changes what they or their teams own.")
    VIEWER = enum_value("VIEWER", description="Reads, and changes nothing.")


@strawberry.enum(description="How long a cycle is.")
class CycleKind(Enum):
    """How long a cycle is."""

    YEAR = enum_value("YEAR", description="A year.")
    HALF = enum_value("HALF", description="Half a year.")
    QUARTER = enum_value("QUARTER", description="A quarter.")
    MONTH = enum_value("MONTH", description="A month.")
    CUSTOM = enum_value("CUSTOM", description="Any other period.")


@strawberry.enum(description="Where a cycle is in its life.")
class CycleState(Enum):
    """Where a cycle is in its life."""

    PLANNING = enum_value("PLANNING", description="Goals are being set.")
    ACTIVE = enum_value("ACTIVE", description="Goals are being worked on.")
    CLOSED = enum_value("CLOSED", description="Over: read-only.")


@strawberry.enum(description="Whose goal it is, derived from the owner.")
class ObjectiveLevel(Enum):
    """Whose goal it is, derived from the owner."""

    COMPANY = enum_value("COMPANY", description="Owned by the company team.")
    TEAM = enum_value("TEAM", description="Owned by any other team.")
    PERSONAL = enum_value("PERSONAL", description="Owned by a person.")


@strawberry.enum(description="Where an objective is in its life.")
class Lifecycle(Enum):
    """Where an objective is in its life."""

    DRAFT = enum_value("DRAFT", description="Being written: counts nowhere.")
    ACTIVE = enum_value("ACTIVE", description="Being worked on.")
    CLOSED = enum_value("CLOSED", description="Done with: its progress is frozen.")
    ARCHIVED = enum_value("ARCHIVED", description="Put away: counts nowhere.")


@strawberry.enum(description="How an objective is meant.")
class Ambition(Enum):
    """How an objective is meant."""

    COMMITTED = enum_value("COMMITTED", description="Expected to be reached in full.")
    ASPIRATIONAL = enum_value("ASPIRATIONAL", description="A stretch: most of it is a success.")


@strawberry.enum(description="What becomes of a goal that was closed.")
class ClosingDecision(Enum):
    """What becomes of a goal that was closed."""

    KEEP = enum_value("KEEP", description="Go on with it as it is.")
    MODIFY = enum_value("MODIFY", description="Go on with another goal in its place.")
    ABANDON = enum_value("ABANDON", description="Give it up.")


@strawberry.enum(description="Who may see an objective.")
class Visibility(Enum):
    """Who may see an objective."""

    PUBLIC = enum_value("PUBLIC", description="Everybody in the organization.")
    PRIVATE = enum_value(
        "PRIVATE",
        description="The owner, people it is shared with, their managers, and administrators.",
    )


@strawberry.enum(description="What an objective's progress is computed from.")
class ProgressMode(Enum):
    """What an objective's progress is computed from."""

    AUTO = enum_value(
        "AUTO", description="Its key results if it has any, else the objectives aligned to it."
    )
    KEY_RESULTS = enum_value("KEY_RESULTS", description="Its key results.")
    CONTRIBUTIONS = enum_value(
        "CONTRIBUTIONS", description="The objectives aligned to it that count."
    )
    COMBINED = enum_value("COMBINED", description="Both.")
    MANUAL = enum_value("MANUAL", description="A number that is set by hand.")


@strawberry.enum(description="How a goal is doing.")
class Health(Enum):
    """How a goal is doing."""

    ON_TRACK = enum_value("ON_TRACK", description="As it should.")
    AT_RISK = enum_value("AT_RISK", description="Behind.")
    OFF_TRACK = enum_value("OFF_TRACK", description="Far behind.")
    STALE = enum_value("STALE", description="Not reported on for too long.")
    NO_DATA = enum_value("NO_DATA", description="Nothing to judge by.")


@strawberry.enum(description="What a key result wants of its number.")
class MetricGoal(Enum):
    """What a key result wants of its number."""

    INCREASE = enum_value("INCREASE", description="Rise from start to target.")
    DECREASE = enum_value("DECREASE", description="Fall from start to target.")
    AT_LEAST = enum_value("AT_LEAST", description="Stay at the target or above.")
    AT_MOST = enum_value("AT_MOST", description="Stay at the target or below.")
    BETWEEN = enum_value("BETWEEN", description="Stay between lower and upper.")
    DONE = enum_value("DONE", description="Be done: 1.")


@strawberry.enum(description="How a number is read.")
class MeasureKind(Enum):
    """How a number is read."""

    NUMBER = enum_value("NUMBER", description="A plain number.")
    PERCENT = enum_value("PERCENT", description="A percentage as people say it: 4.5 is 4.5 %.")
    CURRENCY = enum_value("CURRENCY", description="An amount of money.")
    DURATION = enum_value("DURATION", description="A length of time.")
    COUNT = enum_value("COUNT", description="A count.")
    SCORE = enum_value("SCORE", description="A score.")


@strawberry.enum(description="How a KPI's values become those of a key result that it measures.")
class MeasuredAs(Enum):
    """How a KPI's values become those of a key result that it measures."""

    VALUE = enum_value("VALUE", description="As they are.")
    CHANGE = enum_value(
        "CHANGE", description="As their change since the baseline, in the KPI's unit."
    )
    CHANGE_PERCENT = enum_value(
        "CHANGE_PERCENT", description="As that change in percent of the baseline's size."
    )


@strawberry.enum(description="Which way a KPI should go.")
class KpiDirection(Enum):
    """Which way a KPI should go."""

    INCREASE = enum_value("INCREASE", description="More is better.")
    DECREASE = enum_value("DECREASE", description="Less is better.")
    BETWEEN = enum_value("BETWEEN", description="Inside its bounds is better.")


@strawberry.enum(description="How a KPI stands against its target.")
class KpiStatus(Enum):
    """How a KPI stands against its target."""

    ON_TARGET = enum_value("ON_TARGET", description="At its target or beyond it.")
    WATCH = enum_value(
        "WATCH", description="Short by no more than its watch band, or what it may be short within."
    )
    OFF_TARGET = enum_value("OFF_TARGET", description="Short by more.")
    STALE = enum_value(
        "STALE",
        description="The whole of the last two periods of its frequency went by without a value.",
    )
    NO_TARGET = enum_value(
        "NO_TARGET", description="Its latest value has no target to stand against."
    )
    NO_DATA = enum_value("NO_DATA", description="No value yet.")


@strawberry.enum(description="How often something is measured.")
class Frequency(Enum):
    """How often something is measured."""

    ANNUAL = enum_value("ANNUAL", description="Once a fiscal year.")
    QUARTERLY = enum_value("QUARTERLY", description="Once a fiscal quarter.")
    MONTHLY = enum_value("MONTHLY", description="Once a month.")
    WEEKLY = enum_value("WEEKLY", description="Once an ISO week.")
    DAILY = enum_value("DAILY", description="Once a day.")
    HOURLY = enum_value("HOURLY", description="Once an hour.")


@strawberry.enum(description="How values of shorter periods make one of a longer one.")
class Aggregation(Enum):
    """How values of shorter periods make one of a longer one."""

    SUM = enum_value("SUM", description="All of them together, such as sales.")
    MEAN = enum_value("MEAN", description="Their mean, such as a temperature.")
    LAST = enum_value("LAST", description="The last one, such as active customers.")
    MIN = enum_value("MIN", description="The smallest.")
    MAX = enum_value("MAX", description="The largest.")


@strawberry.enum(description="Whether values are running totals, and when these start again.")
class Accumulation(Enum):
    """Whether values are running totals."""

    NEVER = enum_value("NEVER", description="A value is of its period alone.")
    WITHIN_MONTH = enum_value("WITHIN_MONTH", description="A total that starts again each month.")
    WITHIN_QUARTER = enum_value(
        "WITHIN_QUARTER", description="A total that starts again each fiscal quarter."
    )
    WITHIN_YEAR = enum_value(
        "WITHIN_YEAR", description="A total that starts again each fiscal year."
    )


@strawberry.enum(description="Where the values of a KPI are going.")
class TrendDirection(Enum):
    """Where the values of a KPI are going."""

    IMPROVING = enum_value("IMPROVING", description="The way that it should.")
    WORSENING = enum_value("WORSENING", description="The other way.")
    FLAT = enum_value("FLAT", description="Nowhere that chance would not take it.")
    UNKNOWN = enum_value("UNKNOWN", description="There are fewer than four values.")


@strawberry.enum(description="Why there is no forecast.")
class ForecastUnavailable(Enum):
    """Why there is no forecast; the first that holds."""

    TOO_FEW_VALUES = enum_value("TOO_FEW_VALUES", description="There are fewer than 8 values.")
    TOO_MANY_GAPS = enum_value(
        "TOO_MANY_GAPS", description="Fewer than half of the periods were measured."
    )
    TOO_OLD = enum_value(
        "TOO_OLD", description="The last value is more than 3 finished periods old."
    )
    CONSTANT = enum_value("CONSTANT", description="All values are the same.")


@strawberry.enum(description="Why something might be done about a KPI.")
class SuggestionReason(Enum):
    """Why something might be done about a KPI, in the order of suggestions."""

    BEHIND = enum_value(
        "BEHIND",
        description="It was off target in its last two measured periods, and nothing helps it.",
    )
    FORECAST_TO_MISS = enum_value(
        "FORECAST_TO_MISS",
        description="Its forecast misses a target rather than meets it, and nothing helps it.",
    )
    AMBITIOUS_TARGET = enum_value(
        "AMBITIOUS_TARGET",
        description="A target was raised far beyond its latest value, and nothing helps it.",
    )
    RAISE_TARGET = enum_value(
        "RAISE_TARGET",
        description="It met its targets three times running, and could aim at a better one.",
    )


@strawberry.enum(description="How a forecast was made.")
class ForecastMethod(Enum):
    """How a forecast was made."""

    NAIVE = enum_value("NAIVE", description="The last value.")
    SMOOTHED = enum_value("SMOOTHED", description="The smoothed level.")
    DRIFT = enum_value("DRIFT", description="On along the line from the first value to the last.")
    THETA = enum_value("THETA", description="The smoothed level and half of the slope.")
    DAMPED = enum_value("DAMPED", description="Level and a trend that fades.")
    SEASONAL_NAIVE = enum_value(
        "SEASONAL_NAIVE", description="The value of the same place in the last season."
    )
    SEASONAL_THETA = enum_value("SEASONAL_THETA", description="THETA, with a season.")
    SEASONAL_DAMPED = enum_value("SEASONAL_DAMPED", description="DAMPED, with a season.")


@strawberry.enum(description="How whoever reports sees it.")
class CheckInStatus(Enum):
    """How whoever reports sees it."""

    ON_TRACK = enum_value("ON_TRACK", description="As it should.")
    AT_RISK = enum_value("AT_RISK", description="Behind.")
    OFF_TRACK = enum_value("OFF_TRACK", description="Far behind.")


@strawberry.enum(description="Where a check-in came from.")
class CheckInSource(Enum):
    """Where a check-in came from."""

    MANUAL = enum_value("MANUAL", description="Reported by a person.")
    KPI = enum_value("KPI", description="Taken from the KPI that measures the key result.")
    IMPORT = enum_value("IMPORT", description="Imported from a file.")
    INTEGRATION = enum_value("INTEGRATION", description="Sent by another system.")


@strawberry.enum(description="Where a KPI's value came from.")
class ValueSource(Enum):
    """Where a KPI's value came from."""

    MANUAL = enum_value("MANUAL", description="Entered by a person.")
    IMPORT = enum_value("IMPORT", description="Imported from a file.")
    INTEGRATION = enum_value("INTEGRATION", description="Sent by another system.")
    FORMULA = enum_value("FORMULA", description="Computed from other values.")


@strawberry.enum(description="How far an initiative is.")
class InitiativeState(Enum):
    """How far an initiative is."""

    PLANNED = enum_value("PLANNED", description="Not begun.")
    IN_PROGRESS = enum_value("IN_PROGRESS", description="Begun.")
    DONE = enum_value("DONE", description="Done.")
    CANCELLED = enum_value("CANCELLED", description="Given up.")


@strawberry.enum(description="What success, or a rise, does to a KPI's value.")
class Effect(Enum):
    """What success, or a rise, does to a KPI's value."""

    RAISES = enum_value("RAISES", description="Makes it larger.")
    LOWERS = enum_value("LOWERS", description="Makes it smaller.")


@strawberry.enum(
    description="What an objective's success does to a KPI's value over all of its paths."
)
class MoverEffect(Enum):
    """What an objective's success does to a KPI's value over all of its paths."""

    RAISES = enum_value("RAISES", description="Every path makes it larger.")
    LOWERS = enum_value("LOWERS", description="Every path makes it smaller.")
    MIXED = enum_value("MIXED", description="Some paths raise it and some lower it.")


@strawberry.enum(description="How close an objective stands to a KPI: that of its closest path.")
class MoverRelation(Enum):
    """How close an objective stands to a KPI: that of its closest path."""

    DIRECT = enum_value("DIRECT", description="It or its own key result supports the KPI.")
    ALIGNED = enum_value("ALIGNED", description="It reaches the KPI through alignments.")
    DRIVER = enum_value("DRIVER", description="It reaches the KPI through another KPI only.")


@strawberry.enum(description="Where a proposed alignment stands.")
class ProposalState(Enum):
    """Where a proposed alignment stands."""

    PENDING = enum_value("PENDING", description="Nobody has decided about it.")
    ACCEPTED = enum_value("ACCEPTED", description="It became an alignment, with the same id.")
    DECLINED = enum_value("DECLINED", description="The target's side turned it down.")
    WITHDRAWN = enum_value("WITHDRAWN", description="The proposing side took it back.")


@strawberry.enum(description="Which way a proposed alignment leads.")
class ProposalDirection(Enum):
    """Which way a proposed alignment leads."""

    INCOMING = enum_value("INCOMING", description="To the goal: to be decided about.")
    OUTGOING = enum_value("OUTGOING", description="From the goal: for others to decide about.")


@strawberry.enum(description="A kind of node that can be searched for.")
class NodeType(Enum):
    """A kind of node that can be searched for."""

    OBJECTIVE = enum_value("OBJECTIVE", description="Objectives.")
    KEY_RESULT = enum_value("KEY_RESULT", description="Key results.")
    KPI = enum_value("KPI", description="KPIs.")
    TEAM = enum_value("TEAM", description="Teams.")
    PERSON = enum_value("PERSON", description="People.")
    CYCLE = enum_value("CYCLE", description="Cycles.")
    INITIATIVE = enum_value("INITIATIVE", description="Initiatives.")


@strawberry.enum(description="What an item of a weekly report tells.")
class ReportTopic(Enum):
    """What an item of a weekly report tells."""

    PLAN = enum_value("PLAN", description="What is planned; carried on until it is done.")
    PROGRESS = enum_value("PROGRESS", description="What has moved.")
    PROBLEM = enum_value("PROBLEM", description="What is in the way.")


@strawberry.enum(description="What has become of a node.")
class ChangeKind(Enum):
    """What has become of a node."""

    CREATED = enum_value("CREATED", description="It is new.")
    UPDATED = enum_value("UPDATED", description="Somebody changed it.")
    ENDED = enum_value("ENDED", description="It was taken away, and is history from now on.")
    ROLLED_UP = enum_value(
        "ROLLED_UP", description="Numbers of it follow from what changed elsewhere."
    )
    APPEARED = enum_value(
        "APPEARED", description="It was there before, and has come into the viewer's sight."
    )
    GONE = enum_value(
        "GONE", description="It has gone out of the viewer's sight: forget what is known of it."
    )


@strawberry.enum(description="Which end comes first; nulls come last either way.")
class OrderDirection(Enum):
    """Which end comes first; nulls come last either way."""

    ASC = enum_value("ASC", description="Smallest first.")
    DESC = enum_value("DESC", description="Largest first.")


@strawberry.enum(description="What objectives can be grouped by.")
class ObjectiveGrouping(Enum):
    """What objectives can be grouped by."""

    HEALTH = enum_value("HEALTH", description="Their health.")
    LIFECYCLE = enum_value("LIFECYCLE", description="Their lifecycle.")
    LEVEL = enum_value("LEVEL", description="Their level.")
    CYCLE = enum_value("CYCLE", description="Their cycle; null is the backlog.")
    OWNER = enum_value("OWNER", description="Their owner.")
    TEAM = enum_value(
        "TEAM", description="Their owner's team: the team itself, or each team of the person."
    )


@strawberry.enum(description="What movers can be grouped by.")
class MoverGrouping(Enum):
    """What movers can be grouped by."""

    LEVEL = enum_value("LEVEL", description="Their level.")
    OWNER = enum_value("OWNER", description="Their owner.")
    TEAM = enum_value(
        "TEAM", description="Their owner's team: the team itself, or each team of the person."
    )
    CYCLE = enum_value("CYCLE", description="Their cycle; null is the backlog.")
    HEALTH = enum_value("HEALTH", description="Their health.")
    EFFECT = enum_value("EFFECT", description="Their effect on the KPI.")
    RELATION = enum_value("RELATION", description="How close they stand to the KPI.")


@strawberry.enum(description="What a token lets its bearer do.")
class ViewerScope(Enum):
    """What a token lets its bearer do."""

    READ = enum_value("READ", description="Read.")
    WRITE = enum_value("WRITE", description="Read and change.")
    ADMIN = enum_value("ADMIN", description="Everything.")


@strawberry.enum(description="How much a finding matters; least first.")
class Severity(Enum):
    """How much a finding matters; least first."""

    INFO = enum_value("INFO", description="Worth knowing.")
    WARNING = enum_value("WARNING", description="Worth a decision.")
    ERROR = enum_value("ERROR", description="Wrong, or left alone though it is urgent.")


@strawberry.enum(description="A rule about how goals, key results and KPIs hang together.")
class FindingRule(Enum):
    """A rule about how goals, key results and KPIs hang together."""

    ORPHAN_OBJECTIVE = enum_value(
        "ORPHAN_OBJECTIVE", description="No way up through active objectives to a company one."
    )
    IDLE_OBJECTIVE = enum_value("IDLE_OBJECTIVE", description="An active objective moves no KPI.")
    UNMOVED_KPI = enum_value("UNMOVED_KPI", description="No active objective moves a KPI.")
    UNSUPPORTED_COMPANY_OBJECTIVE = enum_value(
        "UNSUPPORTED_COMPANY_OBJECTIVE",
        description="No active objective is aligned to an active company objective.",
    )
    KPI_BEHIND_UNADDRESSED = enum_value(
        "KPI_BEHIND_UNADDRESSED", description="A KPI is behind, and none of its movers helps it."
    )
    OPPOSING_WORK = enum_value(
        "OPPOSING_WORK", description="Direct movers push one KPI in opposite directions."
    )
    HEALTH_CONTRADICTION = enum_value(
        "HEALTH_CONTRADICTION",
        description="Its key results are on track while a contributor is off track.",
    )
    CYCLE_MISMATCH = enum_value(
        "CYCLE_MISMATCH", description="An objective ends after the one that it is aligned to."
    )
    LEVEL_SKIP = enum_value(
        "LEVEL_SKIP",
        description="A personal objective is aligned to a company one, past the owner's team.",
    )
    STALE_KEY_RESULT = enum_value(
        "STALE_KEY_RESULT", description="A key result has had no check-in for too long."
    )
    TOO_MANY_KEY_RESULTS = enum_value(
        "TOO_MANY_KEY_RESULTS", description="An objective has more key results than the limit."
    )
    TOO_FEW_KEY_RESULTS = enum_value(
        "TOO_FEW_KEY_RESULTS",
        description="Fewer key results than the limit, and nothing contributes.",
    )
    TOO_MANY_OBJECTIVES = enum_value(
        "TOO_MANY_OBJECTIVES",
        description="An owner has more active objectives in a cycle than the limit.",
    )
    KPI_AS_KEY_RESULT = enum_value(
        "KPI_AS_KEY_RESULT", description="A key result restates the target of its KPI."
    )
    UNMEASURABLE_OBJECTIVE = enum_value(
        "UNMEASURABLE_OBJECTIVE",
        description="An active objective has nothing to measure its progress by.",
    )
    UNCOUNTED_CONTRIBUTION = enum_value(
        "UNCOUNTED_CONTRIBUTION",
        description="Goals contribute to an objective whose key results alone count.",
    )
    KPI_VALUE_OVERDUE = enum_value(
        "KPI_VALUE_OVERDUE", description="A KPI has had no value for whole periods."
    )
    EFFECT_CONTRADICTION = enum_value(
        "EFFECT_CONTRADICTION",
        description="A support's expected change has another sign than its effect.",
    )
    KEY_PERSON = enum_value(
        "KEY_PERSON", description="One person answers for a large part of a company objective."
    )
    SANDBAGGING = enum_value(
        "SANDBAGGING", description="A team's aspirational goals of a cycle were met too easily."
    )
    FORMULA_INPUT_NOT_DRIVER = enum_value(
        "FORMULA_INPUT_NOT_DRIVER", description="A KPI is computed from one that does not drive it."
    )


@strawberry.enum(description="What findings are grouped by.")
class FindingGrouping(Enum):
    """What findings are grouped by."""

    RULE = enum_value("RULE", description="The rule.")
    SEVERITY = enum_value("SEVERITY", description="The severity.")
    TEAM = enum_value(
        "TEAM", description="The team that owns what it is about, or the owner's teams."
    )
    CYCLE = enum_value("CYCLE", description="The cycle of what it is about.")


@strawberry.enum(description="What an alignment report measures.")
class AlignmentMeasureKind(Enum):
    """What an alignment report measures."""

    ALIGNED = enum_value(
        "ALIGNED", description="Active goals below the company's that have a way up to one of them."
    )
    MOVES_A_KPI = enum_value("MOVES_A_KPI", description="Active goals that move a KPI.")
    COMPANY_SUPPORTED = enum_value(
        "COMPANY_SUPPORTED", description="Active company goals that something active is aligned to."
    )
    KPI_OWNED = enum_value("KPI_OWNED", description="KPIs that an active goal moves.")
    BEHIND_ADDRESSED = enum_value(
        "BEHIND_ADDRESSED", description="KPIs that are behind and that a goal helps."
    )
    MEASURABLE = enum_value("MEASURABLE", description="Active goals that have a progress.")
