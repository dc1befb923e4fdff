"""AC-041: tags that have a new value each time."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.checks.unique_keys import UNIQUE_KEY
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted

# The start of a tag, up to its value: `request_id:`.
_TAG_START = re.compile(r"(?P<key>[a-z][a-z0-9_.-]*):(?:%s|\{\w*\})?", re.IGNORECASE)
_NEW_EACH_TIME = re.compile(
    r"(?:^|\.)(?:uuid[14]|time|time_ns|now|utcnow|random|token_hex|perf_counter|monotonic|randint|get_timestamp)$"
)


@agent_source_check(
    "AC-041",
    Severity.WARNING,
    N_("The tag {value} has a new value each time, which creates a metric for each. Remove the tag."),
    name=N_("Tag with too many values"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("No tag contains the ID of a request, session or message, a time or a random value"),
    bad='tags=[f"request_id:{request_id}"]',
    good='tags=[f"request_type:{request_type}"]',
)
def sends_no_unique_tags(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """Tags don't tell single requests, sessions or moments apart."""
    for path, module in source.shipped.items():
        for node in module.nodes:
            key, value = _written_tag(node)
            if isinstance(node, ast.expr) and key and (UNIQUE_KEY.search(key) or _is_new_each_time(value)):
                yield source.hit(path, node.lineno, node.col_offset + 1, value=key)


def _written_tag(node: ast.AST) -> tuple[str, ast.expr | None]:
    """(key, value) of a text that an expression puts together as `key:value`; ("", None) for anything else."""
    start: ast.expr | None = None
    value: ast.expr | None = None
    if isinstance(node, ast.JoinedStr) and len(node.values) == 2 and isinstance(node.values[1], ast.FormattedValue):
        start, value = node.values[0], node.values[1].value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        start, value = node.left, node.right
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        start, value = node.func.value, next(iter(node.args), None)
    text = start.value if isinstance(start, ast.Constant) and isinstance(start.value, str) else ""
    match = _TAG_START.fullmatch(text)
    return (match["key"], value) if match else ("", None)


def _is_new_each_time(value: ast.expr | None) -> bool:
    """Whether the value is the result of a call that never returns the same twice, such as `str(uuid.uuid4())`."""
    while isinstance(value, ast.Call) and dotted(value.func) in ("str", "int", "round") and value.args:
        value = value.args[0]
    return isinstance(value, ast.Call) and _NEW_EACH_TIME.search(dotted(value.func)) is not None
