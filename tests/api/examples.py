"""How tests of random mutations are tried: each example is seconds of requests to a real server."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("GOALGRAPH_EXAMPLES", "3"))

# Shrinking takes hundreds of examples.
PATIENTLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
