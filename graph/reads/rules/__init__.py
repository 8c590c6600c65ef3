"""Fields that need a rule: one statement fetches what it needs for all the objects of a field, the
pure rules of `graph.domain` run over that, and one more statement projects the page asked for.

These fetches begin with `UNWIND $p.ids`. Neo4j (2026.09) takes a seek on a unique index for one row
even when it is given a list (`id IN $p.ids`), and then leaves out a DISTINCT that follows: what
lies below two of the objects would be there twice."""
