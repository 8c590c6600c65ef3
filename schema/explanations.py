"""What an objective's progress is made of, and what follows if a key result ends elsewhere."""

from enum import Enum

import strawberry
from strawberry import enum_value, field

from schema import arguments as takes
from schema import enums, refs
from schema.key_results import GoalOrResult
from schema.nodes import PageInfo


@strawberry.enum(description="Why an objective has no number, or unexpected inputs.")
class ExplanationNoteCode(Enum):
    """Codes of the notes of an explanation."""

    NO_INPUTS = enum_value("NO_INPUTS", description="Nothing counts toward it.")
    FROZEN = enum_value("FROZEN", description="It is closed: its progress stays as it closed.")
    MANUAL_UNSET = enum_value(
        "MANUAL_UNSET", description="Its progress is set by hand, and is not set yet."
    )
    MODE_IGNORES_KEY_RESULTS = enum_value(
        "MODE_IGNORES_KEY_RESULTS", description="Its progress mode alone leaves out key results."
    )
    MODE_IGNORES_CONTRIBUTIONS = enum_value(
        "MODE_IGNORES_CONTRIBUTIONS",
        description="Its progress mode alone leaves out objectives aligned to it.",
    )
    NOT_LIVE = enum_value("NOT_LIVE", description="It is a draft or archived, and counts nowhere.")


@strawberry.enum(description="Why an input does not count: the first reason that holds.")
class ExclusionReason(Enum):
    """Reasons in the order ARCHIVED, NOT_LIVE, NOT_COUNTED, TARGET_NOT_LIVE, MODE, NO_PROGRESS."""

    NOT_COUNTED = enum_value(
        "NOT_COUNTED", description="The alignment is not to count toward progress."
    )
    NOT_LIVE = enum_value("NOT_LIVE", description="The aligned objective is a draft.")
    NO_PROGRESS = enum_value(
        "NO_PROGRESS", description="The aligned objective has no progress itself."
    )
    MODE = enum_value("MODE", description="The objective's progress mode leaves it out.")
    ARCHIVED = enum_value("ARCHIVED", description="It is archived.")
    TARGET_NOT_LIVE = enum_value(
        "TARGET_NOT_LIVE", description="The objective that is explained is a draft or archived."
    )


@strawberry.enum(description="What kind of thing progress rests on in the end.")
class LeafKind(Enum):
    """Kinds of leaves."""

    KEY_RESULT = enum_value("KEY_RESULT", description="A key result, with its check-ins.")
    MANUAL = enum_value("MANUAL", description="An objective whose progress is set by hand.")
    FROZEN = enum_value("FROZEN", description="A closed objective, with what it closed with.")


@strawberry.type(description="One reason why there is no number, or why inputs do not count.")
class ExplanationNote:
    """A code and a sentence."""

    code: ExplanationNoteCode = field(description="Which reason it is.")
    message: str = field(description="The same as a sentence.")


@strawberry.type(description="Something that stands below an objective, and what it contributes.")
class ExplanationInputEdge:
    """A key result of the objective's own, or an objective aligned to it."""

    node: GoalOrResult = field(description="The key result or objective.")
    cursor: str = field(description="Its place in the list.")
    alignment: refs.Alignment | None = field(
        description=(
            "The link it comes by; null for the objective's own key results, and when the link has "
            "ended since the objective closed."
        )
    )
    weight: float = field(description="The key result's weight, or the link's.")
    share: float = field(
        description="Its weight over the weights of all that counts; 0 for what does not."
    )
    progress: float | None = field(description="Its own progress, 0 to 1.")
    contribution: float = field(
        description=(
            "Its share times its progress: over all inputs, hidden ones included, the objective's "
            "progress, those of closed objectives apart."
        )
    )
    excluded: ExclusionReason | None = field(
        description="Why it does not count; null for what does."
    )
    explanation: refs.Explanation | None = field(
        description=(
            "What its own progress is made of; null for a key result, and for what does not count."
        )
    )


