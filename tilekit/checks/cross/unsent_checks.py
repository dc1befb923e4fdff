"""XC-054: service checks that the code does not send."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import final_classes
from tilekit.checks.agent.source import AgentSource, source_of
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.service_checks.file import file_check, texts_under
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted, literal

# Service checks of the Agent's base classes.
_OF_BASE_CLASSES = (".openmetrics.health", ".prometheus.health", ".can_connect")


@file_check(
    "XC-054",
    Severity.WARNING,
    N_("The code does not send the service check {value}. Remove it from the list, or correct its name."),
    name=N_("Service check that is not sent"),
    starts_observed=True,
    applies_to="service_checks.json, *.py",
    expected=N_("The code contains the last part of the name of each service check"),
    bad="acme_queue.licence.valid, but no such text in the code",
    good='self.service_check("licence.valid", status)',
)
def lists_sent_checks(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """Each listed check can come from the code. Not compared if the code computes names."""
    source = source_of(bundle)
    if source is None or source.is_jmx or not final_classes(source) or _computes_names(source):
        return
    literals = {name for module in source.modules.values() for node in module.nodes if (name := literal(node))}
    for at, name in texts_under(asset, "check"):
        tail = name.rpartition(".")[2]
        if not name.endswith(_OF_BASE_CLASSES) and not any(tail in one for one in literals):
            yield asset.finding(f"/{at}/check", name)


def _computes_names(source: AgentSource) -> bool:
    """Whether a call that sends a service check has another name than a literal or a constant."""
    calls = (node for module in source.modules.values() for node in module.nodes if isinstance(node, ast.Call))
    sent = (call.args[0] if call.args else None for call in calls if dotted(call.func).endswith("service_check"))
    return any(not isinstance(name, ast.Constant | ast.Name | ast.Attribute) for name in sent)
