"""The browser page: GraphiQL with worked example questions, built from `web/` into `web/dist`."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

DIST = Path(__file__).resolve().parent.parent / "web" / "dist"

# No other host appears in it. The editor styles its lines with inline styles, and the style sheet
# carries its fonts and small pictures as data.
_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)

_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>goalgraph</title>
<style>body { max-width: 34em; margin: 15vh auto; padding: 0 1em; font: 16px/1.5 system-ui }</style>
<h1>goalgraph</h1>
<p>The server is up, and answers at <code>/graphql</code>. This page has not been built yet:
<code>make setup</code> builds it, and then it is here without a restart.</p>
</html>
"""


def page_routes(dist: Path = DIST) -> list[BaseRoute]:
    """Routes for `/` and `/assets/…`, served from a build in `dist`.

    The page itself is checked with the server at every visit (an ETag, so it is seldom sent); its
    assets have a hash of their content in their names and are kept by browsers for a year. Without
    a build `/` answers 503 with a sentence that says how to get one.
    """
    pages = StaticFiles(directory=dist, check_dir=False)
    assets = StaticFiles(directory=dist / "assets", check_dir=False)

    async def page(request: Request) -> Response:
        try:
            response = await pages.get_response("index.html", request.scope)
        except HTTPException:
            response = HTMLResponse(_NOT_BUILT, status_code=503)
        response.headers.update(_HEADERS)
        response.headers["Cache-Control"] = "no-cache"
        return response

    async def asset(request: Request) -> Response:
        response = await assets.get_response(request.path_params["path"], request.scope)
        response.headers.update(_HEADERS)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    # The editor is 3 MB of text. A low level keeps the event loop free; it is sent once a visitor.
    compressed = [Middleware(GZipMiddleware, compresslevel=4)]
    return [
        Route("/", page, name="page"),
        Route("/assets/{path:path}", asset, name="assets", middleware=compressed),
    ]
