"""AC-004, AC-006 and AC-009 to AC-012: calls for which the base class has a better or safer method."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import Module, called_function, dotted, names_in, origins

_VERBS = frozenset(("get", "post", "put", "patch", "delete", "head"))
_SET_BY_WRAPPER = ("auth", "headers")
_OF_SYSTEM = {
    "os": ("system", "popen", "walk"),
    "subprocess": ("run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"),
    "glob": ("glob", "iglob"),
    "shutil": ("copy", "copy2", "copyfile", "copytree", "move", "rmtree", "make_archive", "unpack_archive"),
}
_SAFE_ALTERNATIVES = {
    "eval": "ast.literal_eval",
    "exec": "plain code",
    "pickle.load": "json.load",
    "pickle.loads": "json.loads",
}
_SAFE_LOADERS = ("SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader")
_SHELL_SAFE = "shell=False"
_NO_TLS = frozenset(("ssl._create_unverified_context", "urllib3.disable_warnings"))
_TLS_SWITCHES = frozenset(("verify", "check_hostname", "tls_verify", "verify_ssl"))


def named_calls(source: AgentSource) -> Iterator[tuple[str, ast.Call, str]]:
    """(path, call, full name of the called function) of every call in the code.

    The name of a function that the module defines, or of a method of one of its variables, is "".
    """
    for path, module in source.modules.items():
        imports, own_names = origins(module), names_in(module)
        for call in module.calls():
            first, dot, _ = dotted(call.func).partition(".")
            is_known = first in ("self", *imports) or not (dot or first in own_names)
            yield path, call, called_function(call, imports) if is_known else ""


def _hit_at(source: AgentSource, path: str, node: ast.expr | ast.stmt, **rest: object) -> RawSourceFinding:
    return source.hit(path, node.lineno, node.col_offset + 1, **rest)


@agent_source_check(
    "AC-004",
    Severity.WARNING,
    N_("Use self.http instead of {value} so that the customer's proxy and TLS settings apply."),
    name=N_("HTTP request without self.http"),
    applies_to="*.py",
    expected=N_("self.http instead of requests.get, post, put, patch, delete or head"),
    bad="requests.get(url)",
    good="self.http.get(url)",
)
def uses_http_wrapper(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """The code does not call the requests library directly."""
    for path, call, name in named_calls(source):
        first, _dot, verb = name.partition(".")
        if first == "requests" and verb in _VERBS:
            yield _hit_at(source, path, call, value=name)


@agent_source_check(
    "AC-006",
    Severity.ADVICE,
    N_("Do not set or read the options of self.http in the code. They come from the configuration."),
    name=N_("self.http options set in the code"),
    applies_to="*.py",
    expected=N_("No auth= or headers= in calls to self.http, and no access to the wrapper's options"),
    bad="self.http.get(url, headers=mine)",
    good="self.http.get(url)",
)
def keeps_wrapper_options(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    for path, call, name in named_calls(source):
        if name.startswith("self.http.") and name.removeprefix("self.http.") in _VERBS:
            for keyword in call.keywords:
                if keyword.arg in _SET_BY_WRAPPER:
                    yield _hit_at(source, path, keyword.value, value=keyword.arg)
    for path, module in source.modules.items():
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and dotted(node) == "self.http.options":
                yield _hit_at(source, path, node, value="options")


def uses_http(module: Module) -> bool:
    """Whether the code sends requests through the HTTP wrapper of the base class."""
    return any(isinstance(node, ast.Attribute) and dotted(node) == "self.http" for node in module.nodes)


@agent_source_check(
    "AC-009",
    Severity.ADVICE,
    N_("Use the helpers from the Agent's base class for files and commands instead of {value}."),
    name=N_("Direct access to files or commands"),
    applies_to="*.py",
    expected=N_(
        "Helpers from the base class for files and commands instead of open, subprocess, os.system, os.walk, glob "
        "and shutil"
    ),
    bad='subprocess.run(["acme"])',
    good="get_subprocess_output from the base class",
)
def avoids_system_calls(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """File and command access goes through the base class. AC-010 reports shell commands.

    A check may read the files of its own package.
    """
    for path, call, name in named_calls(source):
        owner, _dot, function = name.rpartition(".")
        is_of_system = name == "open" or function in _OF_SYSTEM.get(owner, ())
        if is_of_system and not _has_shell(call) and not _reads_package(call):
            yield _hit_at(source, path, call, value=name)


def _reads_package(call: ast.Call) -> bool:
    """Whether the path is relative to the module."""
    nodes = (node for argument in call.args for node in ast.walk(argument))
    return any(isinstance(node, ast.Name) and node.id == "__file__" for node in nodes)


@agent_source_check(
    "AC-010",
    Severity.WARNING,
    N_("{value} can run code from untrusted input. Use {safe} instead."),
    name=N_("Execution of untrusted input"),
    applies_to="*.py",
    expected=N_("No shell=True, eval, exec, pickle.load or pickle.loads, and no yaml.load without a safe loader"),
    bad="yaml.load(text)",
    good="yaml.safe_load(text)",
)
def evaluates_no_input(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """The code does not execute external input."""
    for path, call, name in named_calls(source):
        if name in _SAFE_ALTERNATIVES:
            yield _hit_at(source, path, call, value=name, safe=_SAFE_ALTERNATIVES[name])
        elif name == "yaml.load" and not _has_safe_loader(call, source.modules[path]):
            yield _hit_at(source, path, call, value=name, safe="yaml.safe_load")
        if _has_shell(call):
            yield _hit_at(source, path, call, value="shell=True", safe=_SHELL_SAFE)


def _has_shell(call: ast.Call) -> bool:
    return any(keyword.arg == "shell" and _is_constant(keyword.value, value=True) for keyword in call.keywords)


def _has_safe_loader(call: ast.Call, module: Module) -> bool:
    """Whether the loader is a safe one, possibly under another name, or a class of the module that extends one."""
    named, imports = [keyword.value for keyword in call.keywords if keyword.arg == "Loader"], origins(module)
    bases = {node.name: [dotted(base) for base in node.bases] for node in module.classes()}
    names = [name for node in (*call.args[1:2], *named) for name in bases.get(dotted(node), [dotted(node)])]
    return any(imports.get(name, name).rpartition(".")[2] in _SAFE_LOADERS for name in names)


@agent_source_check(
    "AC-011",
    Severity.WARNING,
    N_("The code turns off TLS verification. Let the customer's configuration decide."),
    name=N_("TLS verification turned off"),
    applies_to="*.py",
    expected=N_("The code does not turn off TLS verification"),
    bad="self.http.get(url, verify=False)",
    good="self.http.get(url)",
)
def verifies_certificates(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    for path, call, name in named_calls(source):
        if name in _NO_TLS:
            yield _hit_at(source, path, call, value=name)
        for keyword in call.keywords:
            if keyword.arg in _TLS_SWITCHES and _is_constant(keyword.value, value=False):
                yield _hit_at(source, path, keyword.value, value=f"{keyword.arg}=False")
    for path, module in source.modules.items():
        for node in module.nodes:
            if isinstance(node, ast.Assign) and any(_switches_off(target, node.value) for target in node.targets):
                yield _hit_at(source, path, node, value=ast.unparse(node.targets[0])[:80])


def _switches_off(target: ast.expr, value: ast.expr) -> bool:
    name = dotted(target).rpartition(".")[2]
    if name == "verify_mode":
        return dotted(value).endswith("CERT_NONE")
    return name in _TLS_SWITCHES and _is_constant(value, value=False)


@agent_source_check(
    "AC-012",
    Severity.ADVICE,
    N_("Use self.log instead of print."),
    name=N_("Use of print"),
    applies_to="*.py",
    expected=N_("self.log instead of print"),
    bad="print(answer)",
    good='self.log.debug("Got %s", answer)',
)
def uses_logger(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """The code does not call print."""
    for path, call, name in named_calls(source):
        if name == "print":
            yield _hit_at(source, path, call)


def _is_constant(node: ast.expr, *, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
