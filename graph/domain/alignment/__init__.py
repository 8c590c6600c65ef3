"""How well the goals of an organization or a team are aligned: measures, and a score of them."""
