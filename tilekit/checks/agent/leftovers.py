"""AC-047 and AC-048: code for Python 2, and code that helps only its author."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.calls import named_calls
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted, names_in

_OLD_MODULES = frozenset("__builtin__ ConfigParser cPickle cStringIO httplib Queue StringIO urllib2 urlparse".split())
_OLD_NAMES = frozenset("basestring raw_input unichr unicode xrange".split())
_OLD_METHODS = frozenset("has_key iteritems iterkeys itervalues".split())
_DEBUGGERS = frozenset((
    "breakpoint", "ipdb.set_trace", "pdb.post_mortem", "pdb.set_trace", "pudb.set_trace", "pydevd.settrace",
    "traceback.print_exc", "debugpy.listen", "debugpy.wait_for_client",
))  # fmt: skip


@agent_source_check(
    "AC-047",
    Severity.WARNING,
    N_("{value} does not exist in Python 3, with which the Agent runs. Use its successor."),
    name=N_("Code for Python 2"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("The code uses only modules, functions and methods of Python 3, or tries the old ones first"),
    bad="for name, size in queues.iteritems():",
    good="for name, size in queues.items():",
)
def runs_with_python_3(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """Nothing in the code fails with Python 3, except what is in a try statement or defined by the module."""
    for path, module in source.shipped.items():
        tried = {inside for node in module.nodes if isinstance(node, ast.Try) for inside in ast.walk(node)}
        defined = names_in(module)
        for node in module.nodes:
            name = _old_name(node)
            is_own = isinstance(node, ast.Name) and name in defined
            if isinstance(node, ast.expr | ast.stmt) and name and not is_own and node not in tried:
                yield source.hit(path, node.lineno, node.col_offset + 1, value=name)


def _old_name(node: ast.AST) -> str:
    """The name of Python 2 that a node uses; "" if there is none."""
    if isinstance(node, ast.Import):
        return next((alias.name for alias in node.names if alias.name in _OLD_MODULES), "")
    if isinstance(node, ast.ImportFrom) and not node.level:
        return node.module if node.module in _OLD_MODULES else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not dotted(node.func).startswith("six."):
        takes = 1 if node.func.attr == "has_key" else 0
        return node.func.attr if node.func.attr in _OLD_METHODS and len(node.args) == takes else ""
    return node.id if isinstance(node, ast.Name) and node.id in _OLD_NAMES else ""


@agent_source_check(
    "AC-048",
    Severity.WARNING,
    N_("{value} is for debugging: it stops the check, or writes where nobody reads it. Remove it."),
    name=N_("Debugger in the code"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("The code starts no debugger and writes errors to the log"),
    bad="breakpoint()",
    good='self.log.debug("%s queues", len(queues))',
)
def starts_no_debugger(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """No call of a debugger is left in the code that customers run."""
    for path, call, name in named_calls(source):
        if name in _DEBUGGERS and path in source.shipped:
            yield source.hit(path, call.lineno, call.col_offset + 1, value=name)
