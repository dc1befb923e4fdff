"""Table rows whose number of cells differs from the header: parsers silently drop or add cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tilekit.parse.markdown.parts import UnequalRow

if TYPE_CHECKING:
    from markdown_it.token import Token

_PIPE = re.compile(r"(?<!\\)\|")


def unequal_rows(tokens: list[Token], lines: list[str]) -> Iterator[UnequalRow]:
    """The rows whose number of cells differs from the header of their table."""
    for token in tokens:
        if token.type == "table_open" and token.map:
            first, after = token.map
            expected = _cell_count(lines[first])
            for number in range(first + 2, after):
                cells = _cell_count(lines[number])
                if cells != expected:
                    yield UnequalRow(line=number + 1, cells=cells, expected=expected)


def _cell_count(line: str) -> int:
    row = line.strip(" \t>")
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return len(_PIPE.findall(row)) + 1
