"""XC-059: events that another integration seems to send."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.core.messages import N_
from tilekit.parse.python_modules import literal
from tilekit.sections.overview import Overview


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
    own_names, title = own_names_of(bundle), bundle.section(Overview).title
    for path, module in source.shipped.items():
        for node in module.nodes if own_names.names else ():
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                written = literal(value) if key and literal(key) == "source_type_name" else ""
                if written and not own_names.has_product(written):
                    yield source.hit(path, value.lineno, value.col_offset + 1, value=written, title=title)
