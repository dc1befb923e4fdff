"""XC-059: events that another integration seems to send."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.context import title_key
from tilekit.checks.finding import Severity
from tilekit.checks.parsed_files import manifest_text
from tilekit.core.messages import N_
from tilekit.parse.python_modules import literal

_OWN_NAMES = ("/app_id", "/tile/title", "/assets/integration/source_type_name", "/assets/logs/source", "/author/name")


@agent_source_check(
    "XC-059",
    Severity.WARNING,
    N_("Events have the source {value}, but the integration is called {title}. Use its name."),
    name=N_("Event with another source"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("source_type_name of an event is the integration's ID, title or source_type_name"),
    bad='"source_type_name": "RabbitMQ" in the code of Acme Queue',
    good='"source_type_name": "acme_queue"',
)
def sends_events_as_itself(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """Customers find events by their source, so a plain source in the code is a name of the integration."""
    names = {title_key(name) for pointer in _OWN_NAMES if (name := manifest_text(bundle, pointer))}
    own_names = {*names, title_key(source.package.rpartition("/")[2])}
    for path, module in source.modules.items():
        for node in module.nodes if names and "/tests/" not in path else ():
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                written = literal(value) if key and literal(key) == "source_type_name" else ""
                if written and not any(title_key(written) in name or name in title_key(written) for name in own_names):
                    title = manifest_text(bundle, "/tile/title")
                    yield source.hit(path, value.lineno, value.col_offset + 1, value=written, title=title)
