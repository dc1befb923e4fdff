"""AC-045: packages that the code imports and the project does not install."""

import ast
import sys
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.package_files import PROJECT
from tilekit.checks.agent.project_dependencies import declared_packages
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.package_list import normal_name
from tilekit.parse.python_modules import Module, dotted

# Modules that the Agent and its base package bring along.
_WITH_AGENT = frozenset(
    """
    _util aggregator binary botocore cachetools certifi containers cryptography datadog_agent datadog_checks dateutil
    ddtrace jellyfish kubeutil lazy_loader mmh3 opentelemetry orjson packaging pkg_resources prometheus_client pydantic
    pyasn1 pytz pythoncom pywintypes requests requests_kerberos requests_ntlm requests_oauthlib requests_toolbelt
    requests_unixsocket setuptools simplejson six tagger typing_extensions uptime urllib3 util utils win32api win32con
    win32event win32evtlog win32pdh win32security win32service wrapt yaml
""".split()
)
# Modules whose package has another name.
_PACKAGES = {"attr": "attrs", "bs4": "beautifulsoup4", "Crypto": "pycryptodome", "dns": "dnspython", "git": "gitpython",
             "jwt": "pyjwt", "ldap": "python-ldap", "OpenSSL": "pyopenssl", "MySQLdb": "mysqlclient",
             "serial": "pyserial", "socks": "pysocks", "zmq": "pyzmq"}  # fmt: skip
_SHORTEST_PART = 3


@agent_source_check(
    "AC-045",
    Severity.WARNING,
    N_("The code imports {value}, which pyproject.toml does not list. Add its package to the extra deps."),
    name=N_("Imported package that is not installed"),
    starts_observed=True,
    applies_to="*.py, pyproject.toml",
    expected=N_("Every imported package is a dependency, a part of Python or a part of the Agent"),
    bad="import pymongo, without a dependency",
    good='deps = ["pymongo==4.8.0"]',
)
def installs_imports(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """What a module imports without an alternative is installed with it. Each package is reported once."""
    if source.file or PROJECT not in bundle.files:
        return
    own_modules = {path.rpartition("/")[2].removesuffix(".py") for path in source.modules}
    known_modules = {*sys.stdlib_module_names, *_WITH_AGENT, *own_modules}
    packages, reported = declared_packages(bundle), set[str]()
    for path, module in source.shipped.items():
        for node, name in _imports(module):
            if name not in known_modules | reported and not _is_declared(name, packages):
                reported.add(name)
                yield source.hit(path, node.lineno, node.col_offset + 1, value=name)


def _imports(module: Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    """The imports of other packages with their first names, apart from those that may fail."""
    optional = {inside for node in module.nodes if _may_not_be_there(node) for inside in ast.walk(node)}
    for node in module.nodes:
        if isinstance(node, ast.Import) and node not in optional:
            yield from ((node, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level and node not in optional:
            yield node, node.module.partition(".")[0]


def _may_not_be_there(node: ast.AST) -> bool:
    """Whether a statement tries an import or is only for type checkers."""
    return isinstance(node, ast.Try) or (isinstance(node, ast.If) and "TYPE_CHECKING" in dotted(node.test))


def _is_declared(name: str, packages: frozenset[str]) -> bool:
    """Whether the name is in the name of a package, or the other way round: google in google-auth, psycopg2-binary."""
    wanted = _PACKAGES.get(name, normal_name(name))
    plain = wanted.replace("-", "")
    return any(
        wanted == one
        or (len(plain) >= _SHORTEST_PART and (plain in one.replace("-", "") or one.replace("-", "") in plain))
        for one in packages
    )
