"""What is asked of mutations of comments."""

from __future__ import annotations

from typing import Annotated, Literal, Required

from typing_extensions import TypedDict

from graph.domain.commands import Command, Existing, own_id
from graph.domain.documents import Body, Flag, Ref


class CommentFields(TypedDict, total=False):
    """What people say in a comment."""

    body: Required[Body]


class CommentAdd(Command, CommentFields, total=False):
    """A new comment on a node, or a reply to one."""

    id: Annotated[str, own_id("Comment")]
    on: Required[Ref]
    replyTo: Ref


class RetrospectiveNote(Command, CommentFields, total=False):
    """A comment on a cycle that its retrospective shows."""

    cycle: Required[Ref]
    team: Ref
    topic: Required[Literal["KEEP", "CHANGE", "LEARNED"]]


class CommentUpdate(Existing, CommentFields, total=False):
    """Another text of a comment."""


class CommentAcknowledge(Command, total=False):
    """That somebody has read a comment, or takes that back."""

    id: Required[Ref]
    acknowledged: Flag | None
