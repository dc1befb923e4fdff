"""AC-049: lists of tags that grow with every run of the check."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted

# The option itself, or an attribute that keeps it between two runs.
_OF_INSTANCE = re.compile(r"(?:self\.)?_?(?:instance|config|init_config)(?:\.get)?")
_KEPT = re.compile(r"self\.\w*tags")
_CHANGES = frozenset(("append", "extend", "insert"))


@agent_source_check(
    "AC-049",
    Severity.WARNING,
    N_("{value} is the list of the configuration, so it grows with every run. Copy it first: list({value})."),
    name=N_("Tags that grow with every run"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("A method that adds tags adds them to a copy of the configured ones"),
    bad='tags = self.instance.get("tags", []); tags.append(…)',
    good='tags = list(self.instance.get("tags", [])); tags.append(…)',
)
def adds_to_copies(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """A method changes no list that stays for the next run. The constructor runs only once."""
    for path, module in source.shipped.items():
        for function in module.nodes:
            if isinstance(function, ast.FunctionDef) and function.name != "__init__":
                for node, name in _changed_lists(function):
                    yield source.hit(path, node.lineno, node.col_offset + 1, value=name)


def _changed_lists(function: ast.FunctionDef) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """The places in a function that change the list of an option or of an attribute, and the name of the list."""
    nodes = list(ast.walk(function))
    values: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                values.setdefault(dotted(target), []).append(node.value)
    for node in nodes:
        name = _changed(node)
        given = values.get(name, [])
        is_shared = all(map(_is_shared, given)) if given else bool(_KEPT.fullmatch(name))
        if name and is_shared and isinstance(node, ast.expr | ast.stmt):
            yield node, name


def _changed(node: ast.AST) -> str:
    """The name of the list that a node changes; "" if it changes none."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return dotted(node.target)
    name, _, method = dotted(node.func).rpartition(".") if isinstance(node, ast.Call) else ("", "", "")
    return name if method in _CHANGES else ""


def _is_shared(value: ast.expr) -> bool:
    """Whether a value is the list of an option or an attribute itself: `instance["tags"]`, `self.tags`."""
    if isinstance(value, ast.BoolOp):
        return _is_shared(value.values[0])
    if isinstance(value, ast.Subscript):
        return _OF_INSTANCE.fullmatch(dotted(value.value)) is not None and not isinstance(value.slice, ast.Slice)
    if isinstance(value, ast.Call):
        owner = dotted(value.func)
        return owner.endswith(".get") and _OF_INSTANCE.fullmatch(owner) is not None
    return _KEPT.fullmatch(dotted(value)) is not None
