"""`Cycle.retrospective`: how a cycle went, for everybody or for one team."""
