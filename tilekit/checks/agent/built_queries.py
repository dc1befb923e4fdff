"""AC-044: database queries that the code puts together from values."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted

_QUERY_START = re.compile(r"\s*(?:select|insert into|update|delete from|with \w+ as)\s", re.IGNORECASE)
# The text before a value, at which the database expects a value and not the name of a table or column.
_BEFORE_VALUE = re.compile(r"(?:=|<>|!=|[<>]=?|\blike\b)\s*['\"]?%?$|['\"]%?$", re.IGNORECASE)
_FILLED_PLACE = re.compile(r"%s|\{\w*\}")


@agent_source_check(
    "AC-044",
    Severity.WARNING,
    N_("The value {value} becomes part of this query and can change it. Pass it as a parameter of the query."),
    name=N_("Database query built from values"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("Values are parameters of a database query. Names of tables and columns may be part of its text"),
    bad="execute(f\"SELECT size FROM queues WHERE name = '{name}'\")",
    good='execute("SELECT size FROM queues WHERE name = %s", (name,))',
)
def passes_values_as_parameters(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """No value stands after a comparison or in quotation marks in a query. Constants of the code may."""
    for path, module in source.shipped.items():
        for node in module.nodes:
            value = _built_from(node)
            if value is not None and isinstance(node, ast.expr) and not dotted(value).rpartition(".")[2].isupper():
                yield source.hit(path, node.lineno, node.col_offset + 1, value=ast.unparse(value)[:80])


def _built_from(node: ast.AST) -> ast.expr | None:
    """The first value that becomes part of a query; None if there is none."""
    pieces = _pieces(node)
    start = next(iter(pieces), "")
    if not isinstance(start, str) or not _QUERY_START.match(start):
        return None
    before = ""
    for piece in pieces:
        if isinstance(piece, str):
            before = piece
        elif _BEFORE_VALUE.search(before):
            return piece
    return None


def _pieces(node: ast.AST) -> list[str | ast.expr]:
    """Texts and values of an f-string, of `%`, of `format` or of `+`, in their order; [] for anything else."""
    if isinstance(node, ast.JoinedStr):
        return [_piece(one.value if isinstance(one, ast.FormattedValue) else one) for one in node.values]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*(_pieces(node.left) or [_piece(node.left)]), _piece(node.right)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return _filled(node.left, values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _filled(node.func.value, node.args)
    return []


def _piece(node: ast.expr) -> str | ast.expr:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else node


def _filled(pattern: ast.expr, values: list[ast.expr]) -> list[str | ast.expr]:
    """The parts of a text between its places, each followed by the value that is put there."""
    text = _piece(pattern)
    parts = _FILLED_PLACE.split(text) if isinstance(text, str) else []
    pieces = list[str | ast.expr]()
    for at, part in enumerate(parts):
        pieces += [part, values[at]] if at < len(values) else [part]
    return pieces
