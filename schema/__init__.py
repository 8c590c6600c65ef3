"""The public contract: types, inputs and enums. No I/O, no Cypher; imports only graph.domain."""
