"""The tracked files, for tests of all files."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Listings as partners write them. They are not code of the portal.
SAMPLES = Path("guides/samples")
# Tests that parse all modules run in one pytest worker, so that each module is parsed once.
GROUP = "syntax"


@cache
def tracked(*endings: str) -> tuple[Path, ...]:
    """Tracked files with one of the suffixes, or all files without suffixes; relative to the root.

    Files of sample listings are left out.
    """
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = (Path(name) for name in listed.split("\0") if name and SAMPLES not in Path(name).parents)
    return tuple(path for path in paths if (not endings or path.suffix in endings) and (ROOT / path).is_file())


@cache
def syntax_tree(path: Path) -> ast.Module:
    """The parsed module. path is relative to the root."""
    return ast.parse((ROOT / path).read_bytes())


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """The modules of the import statements, also of those in functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
