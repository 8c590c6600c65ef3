"""Comments and what answers them: threads of one level."""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.ids import kind_of
from graph.interchange.parse.errors import Mistakes
from graph.model.work import Comment


def check_threads(comments: Sequence[Comment], mistakes: Mistakes) -> None:
    """Reports replies that are elsewhere than what they answer, or to a reply, and comments without
    a text whose place nothing keeps."""
    by_id = {comment.id: comment for comment in comments}
    answered = {comment.replyTo for comment in comments}
    for index, comment in enumerate(comments):
        if comment.removed and comment.body is not None:
            mistakes.add("comments", index, ("body",), "A comment that was removed has no body.")
        elif comment.removed and comment.id not in answered:
            mistakes.add(
                "comments",
                index,
                ("removed",),
                "Nothing answers it, so it leaves no place to keep.",
            )
        elif not comment.removed and comment.body is None:
            mistakes.add("comments", index, ("body",), "A comment needs a body.")
        if comment.topic is None and comment.team is not None:
            mistakes.add("comments", index, ("team",), "A note that is for a team has a topic.")
        if comment.topic is not None and comment.on is not None and kind_of(comment.on) != "Cycle":
            mistakes.add("comments", index, ("topic",), "A note of a retrospective is on a cycle.")
        # What is missing is reported as a reference that leads nowhere.
        root = None if comment.replyTo is None else by_id.get(comment.replyTo)
        if root is None:
            continue
        if root.replyTo is not None:
            mistakes.add(
                "comments",
                index,
                ("replyTo",),
                f'"{root.id}" is a reply itself; name what it answers.',
            )
        elif root.on != comment.on:
            mistakes.add(
                "comments",
                index,
                ("replyTo",),
                f'"{root.id}" is on "{root.on}"; a reply is on the same.',
            )
