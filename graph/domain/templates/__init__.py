"""Templates: objectives that one may start from, the product's own library of them among these."""
