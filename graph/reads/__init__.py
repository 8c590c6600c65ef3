"""Reads: a selection becomes one Cypher statement, whose one record becomes the answer."""
