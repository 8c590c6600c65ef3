"""What each list can be ordered by. A field here needs its index and its row in graph.reads."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="What KPIs can be ordered by.")
class KpiOrderField(Enum):
    """What KPIs can be ordered by."""

    NAME = enum_value("NAME", description="Its name.")
    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    UPDATED_AT = enum_value("UPDATED_AT", description="When people last changed it.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What KPI values can be ordered by.")
class KpiValueOrderField(Enum):
    """What KPI values can be ordered by."""

    AT = enum_value("AT", description="The moment it was measured for.")
    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What check-ins can be ordered by.")
class CheckInOrderField(Enum):
    """What check-ins can be ordered by."""

    EFFECTIVE_AT = enum_value("EFFECTIVE_AT", description="The moment it reports on.")
    RECORDED_AT = enum_value("RECORDED_AT", description="When it was recorded.")
    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What teams can be ordered by.")
class TeamOrderField(Enum):
    """What teams can be ordered by."""

    NAME = enum_value("NAME", description="Its name.")
    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    UPDATED_AT = enum_value("UPDATED_AT", description="When people last changed it.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What people can be ordered by.")
class PersonOrderField(Enum):
    """What people can be ordered by."""

    NAME = enum_value("NAME", description="Its name.")
    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    UPDATED_AT = enum_value("UPDATED_AT", description="When people last changed it.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What cycles can be ordered by.")
class CycleOrderField(Enum):
    """What cycles can be ordered by."""

    STARTS_ON = enum_value("STARTS_ON", description="Its first day.")
    NAME = enum_value("NAME", description="Its name.")
    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    UPDATED_AT = enum_value("UPDATED_AT", description="When people last changed it.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What initiatives can be ordered by.")
class InitiativeOrderField(Enum):
    """What initiatives can be ordered by."""

    TITLE = enum_value("TITLE", description="Its title.")
    DUE_ON = enum_value("DUE_ON", description="When it is due.")
    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    UPDATED_AT = enum_value("UPDATED_AT", description="When people last changed it.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What comments can be ordered by.")
class CommentOrderField(Enum):
    """What comments can be ordered by."""

    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    UPDATED_AT = enum_value("UPDATED_AT", description="When people last changed it.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")


@strawberry.enum(description="What links can be ordered by.")
class LinkOrderField(Enum):
    """What links can be ordered by."""

    CREATED_AT = enum_value("CREATED_AT", description="When it was created.")
    REVISION = enum_value("REVISION", description="When anything stored about it last changed.")
