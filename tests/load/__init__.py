"""Many at once, and processes that are killed: what tests of one request after another miss."""
