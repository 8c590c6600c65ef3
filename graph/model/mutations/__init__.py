"""One declaration per mutation: its command, what that names, who may, and where it is offered.

From it follow who may run it, the types and values of `viewerCan`, and what is checked before it
runs. What it does is the handler of its name in `graph.writes.mutations`; its field of the root
type, with its descriptions and payload, stands in `schema.mutations`.
"""
