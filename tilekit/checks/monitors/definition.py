"""MN-003 to MN-005, MN-013 to MN-015 and MN-023: the monitor, except its query and its message."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.account_keys import account_keys_findings
from tilekit.checks.assets import Asset
from tilekit.checks.dashboards.titles import holds_name, product_names
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.identifiers import valid_integration_id
from tilekit.checks.monitors.query_checks import threshold_of
from tilekit.checks.monitors.template import lacks_tag
from tilekit.checks.monitors.template_files import (
    MEASURED,
    TYPES,
    definition_of,
    has_known_groups,
    monitor_check,
    monitor_query_check,
)
from tilekit.checks.monitors.variables import VARIABLE, is_filled_in
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.monitors import MonitorQuery
from tilekit.sections.overview import Overview

_NO_KEY = N_("The monitor has no {key}. Add this key.")
_REQUIRED_KEYS = ("name", "type", "query", "message", "tags", "options")
_FROM_ACCOUNT = ("id", "creator", "created", "modified", "org_id", "overall_state", "deleted")


@monitor_query_check(
    "MN-003",
    Severity.BLOCKER,
    _NO_KEY,
    name=N_("Missing key in a monitor definition"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition",
    expected=N_("Has name, type, query, message, tags and options"),
    bad="a definition without options",
    good="name, type, query, message, tags and options",
)
def has_keys(template: tuple[Asset, MonitorQuery], bundle: Bundle) -> Iterator[RawFinding]:
    """The definition has all six keys."""
    asset, query = template
    if not isinstance(asset.value.get("definition"), dict):
        if "definition" in asset.value:
            yield asset.finding("/definition", message=N_("The definition must be a JSON object."))
        return
    for key in _REQUIRED_KEYS:
        if key not in definition_of(asset):
            new = _known_values(asset, query, bundle).get(key)
            fix = asset.setting(f"/definition/{key}", new, N_("Add {key}"), key=key) if new is not None else None
            yield asset.finding("/definition", key, key=key, fix=fix)


def _known_values(asset: Asset, query: MonitorQuery, bundle: Bundle) -> dict[str, Json]:
    """Known values for missing keys: the tag of the integration, and the threshold in the query."""
    integration_id, found = valid_integration_id(bundle), query.comparison
    options: Json = {"thresholds": {"critical": threshold_of(found)}} if found else {}
    is_unknown = definition_of(asset).get("type") in MEASURED and not found
    return {
        "tags": [f"integration:{integration_id}"] if integration_id else None,
        "options": None if is_unknown else options,
    }


@monitor_check(
    "MN-004",
    Severity.WARNING,
    N_("{key} is specific to your account. Remove it."),
    name=N_("Account-specific values in a monitor"),
    fix=FixClass.SAFE,
    applies_to="/definition/id, /id",
    expected=N_("None of these keys: id, creator, created, modified, org_id, overall_state or deleted"),
    bad='"id": 12345',
    good="no ID",
)
def has_no_account_values(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The monitor contains no values of the account from which it was exported."""
    pointers = [f"{parent}/{key}" for parent in ("", "/definition") for key in _FROM_ACCOUNT]
    return account_keys_findings(asset, [pointer for pointer in pointers if asset.at(pointer) is not None])


@monitor_check(
    "MN-005",
    Severity.BLOCKER,
    N_("Monitors of type {value} can't be templates. Use a metric, log, event or service check monitor."),
    name=N_("Unknown monitor type"),
    applies_to="/definition/type",
    expected=N_("One of these: query alert, metric alert, event alert, event-v2 alert, service check or log alert"),
    bad='"type": "synthetics alert"',
    good='"type": "query alert"',
)
def has_known_type(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The type is one that templates can have."""
    found = definition_of(asset).get("type", TYPES[0])
    if not found:
        yield asset.finding("/definition/type", key="type", message=_NO_KEY)
    elif found not in TYPES:
        yield asset.finding("/definition/type", found)


@monitor_check(
    "MN-013",
    Severity.WARNING,
    N_("The definition has no tag {tag}. Add this tag."),
    name=N_("Monitor without the integration's tag"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition/tags",
    expected=N_("Has integration:{app_id}"),
    bad="a definition without tags",
    good='"tags": ["integration:acme-queue"]',
)
def has_tag(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """The monitor's own tags also name the integration."""
    yield from lacks_tag(asset, bundle, "/definition/tags")


@monitor_check(
    "MN-014",
    Severity.WARNING,
    N_("Start the monitor name with [{name}]."),
    name=N_("Monitor name without the product name"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition/name",
    expected=N_("Contains the product name or the ID"),
    bad="Queue depth is high",
    good="[Acme Queue] Queue depth is high",
)
def names_product(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """The name contains the product name or its ID."""
    found, names = text(definition_of(asset).get("name")), product_names(bundle)
    if found and names and not holds_name(found, names):
        name = bundle.section(Overview).title or names[0]
        new = f"[{name}] {found}"
        fix = asset.setting("/definition/name", new, N_("Add the name at the start"))
        yield asset.finding("/definition/name", found, name=name, fix=fix)


@monitor_query_check(
    "MN-015",
    Severity.ADVICE,
    N_("The variable {value} has no value in this monitor. Remove the variable or correct its name."),
    name=N_("Unknown variable in a monitor name"),
    applies_to="/definition/name",
    expected=N_("Template variables are used only for tags that the query groups by"),
    bad="{{pod.name}} in a query without by {pod}",
    good="{{queue.name}} in a query with by {queue}",
)
def has_known_variables(template: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[RawFinding]:
    """Variables in the name come from the groups of the query. Not checked if the groups are unknown."""
    asset, query = template
    name = text(definition_of(asset).get("name"))
    for used in VARIABLE.finditer(name) if has_known_groups(asset, query) else ():
        if not is_filled_in(used[1], query.groups):
            yield asset.finding("/definition/name", used[0])


@monitor_check(
    "MN-023",
    Severity.WARNING,
    N_("{key} must not be set in a template. Remove it."),
    name=N_("Account options in a monitor template"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition/options",
    expected=N_(
        "locked, silenced and restricted_roles are not set, and notify_no_data is set only in a service check monitor"
    ),
    bad='"locked": true',
    good="no locked",
)
def sets_no_account_options(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Options that belong to an account are not set, and only a service check alerts on missing data."""
    found, is_check = definition_of(asset).get("options"), definition_of(asset).get("type") == "service check"
    for key in ("locked", "silenced", "restricted_roles", *(() if is_check else ("notify_no_data",))):
        if isinstance(found, dict) and found.get(key) not in (None, False, "", [], {}):
            pointer = f"/definition/options/{key}"
            yield asset.finding(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))
