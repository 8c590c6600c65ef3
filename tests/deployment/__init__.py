"""What is deployed, checked without an engine to run it."""
