"""All kinds of nodes and links that have ids of their own, and the prefixes of those ids."""

from typing import Final

from graph.model import fields as declared
from graph.model import findings, goals, kpis, links, organization, templates, weekly, work

ENTITIES: Final = dict(declared.ENTITIES)
"""The declaration of each kind, by the name that clients know."""

PREFIXES: Final = dict(declared.PREFIXES)
"""The prefix of the ids of each kind, but of those that share another's."""

MODULES: Final = (organization, goals, kpis, work, templates, weekly, links, findings)
"""Where they are declared, one module a noun."""
