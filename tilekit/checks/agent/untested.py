"""AC-050: tests that pass whatever the check does."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import source_of
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import paths
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.python_modules import Module, dotted, read_module

_NO_TEST_ASSERTS = N_("No test checks a result. Compare what the check sends with what it should send.")


@check(
    code="AC-050",
    name=N_("Test that checks nothing"),
    severity=Severity.ADVICE,
    message=N_("{value} passes whatever the check does. Test a result, or remove it."),
    starts_observed=True,
    applies_to="tests/*.py",
    expected=N_("The tests of an Agent check compare its results with expected ones"),
    bad="def test_check(): assert True",
    good='aggregator.assert_metric("acme.queue.depth", value=3)',
)
def asserts_results(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No test is empty or always true, and at least one of all tests checks something."""
    source = source_of(bundle)
    files = paths(bundle, (".py",), "tests/") if source and not source.file else []
    modules = {path: bundle.parse(path, read_module) for path in files}
    tests = [(path, one) for path, module in modules.items() for one in _tests(module)]
    empty = [(path, one) for path, one in tests if all(map(_is_empty, one.body))]
    for path, one in empty:
        yield finding(file=path, line=one.lineno, column=one.col_offset + 1, value=one.name)
    if tests and not empty and not any(map(_asserts, modules.values())):
        path, one = tests[0]
        message = _NO_TEST_ASSERTS
        yield finding(file=path, line=one.lineno, column=one.col_offset + 1, value=one.name, message=message)


def _tests(module: Module) -> list[ast.FunctionDef]:
    return [one for one in module.nodes if isinstance(one, ast.FunctionDef) and one.name.startswith("test")]


def _is_empty(statement: ast.stmt) -> bool:
    """Whether a statement does nothing: a text, `pass`, or an assertion of a constant."""
    if isinstance(statement, ast.Assert):
        return isinstance(statement.test, ast.Constant) and bool(statement.test.value)
    is_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_constant or isinstance(statement, ast.Pass)


def _asserts(module: Module) -> bool:
    """Whether a module contains an assertion, also one of a mock, of the Agent's test tools or of an exception."""
    calls = (dotted(call.func).rpartition(".")[2].lower() for call in module.calls())
    is_stated = any(isinstance(node, ast.Assert) for node in module.nodes)
    return is_stated or any("assert" in name or name in ("raises", "fail", "warns") for name in calls)
