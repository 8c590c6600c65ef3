"""Numbers in a document have to be finite doubles."""

from __future__ import annotations

import math
from typing import Any

from graphql import (
    FloatValueNode,
    GraphQLError,
    GraphQLFloat,
    IntValueNode,
    ValidationRule,
    get_named_type,
)


class FiniteNumbersRule(ValidationRule):
    """Refuses what is no double, of which graphql-core makes infinity (specification, "Float")."""

    def enter_float_value(self, node: FloatValueNode, *_: Any) -> None:
        """A number with a fraction or an exponent."""
        self._check(node)

    def enter_int_value(self, node: IntValueNode, *_: Any) -> None:
        """A number without; it may stand for a Float."""
        self._check(node)

    def _check(self, node: FloatValueNode | IntValueNode) -> None:
        wanted = get_named_type(self.context.get_input_type())
        if wanted is GraphQLFloat and not math.isfinite(float(node.value)):
            self.report_error(
                GraphQLError("Float cannot represent a number beyond double precision.", node)
            )
