"""Flags that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Directory of the embedded Neo4j (default: .goalgraph)."),
]
Organization = Annotated[
    str | None,
    typer.Option("--organization", help="Id of one, where the database holds several."),
]
