"""AC-014: the metrics and service checks that the code sends are listed."""

import ast
from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import AgentClass, final_classes, namespace_of
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import FixClass, Severity, Stage
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.manifest.metrics import METADATA_PATH
from tilekit.checks.metrics.listed_metrics import AGGREGATION_ENDINGS, lists_all_metrics
from tilekit.checks.metrics.metrics_file import metrics_of
from tilekit.checks.metrics.name_suggestions import closest_metric, has_same_words
from tilekit.checks.metrics.new_rows import OF_ROW, row_fix
from tilekit.checks.parsed_files import json_of
from tilekit.core.messages import N_
from tilekit.parse.json_values import objects
from tilekit.parse.positions import Unparsable, readable
from tilekit.parse.python_modules import dotted, literal

_TYPE_OF_CALL = {
    "gauge": "gauge",
    "rate": "gauge",
    "histogram": "gauge",
    "count": "count",
    "increment": "count",
    "monotonic_count": "count",
}


class SentName(Struct, frozen=True, kw_only=True):
    """A metric or service check whose name is a literal in the code. kind is the metric's type;
    "" for a service check.
    """

    path: str
    node: ast.Call
    name: str
    kind: str


def sent_names(source: AgentSource) -> Iterator[SentName]:
    """The names that check classes send through the base class, prefixed with their namespace.

    Left out if the name is unknown: the namespace can't be known, or the class has its own method for sending.
    """
    for agent_class in final_classes(source):
        namespace = namespace_of(source, agent_class)
        for path, parent in agent_class.lineage if namespace is not None else ():
            for node in ast.walk(parent):
                if isinstance(node, ast.Call) and (name := _literal_name(node, agent_class)):
                    raw = next((keyword.value for keyword in node.keywords if keyword.arg == "raw"), None)
                    is_raw = isinstance(raw, ast.Constant) and raw.value is True
                    full_name = f"{namespace}.{name}" if namespace and not is_raw else name
                    kind = _TYPE_OF_CALL.get(dotted(node.func).removeprefix("self."), "")
                    yield SentName(path=path, node=node, name=full_name, kind=kind)


def _literal_name(call: ast.Call, agent_class: AgentClass) -> str:
    """The literal name that a call of a sending method has as its first argument; "" for any other call."""
    owner, _, verb = dotted(call.func).rpartition(".")
    sends = owner == "self" and (verb in _TYPE_OF_CALL or verb == "service_check") and not agent_class.method(verb)
    return (literal(call.args[0]) or "") if sends and call.args else ""


@agent_source_check(
    "AC-014",
    Severity.WARNING,
    N_("The code sends the metric {value}, but metadata.csv does not list it. Add the metric or correct the name."),
    name=N_("Unlisted metric or service check in the code"),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    follow_ups=OF_ROW,
    applies_to="*.py",
    expected=N_(
        "Names that the code passes to self.gauge, self.service_check and similar methods as strings "
        "are in metadata.csv or service_checks.json"
    ),
    bad='self.gauge("queue.size", 1), but no such metric',
    good="acme.queue.size in metadata.csv",
)
def lists_sent_names(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """The metrics and service checks that the code sends are in metadata.csv and service_checks.json.

    Each name is reported once.
    """
    metrics, checks = _metrics(bundle), _service_checks(bundle)
    reported = set[tuple[str, str]]()
    for sent in sent_names(source):
        listed = metrics if sent.kind else checks
        names = {sent.name, *(f"{sent.name}{ending}" for ending in AGGREGATION_ENDINGS)} if sent.kind else {sent.name}
        if listed is not None and listed.isdisjoint(names) and (sent.kind, sent.name) not in reported:
            reported.add((sent.kind, sent.name))
            closest = closest_metric(sent.name, listed) if sent.kind else ""
            is_new = sent.kind and not (closest and has_same_words(sent.name, closest))
            fix = row_fix(bundle, sent.name, sent.kind) if is_new else None
            line, column = sent.node.lineno, sent.node.col_offset + 1
            yield source.hit(sent.path, line, column, message=_message(sent), value=sent.name, fix=fix)


def _message(sent: SentName) -> str:
    """The message about a service check; "" (the check's own) for a metric."""
    if sent.kind:
        return ""
    return N_(
        "The code sends the service check {value}, but service_checks.json does not list it. "
        "Add the service check or correct the name."
    )


def _metrics(bundle: Bundle) -> frozenset[str] | None:
    """The listed metrics; None if the file can't be read, or is named but missing. Other checks report that."""
    try:
        metadata = metrics_of(bundle)
    except Unparsable:
        return None
    if metadata is None:
        return None if manifest_of(bundle).text(METADATA_PATH) else frozenset()
    return None if metadata.table.names and not lists_all_metrics(bundle) else frozenset(metadata.table.names)


def _service_checks(bundle: Bundle) -> frozenset[str] | None:
    path = "assets/service_checks.json"
    if path not in bundle.files:
        return frozenset()
    document = readable(json_of, bundle, path)
    return frozenset(str(row.get("check")) for _, row in objects(document.value)) if document else None
