"""Mutations of comments."""

import strawberry
from strawberry import ID, UNSET, field

from schema import enums
from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.mutations.payloads import CommentPayload, mutation

_BODY = "The text, as Markdown: at most 10,000 characters."


@strawberry.input(description="A new comment.")
class CommentAddInput:
    """Comment of `docs/model.md`."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    on: ID = field(description="What it is about: a node or a link, whatever its state.")
    body: str = field(description=_BODY)
    reply_to: ID | None = field(
        default=UNSET,
        description="The comment on the same node that it answers, and that is no reply itself.",
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="Another text of a comment.")
class CommentUpdateInput:
    """Any comment."""

    id: ID = field(description=WHICH)
    body: str = field(description=_BODY)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A comment to remove.")
class CommentRemoveInput:
    """Any comment."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A comment that the viewer has read.")
class CommentAcknowledgeInput:
    """Any comment."""

    id: ID = field(description=WHICH)
    acknowledged: bool | None = field(
        default=UNSET, description="False takes it back; true, unless given."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A new note of a cycle's retrospective.")
class RetrospectiveNoteInput:
    """A comment on the cycle."""

    cycle: ID = field(description="The cycle that is looked back on.")
    team: ID | None = field(
        default=UNSET, description="The team whose retrospective it is for: everybody's, if none."
    )
    topic: enums.RetrospectiveTopic = field(description="What it is about.")
    body: str = field(description=_BODY)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class CommentMutations:
    """Their names and descriptions."""

    comment_add: CommentPayload = mutation(
        CommentAddInput, "Say something about a node, or answer what somebody said."
    )
    retrospective_note: CommentPayload = mutation(
        RetrospectiveNoteInput, "Note something in a cycle's retrospective: a comment on the cycle."
    )
    comment_update: CommentPayload = mutation(
        CommentUpdateInput, "Change the text of one's own comment."
    )
    comment_remove: CommentPayload = mutation(
        CommentRemoveInput,
        "Remove one's own comment; where it has replies, its place stays without its text.",
    )
    comment_acknowledge: CommentPayload = mutation(
        CommentAcknowledgeInput, "Say that one has read a comment."
    )
