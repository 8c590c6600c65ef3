"""The one error tree.

GoalgraphError                 everything we raise on purpose; code, message, data
├── InvalidInput               a value the rules refuse: names the field
├── NotFound                   no such thing, or not for this viewer
├── Unauthenticated            no token, or one that is not known
├── Forbidden                  known, visible, but not theirs to do
├── Conflict                   does not go with what is there already
├── LimitExceeded              more than one question may be about
├── ReadOnly                   what it would change is closed or archived
├── VersionConflict            changed by somebody else since it was read
├── CycleFound                 a link that would close a cycle
│   ├── AlignmentCycle         … of alignments
│   ├── DriveCycle             … of drives
│   └── HierarchyCycle         … of teams, managers or cycles
├── KeyReused                  an idempotency key that stands for another request
├── RevertBlocked              a revision that cannot be undone
├── WriteRefused               a write with problems: all of them
├── ImportRejected             a file with mistakes: every one with its place
├── SettingsError              configuration that cannot work
└── DatabaseError              the database did not answer as it should
    ├── DatabaseUnavailable    unreachable, or gone; safe to try again
    ├── DatabaseRefused        wrong credentials, too old, read-only, not migrated
    ├── StatementTimeout       a statement ran longer than it may
    ├── OutOfMemory            it takes more memory than the database gives one transaction
    └── Contention             writers kept colliding; safe to try again
"""

from __future__ import annotations

from typing import Any, ClassVar


class GoalgraphError(Exception):
    """Base of all errors: a stable `code`, a sentence for people, and data for programs."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class InvalidInput(GoalgraphError):
    """A value the rules refuse. `data["path"]` names the field, outermost first."""

    code = "INVALID_INPUT"


class NotFound(GoalgraphError):
    """There is no such thing, or none that this viewer may know of."""

    code = "NOT_FOUND"


class Unauthenticated(GoalgraphError):
    """No bearer token, or one that is not known."""

    code = "UNAUTHENTICATED"


class Forbidden(GoalgraphError):
    """The viewer may see it, but not do this."""

    code = "FORBIDDEN"


class Conflict(GoalgraphError):
    """It does not go with what is there already: an id that is taken, a link that there is."""

    code = "CONFLICT"


class LimitExceeded(GoalgraphError):
    """More than one question may be about; the message says how to narrow it. `data` holds the
    `limit` and its `maximum`; for what is counted before it runs, `asked` and the `field` as well.
    """

    code = "LIMIT_EXCEEDED"


class ReadOnly(GoalgraphError):
    """What it would change is closed or archived. `data["node"]` is the id of what is."""

    code = "READ_ONLY"


class VersionConflict(GoalgraphError):
    """Somebody has changed it since it was read. `data["current"]` is its id."""

    code = "VERSION_CONFLICT"


class CycleFound(GoalgraphError):
    """The link would close a cycle. `data["steps"]`: (id, share, effect) of every node on it,
    the same one first and last."""


class HierarchyCycle(CycleFound):
    """A team, person or cycle would be above itself."""

    code = "HIERARCHY_CYCLE"


class AlignmentCycle(CycleFound):
    """An objective would serve itself."""

    code = "ALIGNMENT_CYCLE"


class DriveCycle(CycleFound):
    """A KPI would drive itself, or be a part of itself."""

    code = "DRIVE_CYCLE"


class KeyReused(GoalgraphError):
    """An idempotency key that was sent with another request before."""

    code = "IDEMPOTENCY_KEY_REUSED"


class RevertBlocked(GoalgraphError):
    """The revision cannot be undone. `data["blockers"]`: what stands on it, as (id, revision or
    None, fields), as far as the viewer may know; `data["hidden"]` is the number of the others."""

    code = "REVERT_BLOCKED"


class WriteRefused(GoalgraphError):
    """A write that was refused; `problems` lists why. Nothing was written."""

    code = "WRITE_REFUSED"

    def __init__(self, problems: list[GoalgraphError]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class ImportRejected(GoalgraphError):
    """A file with mistakes; `mistakes` lists every one with its place. Nothing was written."""

    code = "IMPORT_REJECTED"

    def __init__(self, mistakes: list[Any]) -> None:
        super().__init__(f"{len(mistakes)} mistake(s) in the file; nothing was written.")
        self.mistakes = mistakes


class SettingsError(GoalgraphError):
    """The configuration cannot work as it stands."""

    code = "SETTINGS"


class DatabaseError(GoalgraphError):
    """The database did not answer as it should."""

    code = "DATABASE"


class DatabaseUnavailable(DatabaseError):
    """Unreachable or gone; safe to try again."""

    code = "DATABASE_UNAVAILABLE"


class DatabaseRefused(DatabaseError):
    """Wrong credentials, a version that is too old, read-only, or not migrated."""

    code = "DATABASE_REFUSED"


class StatementTimeout(DatabaseError):
    """A statement ran longer than it may."""

    code = "TIMEOUT"


class OutOfMemory(DatabaseError):
    """It takes more memory than the database may use for it; nothing was written."""

    code = "OUT_OF_MEMORY"


class Contention(DatabaseError):
    """Writers kept colliding; nothing was written, and it is safe to try again."""

    code = "CONTENTION"
