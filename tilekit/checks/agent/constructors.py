"""AC-051: constructors that wait for another system."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import called_function, nodes_run_by, origins

_REQUESTS = re.compile(
    r"self\.http\.(?:get|post|put|patch|delete|head|options_method)|requests\.(?:get|post|put|patch|delete|head|request)"
    r"|urllib\.request\.urlopen|socket\.create_connection|subprocess\.\w+|(?:psycopg2?|pymysql|pyodbc)\.connect"
)


@agent_source_check(
    "AC-051",
    Severity.ADVICE,
    N_("{value} runs when the Agent loads the check, before its first run. Call it in check()."),
    name=N_("Request in a constructor"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("A constructor reads only the configuration"),
    bad="def __init__(…): self.version = self.http.get(url).json()",
    good="def check(self, _): answer = self.http.get(self.url)",
)
def constructs_without_requests(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """If a system is down while the Agent starts, the check still loads and reports it."""
    for path, module in source.shipped.items():
        imports = origins(module)
        for function in module.nodes:
            if isinstance(function, ast.FunctionDef) and function.name == "__init__":
                for call in (node for node in nodes_run_by(function) if isinstance(node, ast.Call)):
                    name = called_function(call, imports)
                    if _REQUESTS.fullmatch(name):
                        yield source.hit(path, call.lineno, call.col_offset + 1, value=name)
