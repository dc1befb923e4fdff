"""AC-001 to AC-003, AC-007, AC-008 and AC-013: check classes, their methods and imports."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import OPEN_METRICS, PLAIN_BASE, agent_classes, final_classes, own_method
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import is_logs_only
from tilekit.checks.finding import Fix, FixClass, Severity
from tilekit.checks.fixes import text_edit
from tilekit.checks.parsed_files import text_of
from tilekit.core.messages import N_, Message
from tilekit.core.suggestions import closest_word
from tilekit.parse.positions import Position
from tilekit.parse.python_modules import dotted, literal

_OLD_MODULES = ("checks", "config", "errors", "stubs", "utils")
_AGENT, _MODULE_SIMILARITY = "datadog_checks", 0.9
_NO_MODULE = N_("The package has no module {value}. Correct the name, or add the module.")
_UNKNOWN_MODULE = N_("There is no module {value}. Import from datadog_checks.base.")
_UNKNOWN_CLASS = N_("datadog_checks.base has no class {value}. Use one such as AgentCheck or OpenMetricsBaseCheckV2.")
_BASE_CLASSES = (
    *(PLAIN_BASE, *OPEN_METRICS, "KubeLeaderElectionBaseCheck", "KubeletBaseCheck", "PDHBaseCheck"),
    *("PerfCountersBaseCheck", "PerfCountersBaseCheckWithLegacySupport", "WinPDHCheck", "WinWMICheck"),
)
_BUILT_IN = ("Exception", "ValueError", "KeyError", "TypeError", "RuntimeError")
_ABOUT_SETTINGS = re.compile(r"config|instance|setting|option|parameter|missing|required|must ", re.IGNORECASE)


@agent_source_check(
    "AC-001",
    Severity.WARNING,
    N_("The package has no check class. Add a class that extends AgentCheck and has a check method."),
    name=N_("No check class"),
    applies_to="*.py",
    expected=N_(
        "A class that extends AgentCheck and has a check method, or extends another base class of the Agent, unless "
        "the Agent only collects JMX metrics or logs"
    ),
    bad="class Acme:",
    good="class AcmeCheck(AgentCheck): with def check(self, _):",
)
def has_check_class(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """The code has a class with a check method that extends a base class of the Agent.

    An Agent that only collects JMX metrics or logs needs none. A class of another package, and a module that can't be
    parsed (WH-028), may contain the method.
    """
    is_read_otherwise = source.is_jmx or is_logs_only(bundle)
    if is_read_otherwise or not source.modules or any(module.fault for module in source.modules.values()):
        return
    classes = agent_classes(source)
    if not any(one.base != PLAIN_BASE or not one.is_complete or one.method("check") for one in classes):
        path, line = (classes[0].path, classes[0].node.lineno) if classes else (f"{source.package}/__init__.py", 1)
        yield source.hit(path, line)


@agent_source_check(
    "AC-002",
    Severity.WARNING,
    N_("The constructor has the old signature. Use (name, init_config, instances)."),
    name=N_("Old constructor signature"),
    applies_to="*.py",
    expected=N_("No constructor has the parameter agentConfig"),
    bad="def __init__(self, name, init_config, agentConfig, instances):",
    good="def __init__(self, name, init_config, instances):",
)
def has_new_signature(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    for one in agent_classes(source):
        constructor = own_method(one.node, "__init__")
        for argument in constructor.args.args if constructor else ():
            if argument.arg == "agentConfig":
                yield source.hit(one.path, argument.lineno, argument.col_offset + 1)


@agent_source_check(
    "AC-003",
    Severity.WARNING,
    N_("This import uses an old path. Import from datadog_checks.base."),
    name=N_("Import from an old or unknown path"),
    fix=FixClass.SUGGESTED,
    applies_to="*.py",
    expected=N_("Imports come from datadog_checks.base, not datadog_checks, and name modules and classes that exist"),
    bad="from datadog_checks.checks import AgentCheck",
    good="from datadog_checks.base import AgentCheck",
)
def imports_base(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    yield from _missing_modules(source)
    for path, module in source.modules.items():
        for node in module.nodes:
            name = node.module or "" if isinstance(node, ast.ImportFrom) and not node.level else ""
            if isinstance(node, ast.ImportFrom) and name:
                yield from _unknown_imports(source, path, node)
            if isinstance(node, ast.ImportFrom) and _is_old(name):
                fix = None if source.file else _fix_inserting_base(bundle, path, node.lineno)
                yield source.hit(path, node.lineno, node.col_offset + 1, value=name, fix=fix)


def _missing_modules(source: AgentSource) -> Iterator[RawSourceFinding]:
    """Relative imports of modules that the package does not have."""
    for path, module in source.shipped.items():
        for node in module.nodes:
            if not isinstance(node, ast.ImportFrom) or not node.level or not node.module:
                continue
            folder = "/".join(path.split("/")[: -node.level])
            wanted = f"{folder}/{node.module.replace('.', '/')}"
            if not {f"{wanted}.py", f"{wanted}/__init__.py"} & source.modules.keys():
                yield source.hit(path, node.lineno, node.col_offset + 1, value=node.module, message=_NO_MODULE)


def _unknown_imports(source: AgentSource, path: str, node: ast.ImportFrom) -> Iterator[RawSourceFinding]:
    """A misspelled name of the Agent's package, and base classes that it does not have."""
    first, _, rest = str(node.module).partition(".")
    if first != _AGENT and closest_word(first, (_AGENT,), cutoff=_MODULE_SIMILARITY):
        yield source.hit(path, node.lineno, node.col_offset + 1, value=first, message=_UNKNOWN_MODULE)
    for alias in node.names if (first, rest) == (_AGENT, "base") else ():
        if alias.name.endswith("Check") and alias.name not in _BASE_CLASSES:
            yield source.hit(path, node.lineno, node.col_offset + 1, value=alias.name, message=_UNKNOWN_CLASS)


