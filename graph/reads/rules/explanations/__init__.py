"""The fields that say where a number comes from: what was fetched, and the page that is shown.

Every rule here fetches the subgraph that it is about in one statement for each moment, computes in
`graph.domain.explanations`, and asks once more for what the page shows.
"""
