"""KPIs that are computed from others: the language, what a formula is, and its values by period."""
