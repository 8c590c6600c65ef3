"""The embedded Neo4j: its jars, the process that runs it, and who may start it."""
