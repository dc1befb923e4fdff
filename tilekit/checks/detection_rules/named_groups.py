"""SR-033: rules whose name says “by one user” and whose queries count something else."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.rule_files import detection_rule_check, queries_of
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text

_SINGLE = re.compile(
    r"\b(?:by|from|for|on|of) (?:an? |the )?(?:single|same|one) (?P<kind>IP(?: address)?|user|account|host|device)\b",
    re.IGNORECASE,
)
# What the rule counts -> parts of the attributes that identify it.
_ATTRIBUTE_PARTS = {
    "ip": ("ip", "client", "address", "addr"),
    "user": ("usr", "user", "account", "actor", "email", "identity", "login", "principal", "subject"),
    "account": ("usr", "user", "account", "actor", "email", "identity", "login", "principal", "tenant", "org"),
    "host": ("host", "device", "machine", "node", "instance", "server"),
    "device": ("host", "device", "machine", "agent", "endpoint", "serial"),
}


@detection_rule_check(
    "SR-033",
    Severity.WARNING,
    N_("The name says “{value}”, but no query groups by such an attribute. Correct the name or groupByFields."),
    name=N_("Rule name that contradicts the groups"),
    starts_observed=True,
    applies_to="/name, /queries",
    expected=N_("A rule whose name says that one user, address or host is responsible groups its logs by it"),
    bad="“Failed sign-ins from one IP address” grouped by @usr.id",
    good="grouped by @network.client.ip",
)
def groups_as_named(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    match = _SINGLE.search(text(asset.value.get("name")))
    parts = _ATTRIBUTE_PARTS[match["kind"].lower().partition(" ")[0]] if match else ()
    queries = queries_of(asset) if match else []
    fields = [text(field).lower() for _, query in queries for key in ("groupByFields", "distinctFields")
              for field in elements(query.get(key))]  # fmt: skip
    if match and queries and not any(part in field for field in fields for part in parts):
        yield asset.finding("/name", match[0])
