"""A client as others write them: GraphQL over HTTP, to a server on a socket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import httpx

Headers = Mapping[str, Any]
"""Names and values; `httpx` takes both as texts or bytes."""

TYPE = "application/graphql-response+json"


class Client:
    """Asks one server's `/graphql`, with a token or without."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.token = token
        self.http = httpx.AsyncClient(base_url=url, timeout=30, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def ask(
        self, query: str, variables: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> dict[str, Any]:
        """The data of an operation that has no errors; `token` instead of the client's own."""
        response = await self.send(query, variables, token=token)
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        assert response.status_code == 200
        data: dict[str, Any] = answer["data"]
        return data

    async def refused(
        self, query: str, variables: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> list[tuple[str, str]]:
        """Code and message of every error of an operation that has some."""
        answer = (await self.send(query, variables, token=token)).json()
        return [(error["extensions"]["code"], error["message"]) for error in answer["errors"]]

    async def send(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        headers: Headers | None = None,
        **parameters: Any,
    ) -> httpx.Response:
        """The whole response to an operation, `parameters` being further keys of the body."""
        body = {"query": query, "variables": variables or {}, **parameters}
        return await self.post(json=body, token=token, headers={"accept": TYPE, **(headers or {})})

    async def post(
        self, *, token: str | None = None, headers: Headers | None = None, **request: Any
    ) -> httpx.Response:
        """The response to a POST of anything, as `httpx` takes it."""
        return await self.http.post("/graphql", headers=self.authorized(token, headers), **request)

    async def get(
        self, *, token: str | None = None, headers: Headers | None = None, **parameters: Any
    ) -> httpx.Response:
        """The response to a GET with these parameters in the URL."""
        return await self.http.get(
            "/graphql", headers=self.authorized(token, headers), params=parameters
        )

    def authorized(
        self, token: str | None = None, headers: Headers | None = None
    ) -> dict[str, str]:
        """The headers of a request: its own, and the token."""
        token = token or self.token
        bearer = {"authorization": f"Bearer {token}"} if token else {}
        return {**bearer, **(headers or {})}
