"""The GraphQL endpoint: one request in, one answer out.

It is plain ASGI and runs graphql-core's executor itself: `strawberry.Schema.execute` takes 2.4 ms a
request for what takes 0.17 ms here (a query of three fields, its document parsed before), most of
it in validating it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, OperationType
from strawberry.execution import optimized_is_awaitable

from api.http.answers import (
    Answer,
    authenticator_of,
    not_allowed,
    refusal,
    refused,
    send_answer,
    token_of,
)
from api.http.errors import of_execution, of_request, plain
from api.http.idempotency import REPLAYED, once_of, passes
from api.http.past import HEADER, answered, asked_moment
from api.http.protocol import (
    GRAPHQL_RESPONSE,
    JSON,
    NOT_PERSISTED,
    ClientGoneError,
    GraphQLRequest,
    Headers,
    Receive,
    RefusedError,
    Scope,
    Send,
    asked_by_body,
    asked_by_url,
    bad_request,
    body_of,
    check_content_type,
    headers_of,
    media_type,
)
from api.http.requests import RequestRecord, record_of
from api.http.turns import AT_ONCE, Turns
from api.http.waiting import in_time, while_connected
from api.validation.limits import LIMIT_EXCEEDED, MAX_ERRORS
from api.validation.query_cache import Document, Documents, Introspections
from graph.database.client import Database
from graph.domain.errors import GoalgraphError, Unauthenticated
from resolvers.context import Context

MAX_ANSWER = 16 * 1024 * 1024
METHODS = "GET, POST"
COST = "goalgraph-cost"
"""The header that asks what a question costs."""
# Strawberry's is the faster test, but is not typed as graphql-core would have it.
_is_awaitable: Any = optimized_is_awaitable


class GraphQLEndpoint:
    """An ASGI application for `/graphql`. Its database and authenticator are the lifespan's state.

    `demo` lets requests of this server's own page, and of `pages`, go without a token. `at_once`
    is how many requests of one token run at the same time.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        *,
        demo: bool = False,
        pages: frozenset[str] = frozenset(),
        at_once: int = AT_ONCE,
    ) -> None:
        self._schema = schema._schema
        self._executor = schema.execution_context_class
        self._documents = Documents(self._schema)
        self._introspections = Introspections()
        self._demo = demo
        self._pages = pages
        self._turns = Turns(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        record = record_of(scope)
        headers = headers_of(scope)
        accepted = media_type(",".join(headers.get("accept", ())))
        try:
            if accepted is None:
                raise RefusedError(
                    406, "NOT_ACCEPTABLE", f"Answers come as {JSON} or {GRAPHQL_RESPONSE}."
                )
            answer = await self._answer(scope, receive, headers, accepted, record)
        except (RefusedError, GoalgraphError) as error:
            answer = refused(error, headers, record)
            if accepted == JSON and NOT_PERSISTED in record.errors:
                # It is answered like any other request error.
                answer = answer._replace(status=200)
        except ClientGoneError:
            record.errors.append("CLIENT_GONE")
            return
        await send_answer(answer, accepted or JSON, send)

    async def _answer(
        self, scope: Scope, receive: Receive, headers: Headers, accepted: str, record: RequestRecord
    ) -> Answer:
        method = scope["method"]
        if method not in ("GET", "POST"):
            raise not_allowed(f"{method} is not taken here.", METHODS)
        authenticator = authenticator_of(scope)
        token = token_of(scope, headers, demo=self._demo, pages=self._pages)
        address = scope["client"][0] if scope["client"] else ""
        viewer = await authenticator.viewer(token, address=address)
        record.asked_by(viewer)
        if method == "GET":
            asked = asked_by_url(scope["query_string"])
        else:
            check_content_type(headers)
            asked = asked_by_body(await body_of(headers, receive))
        record.named(asked.operation_name)
        # Request errors are 200 to those who only speak application/json: the protocol's rule for
        # clients that take any other status for an answer of something in between.
        failed = 400 if accepted == GRAPHQL_RESPONSE else 200
        document = self._documents.get(asked.query)
        if isinstance(document, list):
            return _request_errors(failed, document, record)
        operation = document.operation(asked.operation_name)
        if operation is None:
            return _no_operation(failed, asked.operation_name, record)
        record.named(operation.name.value if operation.name else None)
        if method == "GET" and operation.operation is not OperationType.QUERY:
            raise not_allowed(f"A {operation.operation.value} needs POST.", "POST")
        if HEADER in headers and operation.operation is not OperationType.QUERY:
            raise bad_request("Only questions can be asked of the past: leave Goalgraph-At out.")
        known = self._introspections.get(operation)
        if known is not None:
            await authenticator.viewer(token, fresh=True)
            return Answer(200, known)
        database: Database = scope["state"]["database"]
        now = datetime.now(UTC)
        once = None
        if operation.operation is OperationType.MUTATION:
            once = once_of(headers, viewer, token, asked, now)
            if once is not None and (before := await once.answer(database)) is not None:
                return Answer(200, before.encode(), [REPLAYED])
        past = await asked_moment(headers, database, viewer.org, now)
        context = Context(
            viewer=viewer,
            database=database,
            now=now,
            request_id=record.id,
            refresh=partial(authenticator.viewer, token, fresh=True),
            once=once,
            past=past,
            writer=database,
        )
        async with self._turns.of(token):
            result = await self._execute(document, asked, operation, context, receive)
        if isinstance(result, list):
            return _request_errors(failed, result, record, "INVALID_INPUT", asked.variables)
        if not record.spent.statements:
            # No statement has found out whether the token was revoked meanwhile.
            await authenticator.viewer(token, fresh=True)
        extensions = {}
        if COST in headers and operation.operation is OperationType.QUERY:
            extensions["cost"] = context.cost.told()
        answer = _executed(result, context, record, extensions)._replace(headers=answered(past))
        if once is not None and not passes(record.errors):
            await once.keep(database, answer.body.decode())
            return answer._replace(headers=[REPLAYED]) if once.repeated else answer
        if not record.errors:
            self._introspections.keep(operation, answer.body)
        return answer

    async def _execute(
        self,
        document: Document,
        asked: GraphQLRequest,
        operation: OperationDefinitionNode,
        context: Context,
        receive: Receive,
    ) -> ExecutionResult | list[GraphQLError]:
        """The operation's result; or errors of its variables, and nothing was executed."""
        executor = self._executor.build(
            self._schema,
            document.node,
            context_value=context,
            raw_variable_values=asked.variables,
            operation_name=asked.operation_name,
            max_coercion_errors=MAX_ERRORS,
            is_awaitable=_is_awaitable,
            operation_extensions=None,
        )
        if isinstance(executor, list):
            return executor
        result: Any = executor.execute_operation()
        if isinstance(result, ExecutionResult):
            return result
        if operation.operation is OperationType.QUERY:
            return await while_connected(result, receive)
        # A change that has begun is finished: whoever asked for it may be gone, and would not know.
        return await in_time(result)


def _executed(
    result: ExecutionResult,
    context: Context,
    record: RequestRecord,
    extensions: Mapping[str, Any],
) -> Answer:
    beside = {"extensions": extensions} if extensions else {}
    answer = _encoded(result, context, record, beside)
    if len(answer) <= MAX_ANSWER:
        return Answer(200, answer)
    record.errors.append(LIMIT_EXCEEDED)
    message = f"The answer has more than {MAX_ANSWER:,} bytes. Ask for less at once."
    told = plain(LIMIT_EXCEEDED, message, limit="answer", maximum=MAX_ANSWER)
    return Answer(200, orjson.dumps({"errors": [told], "data": None}))


def _encoded(
    result: ExecutionResult, context: Context, record: RequestRecord, beside: Mapping[str, Any]
) -> bytes:
    failed = [*(result.errors or ()), *context.errors]
    if not failed:
        return orjson.dumps({"data": result.data, **beside})
    errors = []
    for cause, told in of_execution(failed, record.id):
        if isinstance(cause, Unauthenticated):
            # The token was revoked while it was being used.
            raise cause
        errors.append(told)
    record.errors += sorted({told["extensions"]["code"] for told in errors})
    return orjson.dumps({"errors": errors, "data": result.data, **beside})


def _request_errors(
    status: int,
    errors: list[GraphQLError],
    record: RequestRecord,
    code: str | None = None,
    variables: Mapping[str, Any] | None = None,
) -> Answer:
    told = of_request(errors, code, variables)
    record.errors += sorted({error["extensions"]["code"] for error in told})
    return Answer(status, orjson.dumps({"errors": told}))


def _no_operation(status: int, name: str | None, record: RequestRecord) -> Answer:
    record.errors.append("BAD_REQUEST")
    message = (
        "`operationName` has to say which of the document's operations to run."
        if name is None
        else f'The document has no operation named "{name}".'
    )
    return refusal(status, plain("BAD_REQUEST", message))
