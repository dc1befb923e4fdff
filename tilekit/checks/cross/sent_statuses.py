"""XC-056 and XC-057: statuses and tags of service checks, compared with the code."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.sent_names import sent_names
from tilekit.checks.agent.source import AgentSource, source_of
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.service_checks.file import file_check, items_of
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements
from tilekit.parse.python_modules import dotted, literal

_STATUSES = ("ok", "warning", "critical", "unknown")
# Tags that the Agent and its base classes set.
_TAGS_OF_BASE_CLASSES = frozenset(("endpoint", "host", "instance", "url"))
_NEVER_SENT = N_("The code never sends {value} for {name}. Send it, or remove the status.")


@file_check(
    "XC-056",
    Severity.WARNING,
    N_("The code sends {value} for {name} ({code}), but the statuses do not contain it. Add it or correct the code."),
    name=N_("Statuses of a service check that contradict the code"),
    starts_observed=True,
    applies_to="statuses, *.py",
    expected=N_("The code sends ok, critical if it is listed, and only statuses that are listed"),
    bad="only self.CRITICAL in the code",
    good="self.OK and self.CRITICAL in the code",
)
def lists_sent_statuses(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """The statuses that the code sends are listed, and listed failures are sent. Not compared if the code computes one.

    A name that is not written in the call may be any of them, so that nothing is known to be missing.
    """
    source = source_of(bundle)
    sent = _sent_statuses(source) if source else {}
    is_complete = source is not None and not _sends_computed_names(source)
    for at, item in items_of(asset):
        name, listed = str(item.get("check", "")), [str(one) for one in elements(item.get("statuses"))]
        statuses = sent.get(name)
        if not statuses or not listed:
            continue
        for status in sorted(statuses.keys() - listed):
            yield asset.finding(f"/{at}/statuses", status, name=name, code=statuses[status])
        for status in ("ok", "critical") if is_complete else ():
            if status in listed and status not in statuses:
                raw_finding = asset.finding(f"/{at}/statuses", status, message=_NEVER_SENT, name=name)
                yield asset.moved(raw_finding, f"/{at}/statuses/{listed.index(status)}")


def _sent_statuses(source: AgentSource) -> dict[str, dict[str, str] | None]:
    """The statuses that the code sends for each service check, each with its place; None if they can't be known."""
    sent: dict[str, dict[str, str] | None] = {}
    for one in sent_names(source):
        if not one.kind and isinstance(one.node, ast.Call):
            before, statuses = sent.get(one.name, {}), _statuses_of(one.node)
            is_unknown = before is None or statuses is None
            sent[one.name] = None if is_unknown else {**dict.fromkeys(statuses or (), one.place), **(before or {})}
    return sent


def _sends_computed_names(source: AgentSource) -> bool:
    calls = (node for module in source.shipped.values() for node in module.nodes if isinstance(node, ast.Call))
    sent = (call for call in calls if dotted(call.func).endswith(".service_check") and call.args)
    return any(not literal(call.args[0]) for call in sent)


def _statuses_of(call: ast.Call) -> set[str] | None:
    """The statuses that the second argument of a call may have, None if it is computed."""
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "status"), None)
    node = call.args[1] if len(call.args) > 1 else named
    branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    statuses = {_status_of(branch) for branch in branches if branch is not None}
    return statuses if statuses and "" not in statuses else None


def _status_of(node: ast.expr) -> str:
    """The status that an expression such as `self.OK` or `0` stands for, "" if there is none."""
    if isinstance(node, ast.Constant) and type(node.value) is int and 0 <= node.value < len(_STATUSES):
        return _STATUSES[node.value]
    name = dotted(node).rpartition(".")[2]
    return name.lower() if name.isupper() and name.lower() in _STATUSES else ""


@file_check(
    "XC-057",
    Severity.ADVICE,
    N_("The code does not send the tag {value}, so {name} can't be grouped by it. Send the tag or remove the group."),
    name=N_("Service check group that the code does not send"),
    starts_observed=True,
    applies_to="groups, *.py",
    expected=N_("Each group is host, or a tag whose name is in the code"),
    bad='"groups": ["cluster_name"], but no such tag in the code',
    good='tags=[f"cluster_name:{cluster}"]',
)
def groups_by_sent_tags(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """Each group of a service check that the code sends by its name is a word in the code."""
    source = source_of(bundle)
    sent = _sent_statuses(source) if source else {}
    code = "\n".join(_texts(source)) if source and sent else ""
    for at, item in items_of(asset):
        name = str(item.get("check", ""))
        for number, group in enumerate(elements(item.get("groups"))) if name in sent else ():
            if isinstance(group, str) and group not in _TAGS_OF_BASE_CLASSES and group not in code:
                yield asset.finding(f"/{at}/groups/{number}", group, name=name)


def _texts(source: AgentSource) -> Iterator[str]:
    """The strings of the code outside tests."""
    for module in source.shipped.values():
        for node in module.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
