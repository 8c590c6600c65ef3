"""What of the contract follows from the model: stored fields, inputs, filters and orders."""
