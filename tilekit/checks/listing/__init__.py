"""GEN: checks of the listing as a whole, its files and their encoding."""

from tilekit.checks.listing import (
    encoding,
    file_map,
    paths,
    placeholders,
    secrets,
    spelling,
    syntax,
)

__all__ = ["encoding", "file_map", "paths", "placeholders", "secrets", "spelling", "syntax"]
