"""Where every field of every type is in the graph: one module a noun. `graph.reads.types` puts them
together."""
