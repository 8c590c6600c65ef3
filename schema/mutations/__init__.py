"""What can be changed: inputs, payloads, problems, and the fields of `Mutation`, by noun."""
