"""XC-047: the metering metric and tag of the plan, compared with the code."""

import ast
from collections.abc import Iterator, Mapping

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import final_classes, namespace_of
from tilekit.checks.agent.sent_names import is_raw
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, source_of
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.pricing.plan import plan_finding, plans
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted, literal
from tilekit.sections.pricing import Pricing

_METERING_PREFIX = "datadog.marketplace."
_OTHER_METRIC = N_("The code sends {value}, but the plan is billed by {metric}. Use the same metric.")
_NOT_RAW = N_("This call puts the namespace before {value}, so the plan is never metered. Add raw=True.")
_OTHER_TAG = N_(
    "The plan counts the tag {value}, but the code sends {metric} with other tags: {tags}. Use the same tag."
)


@check(
    code="XC-047",
    name=N_("Metering that the code does not send"),
    severity=Severity.WARNING,
    message=_OTHER_METRIC,
    applies_to=N_("check code, plan"),
    expected=N_("The code sends the metering metric of the plan with raw=True and with the metering tag"),
    bad='self.gauge("datadog.marketplace.acme.nodes", 1), but the plan counts datadog.marketplace.acme.hosts',
    good='self.gauge("datadog.marketplace.acme.hosts", 1, tags=[f"host_id:{host}"], raw=True)',
)
def sends_metering(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Code that sends a metering metric sends the one of the plan, so that it is billed."""
    source = source_of(bundle)
    for plan in plans(bundle) if source else ():
        if source and plan.billing_type == "tag_count" and plan.metric.startswith(_METERING_PREFIX):
            yield from (one.finding(_OTHER_METRIC) for one in _other_metrics(source, plan.metric))
            yield from _calls(source, plan)


def _other_metrics(source: AgentSource, metric: str) -> Iterator[RawSourceFinding]:
    """Metering metrics in the code if none of them is the plan's."""
    texts = [(path, node, name) for path, module in source.modules.items() for node in module.nodes
             if (name := literal(node)) and name.startswith(_METERING_PREFIX) and " " not in name]  # fmt: skip
    if all(name != metric for _, _, name in texts):
        for path, node, name in texts:
            if isinstance(node, ast.expr):
                yield source.hit(path, node.lineno, node.col_offset + 1, value=name, metric=metric)


def _calls(source: AgentSource, plan: Pricing) -> Iterator[RawFinding]:
    """The calls that send the metric: with a namespace before its name, or without the metering tag."""
    for agent_class in final_classes(source):
        namespace = namespace_of(source, agent_class)
        for path, parent in agent_class.lineage:
            constants = _constants(source.modules[path].body)
            for call in (node for node in ast.walk(parent) if isinstance(node, ast.Call) and node.args):
                name = literal(call.args[0]) or constants.get(dotted(call.args[0]))
                if name != plan.metric or not dotted(call.func).startswith("self."):
                    continue
                if namespace and not is_raw(call):
                    hit = source.hit(path, call.lineno, call.col_offset + 1, value=name, message=_NOT_RAW)
                    yield hit.finding(_OTHER_METRIC)
                tags = _tag_keys(call)
                if tags and plan.tag and plan.tag not in tags:
                    yield plan_finding("tag", plan.tag, message=_OTHER_TAG, metric=plan.metric, tags=tuple(tags))


def _constants(body: list[ast.stmt]) -> Mapping[str, str]:
    pairs = ((node.targets[0], literal(node.value)) for node in body if isinstance(node, ast.Assign))
    return {target.id: value for target, value in pairs if isinstance(target, ast.Name) and value}


def _tag_keys(call: ast.Call) -> list[str]:
    """The keys of the tags in a call; empty if one of them can't be known."""
    tags = next((keyword.value for keyword in call.keywords if keyword.arg == "tags"), None)
    keys = [_tag_key(one) for one in tags.elts] if isinstance(tags, ast.List) else []
    return keys if all(keys) else []


def _tag_key(tag: ast.expr) -> str:
    """The key of a tag that is a text or an f-string; "" if it is unknown."""
    start = literal(tag.values[0] if isinstance(tag, ast.JoinedStr) and tag.values else tag) or ""
    key, colon, _ = start.partition(":")
    return key if colon else ""
