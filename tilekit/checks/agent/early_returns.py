"""AC-046: a check that reports one problem and forgets its other service checks."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import Module, dotted, literal

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_BAD_STATUSES = ("CRITICAL", "UNKNOWN", "WARNING")


@agent_source_check(
    "AC-046",
    Severity.ADVICE,
    N_("The check returns here without sending {value}, which keeps its last status. Send it as UNKNOWN."),
    name=N_("Service check missing after a failure"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("A check that stops after a bad status sends all its other service checks first"),
    bad="can_connect as CRITICAL and return, before licence_valid is sent",
    good="can_connect as CRITICAL, licence_valid as UNKNOWN and return",
)
def sends_all_before_return(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """Before a function returns because of a failure, it sends what the rest of it would have sent."""
    texts = {name: text for module in source.shipped.values() for name, text in _constants(module)}
    for path, module in source.shipped.items():
        sent_in = {one.name: _sent_by(one, texts) for one in module.nodes if isinstance(one, _Function)}
        for function in module.nodes if any(sent_in.values()) else ():
            for leave, missing in _returns(function, sent_in, texts) if isinstance(function, _Function) else ():
                yield source.hit(path, leave.lineno, leave.col_offset + 1, value=min(missing))


def _constants(module: Module) -> Iterator[tuple[str, str]]:
    """The texts that a module or a class gives a name to."""
    for node in module.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(target, ast.Name) and (text := literal(node.value)):
            yield target.id, text


def _returns(
    function: _Function, sent_in: dict[str, set[str]], texts: dict[str, str]
) -> Iterator[tuple[ast.Return, set[str]]]:
    """The statements that leave a function after a bad status, and the service checks that are not sent."""
    for block in _blocks(function):
        leave = block[-1]
        statements = block[:-1]
        if isinstance(leave, ast.Return) and any(map(_sends_bad_status, statements)):
            before, behind = set[str](), set[str]()
            for call in _calls(function):
                side = behind if call.lineno > leave.lineno else before
                side |= _sent_with(call, sent_in, texts)
            if missing := behind - before:
                yield leave, missing


def _blocks(function: _Function) -> Iterator[list[ast.stmt]]:
    """The bodies of the conditions and except clauses inside a function."""
    for node in ast.walk(function):
        if isinstance(node, ast.If | ast.ExceptHandler):
            yield node.body
            yield from [node.orelse] if isinstance(node, ast.If) and node.orelse else []


def _calls(node: ast.AST) -> list[ast.Call]:
    return [one for one in ast.walk(node) if isinstance(one, ast.Call)]


def _sends_bad_status(statement: ast.stmt) -> bool:
    return any(
        dotted(call.func).endswith("service_check")
        and any(dotted(argument).endswith(_BAD_STATUSES) for argument in call.args[1:2])
        for call in _calls(statement)
    )


def _sent_by(node: ast.AST, texts: dict[str, str]) -> set[str]:
    """The names of the service checks that a function sends itself."""
    return {name for call in _calls(node) for name in _sent_with(call, {}, texts)}


def _sent_with(call: ast.Call, sent_in: dict[str, set[str]], texts: dict[str, str]) -> set[str]:
    """The name of the service check that a call sends, or those that a method of the same module sends.

    A constant stands for its text, because one call may name it and another one the text.
    """
    owner, _, method = dotted(call.func).rpartition(".")
    if method == "service_check" and call.args:
        constant = dotted(call.args[0])
        name = literal(call.args[0]) or texts.get(constant.rpartition(".")[2], constant)
        return {name} if name else set()
    return sent_in.get(method, set()) if owner == "self" else set()