def _is_old(name: str) -> bool:
    first, _, rest = name.partition(".")
    is_of_package = first == "datadog_checks" and (not rest or rest.partition(".")[0] in _OLD_MODULES)
    return is_of_package or name == "checks"


def _fix_inserting_base(bundle: Bundle, path: str, line: int) -> Fix | None:
    """The fix that inserts `.base` after `datadog_checks` in the line; None if the line has another text."""
    source = text_of(bundle, path)
    at = source.lines[line - 1].find("datadog_checks") if line <= len(source.lines) else -1
    if at < 0:
        return None
    end = source.offset(Position(line, at + 1 + len("datadog_checks")))
    edit = text_edit(path, source, (end, end), new=".base")
    return Fix(title=Message(N_("Import from datadog_checks.base")), edits=(edit,))


@agent_source_check(
    "AC-007",
    Severity.WARNING,
    N_("Set DEFAULT_METRIC_LIMIT = 0. Otherwise, the Agent drops every metric after the first 2,000."),
    name=N_("Limit on the number of metrics"),
    applies_to="*.py",
    expected=N_("An OpenMetrics check sets DEFAULT_METRIC_LIMIT = 0"),
    bad="class AcmeCheck(OpenMetricsBaseCheckV2): without a limit",
    good="DEFAULT_METRIC_LIMIT = 0",
)
def has_no_metric_limit(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """An OpenMetrics check sets no limit on the number of metrics, or inherits that. Base classes are not checked."""
    for one in final_classes(source):
        limit, node = one.constant("DEFAULT_METRIC_LIMIT"), one.node
        is_limited = limit is None or (isinstance(limit, ast.Constant) and limit.value != 0)
        if one.base in OPEN_METRICS and one.is_complete and is_limited:
            yield source.hit(one.path, node.lineno, node.col_offset + 1, value=node.name)


@agent_source_check(
    "AC-008",
    Severity.ADVICE,
    N_("Use self.instance instead of the argument, which Agent 8 will remove."),
    name=N_("Use of the instance argument"),
    applies_to="*.py",
    expected=N_("check(self, _) instead of check(self, instance)"),
    bad="def check(self, instance):",
    good="def check(self, _): with self.instance",
)
def reads_own_instance(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """The instance argument of the check method is marked as unused: its name starts with an underscore."""
    for one in agent_classes(source):
        method = own_method(one.node, "check")
        for argument in method.args.args[1:2] if method else ():
            if not argument.arg.startswith("_"):
                yield source.hit(one.path, argument.lineno, argument.col_offset + 1, value=argument.arg)


@agent_source_check(
    "AC-013",
    Severity.ADVICE,
    N_("Raise ConfigurationError instead of {value} if a setting is missing or invalid."),
    name=N_("Configuration error that is not a ConfigurationError"),
    applies_to="*.py",
    expected=N_("Configuration errors raise ConfigurationError"),
    bad='raise ValueError("url is missing")',
    good='raise ConfigurationError("url is missing")',
)
def raises_own_error(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """Configuration errors are raised as ConfigurationError. Validators of the generated models must not do so."""
    for path, module in source.modules.items():
        for node in () if "/config_models/" in path else module.nodes:
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _is_about_settings(node.exc):
                yield source.hit(path, node.lineno, node.col_offset + 1, value=dotted(node.exc.func))


def _is_about_settings(raised: ast.Call) -> bool:
    text = literal(raised.args[0]) if raised.args else None
    return dotted(raised.func) in _BUILT_IN and text is not None and bool(_ABOUT_SETTINGS.search(text))
