"""AC-052 and AC-055: errors that the code reports as OK or replaces with a value."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.handling import catches_all, may_fail
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted

_NETWORK_ERRORS = re.compile(r"(?:Connection|HTTP|Timeout|Request|Socket|OS|IO)\w*(?:Error|Exception)$|^Timeout$")


@agent_source_check(
    "AC-052",
    Severity.WARNING,
    N_("The code sends OK although there was an error. Send CRITICAL or UNKNOWN."),
    name=N_("OK after an error"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("No except clause for failed requests or for all errors sends a service check as OK"),
    bad='except Exception: self.service_check("can_connect", self.OK)',
    good='except Exception: self.service_check("can_connect", self.CRITICAL)',
)
def sends_bad_status_after_errors(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """A failed request is never reported as a good status."""
    for path, module in source.shipped.items():
        for handler in (node for node in module.nodes if isinstance(node, ast.ExceptHandler)):
            for call in _good_statuses(handler):
                yield source.hit(path, call.lineno, call.col_offset + 1)


def _good_statuses(handler: ast.ExceptHandler) -> Iterator[ast.Call]:
    """The calls that send OK in an except clause for failed requests or for all errors."""
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = [dotted(one).rpartition(".")[2] if one else "" for one in caught]
    if catches_all(handler) or any(map(_NETWORK_ERRORS.search, names)):
        for call in (node for statement in handler.body for node in ast.walk(statement) if isinstance(node, ast.Call)):
            is_sent = dotted(call.func).endswith("service_check") and len(call.args) > 1
            if is_sent and dotted(call.args[1]).rpartition(".")[2] == "OK":
                yield call


@agent_source_check(
    "AC-055",
    Severity.WARNING,
    N_("Whatever fails, the code goes on with {value} and nobody learns why. Name the errors, or log them."),
    name=N_("Made-up value after an error"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("An except clause for all errors does not just set other values"),
    bad="except: answer = {}",
    good='except ValueError: self.log.warning("no JSON")',
)
def makes_nothing_up(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """A bare except clause does not only set values. One for Exception may set None, but no list or mapping."""
    for path, module in source.shipped.items():
        allowed = {inside for node in module.nodes if may_fail(node) for inside in ast.walk(node)}
        for handler in module.nodes:
            if isinstance(handler, ast.ExceptHandler) and catches_all(handler) and handler not in allowed:
                kinds = (ast.Dict, ast.List) if handler.type else (ast.Constant, ast.Dict, ast.List)
                values = [one.value for one in handler.body if isinstance(one, ast.Assign)]
                if len(values) == len(handler.body) and all(isinstance(value, kinds) for value in values):
                    value = ast.unparse(values[0])[:80]
                    yield source.hit(path, handler.lineno, handler.col_offset + 1, value=value)
