"""AC-014: the metrics and service checks that the code sends are listed."""

import ast
from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import AgentClass, final_classes, namespace_of
from tilekit.checks.agent.metric_maps import mapped_names
from tilekit.checks.agent.name_tables import Tables, constant_tables
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


_OTHER_NAMESPACE = N_(
    "The code sends everything below {value}, but no listed metric or service check begins with it. Correct "
    "__NAMESPACE__ or the lists."
)


class SentName(Struct, frozen=True, kw_only=True):
    """A metric or service check whose name is a literal in the code, in the call or in a constant table. kind is the
    metric's type; "" for a service check.
    """

    path: str
    node: ast.expr
    name: str
    kind: str

    @property
    def place(self) -> str:
        """File and line in the code, for the message of a finding in another file."""
        return f"{self.path}:{self.node.lineno}"


def sent_names(source: AgentSource) -> Iterator[SentName]:
    """The names that check classes send through the base class, prefixed with their namespace.

    Left out if the name is unknown: the namespace can't be known, or the class has its own method for sending.
    """
    for agent_class in final_classes(source):
        namespace = namespace_of(source, agent_class)
        for path, parent in agent_class.lineage if namespace is not None else ():
            tables = constant_tables(source.modules[path], parent)
            for node in _calls_in(parent):
                for name, place in _names_sent(node, agent_class, tables):
                    full_name = f"{namespace}.{name}" if namespace and not is_raw(node) else name
                    kind = _TYPE_OF_CALL.get(dotted(node.func).removeprefix("self."), "")
                    yield SentName(path=path, node=place, name=full_name, kind=kind)


def _calls_in(parent: ast.ClassDef) -> Iterator[ast.Call]:
    return (node for node in ast.walk(parent) if isinstance(node, ast.Call))


def _names_sent(node: ast.Call, agent_class: AgentClass, tables: Tables) -> Iterator[tuple[str, ast.expr]]:
    """The names that a call of a sending method passes, with their places: a literal, or those of a constant table."""
    owner, _, verb = dotted(node.func).rpartition(".")
    sends = owner == "self" and (verb in _TYPE_OF_CALL or verb == "service_check") and not agent_class.method(verb)
    if sends and node.args:
        first = node.args[0]
        name = literal(first)
        if name:
            yield name, node
        elif isinstance(first, ast.Name) and verb != "service_check":
            yield from tables.get(first.id, ())


def is_raw(call: ast.Call) -> bool:
    """Whether the call sends the name as it is, without the namespace."""
    raw = next((keyword.value for keyword in call.keywords if keyword.arg == "raw"), None)
    return isinstance(raw, ast.Constant) and raw.value is True


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
    wrong = dict(_wrong_namespaces(source, [*(metrics or ()), *(checks or ())]))
    for namespace, (path, node) in wrong.items():
        yield source.hit(path, node.lineno, node.col_offset + 1, message=_OTHER_NAMESPACE, value=namespace)
    below_wrong = tuple(f"{namespace}." for namespace in wrong)
    for sent in sent_names(source):
        if sent.name.startswith(below_wrong):
            continue
        listed = metrics if sent.kind else checks
        names = {sent.name, *(f"{sent.name}{ending}" for ending in AGGREGATION_ENDINGS)} if sent.kind else {sent.name}
        if listed is not None and listed.isdisjoint(names) and (sent.kind, sent.name) not in reported:
            reported.add((sent.kind, sent.name))
            closest = closest_metric(sent.name, listed) if sent.kind else ""
            is_new = sent.kind and not (closest and has_same_words(sent.name, closest))
            fix = row_fix(bundle, sent.name, sent.kind) if is_new else None
            line, column = sent.node.lineno, sent.node.col_offset + 1
            yield source.hit(sent.path, line, column, message=_message(sent), value=sent.name, fix=fix)
    for mapped in mapped_names(source) if metrics else ():
        endings = ("", *AGGREGATION_ENDINGS, ".bucket", ".quantile")
        if mapped.name.startswith(below_wrong):
            continue
        if metrics and metrics.isdisjoint(f"{mapped.name}{ending}" for ending in endings):
            yield source.hit(mapped.path, mapped.node.lineno, mapped.node.col_offset + 1, value=mapped.name)


def _wrong_namespaces(source: AgentSource, listed: list[str]) -> Iterator[tuple[str, tuple[str, ast.expr]]]:
    """Namespaces of classes, with which no listed name begins; path and node of each."""
    prefixes = {name.partition(".")[0] for name in listed}
    for agent_class in final_classes(source):
        namespace, node = namespace_of(source, agent_class), agent_class.constant("__NAMESPACE__")
        path = next((path for path, parent in agent_class.lineage if node in list(ast.walk(parent))), "")
        if node and namespace and path and prefixes and namespace.partition(".")[0] not in prefixes:
            yield namespace, (path, node)


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
