"""Mutations of teams, people and cycles, and of the organization itself."""

from typing import Final

from graph.domain.actions import Action, has_state, is_archived, is_present, of_owners
from graph.domain.commands import Existing
from graph.domain.commands_cycles import CycleRollover, CyclesGenerate
from graph.domain.commands_organization import ORGANIZATION_RULES
from graph.domain.permissions import FOR_ADMINISTRATORS, for_deciders
from graph.model.commands import creating, updating
from graph.model.mutations.mutation import Mutation, references_of
from graph.model.organization import Cycle, Organization, Person, Team

_TEAM: Final = {"id": ("Team",)}
_PERSON: Final = {"id": ("Person",)}
_CYCLE: Final = {"id": ("Cycle",)}

# Who is in which team, and who leads and manages whom, decides on what they may see.
TEAMS: Final = (
    Mutation("teamCreate", creating(Team), FOR_ADMINISTRATORS, references_of(Team), creates="Team"),
    Mutation(
        "teamUpdate",
        updating(Team),
        for_deciders("id", fields=("name",)),
        references_of(Team) | _TEAM,
        actions=(Action("Team", "update", is_present, "change its name at least"),),
    ),
    Mutation(
        "teamArchive",
        Existing,
        FOR_ADMINISTRATORS,
        _TEAM,
        actions=(
            Action(
                "Team",
                "archive",
                lambda facts: not facts.archived and facts.state != "COMPANY",
                "put it away, once nothing open is its own",
            ),
        ),
    ),
    Mutation(
        "teamRestore",
        Existing,
        FOR_ADMINISTRATORS,
        _TEAM,
        actions=(Action("Team", "restore", is_archived, "take it back: it is archived"),),
    ),
)

PEOPLE: Final = (
    Mutation(
        "personCreate",
        creating(Person),
        FOR_ADMINISTRATORS,
        references_of(Person),
        creates="Person",
    ),
    Mutation(
        "personUpdate",
        updating(Person),
        for_deciders("id", fields=("name",)),
        references_of(Person) | _PERSON,
        actions=(Action("Person", "update", is_present, "change their name at least"),),
    ),
    Mutation(
        "personArchive",
        Existing,
        FOR_ADMINISTRATORS,
        _PERSON,
        actions=(
            Action(
                "Person",
                "archive",
                is_present,
                "put them away, once nothing open is their own",
                of_owners,
            ),
        ),
    ),
    Mutation(
        "personRestore",
        Existing,
        FOR_ADMINISTRATORS,
        _PERSON,
        actions=(
            Action(
                "Person", "restore", is_archived, "take them back: they are archived", of_owners
            ),
        ),
    ),
)

CYCLES: Final = (
    Mutation("cyclesGenerate", CyclesGenerate, FOR_ADMINISTRATORS, guarded=None),
    # Without `objectives`, it copies what the viewer decides for.
    Mutation(
        "cycleRollover",
        CycleRollover,
        for_deciders("objectives"),
        {
            "from": ("Cycle",),
            "to": ("Cycle",),
            "objectives": ("Objective",),
            "team.in": ("Team",),
        },
        guarded=None,
    ),
    Mutation(
        "cycleCreate", creating(Cycle), FOR_ADMINISTRATORS, references_of(Cycle), creates="Cycle"
    ),
    Mutation(
        "cycleUpdate",
        updating(Cycle),
        FOR_ADMINISTRATORS,
        references_of(Cycle) | _CYCLE,
        actions=(
            Action("Cycle", "update", has_state("PLANNING", "ACTIVE"), "change what it says"),
        ),
    ),
    Mutation(
        "cycleActivate",
        Existing,
        FOR_ADMINISTRATORS,
        _CYCLE,
        actions=(
            Action(
                "Cycle",
                "activate",
                has_state("PLANNING", "CLOSED"),
                "start it, or open it again",
            ),
        ),
    ),
    Mutation(
        "cycleClose",
        Existing,
        FOR_ADMINISTRATORS,
        _CYCLE,
        actions=(Action("Cycle", "close", has_state("ACTIVE"), "close it: it is active"),),
    ),
    Mutation(
        "cycleArchive",
        Existing,
        FOR_ADMINISTRATORS,
        _CYCLE,
        actions=(
            Action("Cycle", "archive", is_present, "put it away, once nothing open is set for it"),
        ),
    ),
    Mutation(
        "cycleRestore",
        Existing,
        FOR_ADMINISTRATORS,
        _CYCLE,
        actions=(Action("Cycle", "restore", is_archived, "take it back: it is archived"),),
    ),
)

ORGANIZATION: Final = (
    Mutation(
        "organizationUpdate",
        updating(Organization, alone=True, more=ORGANIZATION_RULES),
        FOR_ADMINISTRATORS,
    ),
)