@strawberry.type(description="What stands below an objective: what counts first, by share.")
class ExplanationInputConnection:
    """Shares and contributions add up with the hidden ones."""

    edges: list[ExplanationInputEdge] = field(description="The inputs with what they contribute.")
    nodes: list[GoalOrResult] = field(description="The inputs.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
    hidden_share: float = field(
        description="The sum of the shares of inputs that the viewer may not see."
    )
    hidden_contribution: float = field(description="What those contribute together.")


@strawberry.type(description="Something that progress rests on in the end.")
class ExplanationLeafEdge:
    """A key result, or an objective whose progress comes from nothing below it."""

    node: GoalOrResult = field(description="The key result or objective.")
    cursor: str = field(description="Its place in the list.")
    kind: LeafKind = field(description="What kind of thing it is.")
    share: float = field(
        description=(
            "How much of the objective rests on it, over all ways that lead to it; over all "
            "leaves, hidden ones included, this is 1."
        )
    )
    progress: float = field(description="Its own progress, 0 to 1.")
    raw_progress: float | None = field(
        description="A key result's progress before it is held between 0 and 1."
    )
    clamped: bool = field(description="Whether holding it between 0 and 1 changed it.")
    contribution: float = field(
        description=(
            "Its share times its progress: over all leaves, hidden ones included, the "
            "objective's progress."
        )
    )
    check_in: refs.CheckIn | None = field(
        description="The check-in whose value is current, of a key result that has one."
    )


@strawberry.type(description="Everything at the bottom, largest contribution first.")
class ExplanationLeafConnection:
    """Shares and contributions add up with the hidden ones."""

    edges: list[ExplanationLeafEdge] = field(description="The leaves with what they contribute.")
    nodes: list[GoalOrResult] = field(description="The leaves.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
    hidden_share: float = field(
        description="The sum of the shares of leaves that the viewer may not see."
    )
    hidden_contribution: float = field(description="What those contribute together.")


@strawberry.type(description="What an objective's progress is made of.")
class Explanation:
    """One level down by `inputs`, to the bottom by `leaves`."""

    progress: float | None = field(description="The objective's progress, 0 to 1.")
    mode: enums.ProgressMode = field(description="What its progress is computed from.")
    notes: list[ExplanationNote] = field(
        description="Why there is no number, or why the inputs are not what one might expect."
    )
    inputs: ExplanationInputConnection = field(
        resolver=takes.paged,
        description=(
            "What stands below it, whether it counts or not; of a closed objective, what it closed "
            "with."
        ),
    )
    leaves: ExplanationLeafConnection = field(
        resolver=takes.paged,
        description=(
            "Everything at the bottom, largest contribution first: key results, manual and closed "
            "goals."
        ),
    )


@strawberry.type(description="An objective that rests on a key result, before and after.")
class LandingGoalEdge:
    """What landing elsewhere does to one objective."""

    node: refs.Objective = field(description="The objective.")
    cursor: str = field(description="Its place in the list.")
    share: float = field(description="How much of it rests on the key result, over all ways.")
    progress_before: float | None = field(
        description="Its progress now; without a value, if everything that is open succeeded."
    )
    progress_after: float | None = field(description="Its progress after the landing.")
    difference: float = field(description="Its progress after less that before.")


@strawberry.type(description="The objectives that rest on a key result, by how much they change.")
class LandingGoalConnection:
    """Largest difference first, then largest share."""

    edges: list[LandingGoalEdge] = field(description="The objectives with what becomes of them.")
    nodes: list[refs.Objective] = field(description="The objectives.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")


@strawberry.type(description="A KPI that a key result's landing bears on.")
class LandingKpi:
    """By direct supports of the key result and of the goals listed."""

    kpi: refs.Kpi = field(description="The KPI.")
    share: float = field(
        description=(
            "How much of the plan for it rests on this key result's objective by way of this key "
            "result."
        )
    )
    expected_before: float | None = field(
        description=(
            "What those supports predict, in the KPI's unit, for the progress before: the sum of "
            "expected delta times progress; null when none has one."
        )
    )
    expected_after: float | None = field(description="The same for the progress after.")
    difference: float | None = field(description="What is expected after less that before.")


@strawberry.type(description="What follows if a key result ends at a value.")
class Landing:
    """Computed; nothing is written."""

    value: float | None = field(
        description="The value it lands at: its current one, unless another was given."
    )
    progress: float = field(description="The key result's progress there, 0 to 1.")
    goals: LandingGoalConnection = field(
        resolver=takes.landing_goals, description="The objectives that rest on it."
    )
    kpis: list[LandingKpi] = field(
        resolver=takes.landing_kpis,
        description="The KPIs that it or one of the goals supports, by how much is expected.",
    )
    hidden_goals: int = field(
        description="How many objectives rest on it that the viewer may not see."
    )
