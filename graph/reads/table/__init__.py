"""Where every field of every type is in the graph: one module a noun. `graph.reads.table.types`
puts them together.
"""
