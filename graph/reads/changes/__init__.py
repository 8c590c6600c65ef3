"""Reads of the record of changes: the history of one node, and the feed of all that changes.

A change is told to who may see its node now, and could see it then: by the rights that the viewer
has today, and by what the goals themselves were at that revision."""
