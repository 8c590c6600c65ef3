"""Reads of the past: a statement about the present becomes the same question about a revision.

The table of `graph.reads.table` says once where everything is. `rewriting` reads a compiled
statement as Cypher, clause by clause, and makes it ask about `$p.at` (`docs/model.md`, "The past");
`tokens` and `clauses` are the little of Cypher that it has to understand for that; `moment` finds
the revision and the moment that a question is about.
"""
