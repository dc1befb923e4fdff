"""AC-035, AC-036 and AC-056: what the code writes to the log, and errors that it hides."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted, literal

_LEVELS = frozenset(("critical", "debug", "error", "exception", "info", "log", "trace", "warn", "warning"))
_LOGGERS = re.compile(r"(?:^|\.)_?(?:log|logger|logging)$", re.IGNORECASE)
# The value itself: `token`, `self._api_key`, `headers`; not `token_url`, `has_token`, `header_names`.
_SECRET = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|secret|client_secret|api_?key|app_?key|private_key|token|bearer|credentials?"
    r"|auth_header|headers|authorization|auth)$",
    re.IGNORECASE,
)
_ABOUT_SECRET = re.compile(
    r"^(?:has|is|use|no|num|count|need|missing|invalid|next|page|resp\w*|response)_", re.IGNORECASE
)
# What holds the options of a check.
_CONFIGURATION = re.compile(r"(?:^|[._])(?:instance|config|init_config|options)$")
# Headers of an answer and tokens of pages are not secret.
_NOT_SECRET = re.compile(r"\b(?:resp\w*|res|r|answer|reply|result)\.headers$|(?:page|next|cursor|continuation)_?token$")
_WHOLE_CONFIGURATION = re.compile(r"(?:self\.)?(?:instances?|init_config|_instance|config)")
_ALL_ERRORS = ("Exception", "BaseException")
# What these read may be missing: the product's version, or whether something is installed.
_MAY_FAIL = re.compile(r"version|metadata|discover|optional|is_|has_|close|stop|cancel|cleanup", re.IGNORECASE)


@agent_source_check(
    "AC-035",
    Severity.WARNING,
    N_("The code writes {value} to the log, where other people can read it. Leave it out."),
    name=N_("Secret in the log"),
    applies_to="*.py",
    expected=N_("No password, token, key or request header is logged or printed"),
    bad='self.log.debug("sent %s", headers)',
    good='self.log.debug("sent to %s", url)',
)
def logs_no_secrets(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """No secret is passed to a logger or to print, also not inside a text."""
    for path, module in source.shipped.items():
        for call in module.calls():
            for node in _shown_values(call) if _writes_log(call) else ():
                if name := _secret_name(node):
                    yield source.hit(path, node.lineno, node.col_offset + 1, value=name)


def _writes_log(call: ast.Call) -> bool:
    owner, _, verb = dotted(call.func).rpartition(".")
    return dotted(call.func) == "print" or (verb in _LEVELS and _LOGGERS.search(owner) is not None)


def _shown_values(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments, and the values that f-strings, `%` and `format` put into a text."""
    waiting: list[ast.expr] = list(call.args)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.JoinedStr):
            waiting += [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        elif isinstance(node, ast.BinOp):
            waiting += [node.left, node.right]
        elif isinstance(node, ast.Tuple):
            waiting += node.elts
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            waiting += node.args
        else:
            yield node


def _secret_name(node: ast.expr) -> str:
    """The name of a variable, attribute or option that contains a secret; "" for anything else."""
    name = _option_name(node) or dotted(node)
    last = name.rpartition(".")[2]
    is_secret = _SECRET.search(last) and not _ABOUT_SECRET.match(last) and not _NOT_SECRET.search(name)
    return name if is_secret and not last.isupper() else ""


def _option_name(node: ast.expr) -> str:
    """The name of the option in `self.instance.get("password")` and `config["password"]`; "" for anything else."""
    owner, key = node, None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        owner, key = node.func.value, node.args[0]
    elif isinstance(node, ast.Subscript):
        owner, key = node.value, node.slice
    return literal(key) or "" if key and _CONFIGURATION.search(dotted(owner)) else ""


@agent_source_check(
    "AC-036",
    Severity.ADVICE,
    N_("The code hides every error here, so nobody learns why data are missing. Name the errors, or log them."),
    name=N_("Hidden errors"),
    applies_to="*.py",
    expected=N_("No except clause catches all errors and does nothing"),
    bad="except Exception: pass",
    good='except ValueError: self.log.debug("no number")',
)
def hides_no_errors(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """Errors of all kinds are never caught without doing something. Reading a version may fail."""
    for path, module in source.shipped.items():
        handlers = [node for node in module.nodes if isinstance(node, ast.ExceptHandler) and catches_all(node)]
        allowed = {inside for node in module.nodes if handlers and may_fail(node) for inside in ast.walk(node)}
        for handler in handlers:
            hides = all(map(_does_nothing, handler.body))
            if hides or (handler not in allowed and all(map(_gives_up, handler.body))):
                yield source.hit(path, handler.lineno, handler.col_offset + 1)


def catches_all(handler: ast.ExceptHandler) -> bool:
    """Whether an except clause is for errors of all kinds."""
    return handler.type is None or dotted(handler.type) in _ALL_ERRORS


def _does_nothing(statement: ast.stmt) -> bool:
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or isinstance(statement, ast.Pass | ast.Continue)


def may_fail(node: ast.AST) -> bool:
    """Whether a node is a function about something that may be missing."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _MAY_FAIL.search(node.name) is not None


def _gives_up(statement: ast.stmt) -> bool:
    """Whether a statement does nothing, or leaves the function without a value or with an empty list or mapping."""
    value = statement.value if isinstance(statement, ast.Return) else None
    is_none = value is None or (isinstance(value, ast.Constant) and value.value is None)
    is_empty = (isinstance(value, ast.List) and not value.elts) or (isinstance(value, ast.Dict) and not value.keys)
    return _does_nothing(statement) or (isinstance(statement, ast.Return) and (is_none or is_empty))


@agent_source_check(
    "AC-056",
    Severity.WARNING,
    N_("{value} contains all options of the customer, including passwords, and goes to the log. Log single options."),
    name=N_("Whole configuration in the log"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("The code logs single options, not the whole configuration"),
    bad='self.log.debug("Started with %s", self.instance)',
    good='self.log.debug("Started with %s", self.url)',
)
def logs_no_configuration(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """The options of an instance are never logged as a whole."""
    for path, module in source.shipped.items():
        for call in module.calls():
            for node in _shown_values(call) if _writes_log(call) else ():
                if _WHOLE_CONFIGURATION.fullmatch(dotted(node)):
                    yield source.hit(path, node.lineno, node.col_offset + 1, value=dotted(node))
