"""GraphQL documents: which are let in, and how much they may ask for."""
