"""AC-043: code that ends the Agent, or keeps it from running other checks."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.calls import named_calls
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import Module, origins

_EXITS = frozenset(("sys.exit", "os._exit", "os.abort", "exit", "quit"))
_LONGEST_SLEEP_SECONDS = 5
# Code that does not run in the thread of the check may wait.
_OF_OTHER_THREADS = ("asyncio", "concurrent", "multiprocessing", "threading")
_LEAVES = (ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await)
_SLEEPS = N_("The check waits {value} seconds here, and other checks wait for it. Remove the pause.")
_NEVER_ENDS = N_("Nothing ends this loop, so the check never finishes. Add a condition that ends it.")


@agent_source_check(
    "AC-043",
    Severity.WARNING,
    N_("{value} ends the whole Agent. Raise an error instead."),
    name=N_("Code that ends or blocks the Agent"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("The code does not end the process, does not sleep for 5 seconds or more, and its loops can end"),
    bad="sys.exit(1)",
    good='raise ConfigurationError("The option url is missing.")',
)
def lets_agent_run(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """The code of a check neither exits nor waits. Scripts of the package that only people run are left out."""
    for path, call, name in named_calls(source):
        module = source.shipped.get(path)
        if module is None or _is_script(module):
            continue
        line, column = call.lineno, call.col_offset + 1
        if name in _EXITS:
            yield source.hit(path, line, column, value=name)
        elif name == "time.sleep" and (seconds := _long_pause(call)) and not _has_threads(module):
            yield source.hit(path, line, column, value=seconds, message=_SLEEPS)
    for path, module in source.shipped.items():
        for node in module.nodes if not _has_threads(module) else ():
            if isinstance(node, ast.While) and _is_always(node.test) and not _can_end(node):
                yield source.hit(path, node.lineno, node.col_offset + 1, value="while", message=_NEVER_ENDS)


def _is_script(module: Module) -> bool:
    return any(isinstance(one, ast.If) and "__main__" in ast.dump(one.test) for one in module.body)


def _has_threads(module: Module) -> bool:
    return any(name.partition(".")[0] in _OF_OTHER_THREADS for name in origins(module).values())


def _long_pause(call: ast.Call) -> str:
    """The seconds of a pause that is too long, "" if it is short or not known."""
    seconds = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    return str(seconds) if isinstance(seconds, int | float) and seconds >= _LONGEST_SLEEP_SECONDS else ""


def _is_always(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _can_end(loop: ast.While) -> bool:
    """Whether a statement leaves the loop: a return or an error at any depth, or a break of the loop itself."""
    waiting: list[tuple[ast.AST, bool]] = [(one, True) for one in loop.body]
    while waiting:
        node, is_own = waiting.pop()
        if isinstance(node, _LEAVES) or (is_own and isinstance(node, ast.Break)):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            is_loop = isinstance(node, ast.While | ast.For | ast.AsyncFor)
            waiting += [(child, is_own and not is_loop) for child in ast.iter_child_nodes(node)]
    return False
