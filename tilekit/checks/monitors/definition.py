"""MN-003 to MN-005, MN-013 to MN-015 and MN-023: the monitor, except its query and its message."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.dashboards.titles import holds_name, product_names
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.identifiers import valid_integration_id
from tilekit.checks.monitors.query_checks import threshold_of
from tilekit.checks.monitors.template import lacks_tag
from tilekit.checks.monitors.template_files import (
    MEASURED,
    MONITOR_TYPES,
    definition_of,
    has_known_groups,
    monitor_check,
    monitor_query_check,
)
from tilekit.checks.monitors.variables import TEMPLATE_VARIABLE, is_filled_in, unclosed_variables
from tilekit.checks.shapes import HasKeys, HasNoAccountKeys, HasNoKey, HasValue, Place, ShapeTable
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.monitors import MonitorQuery, monitor_query
from tilekit.sections.overview import Overview

_NO_KEY = N_("The monitor has no {key}. Add this key.")
_READS_METRIC = N_("The type is {value}, but the query reads a metric. Correct the type or the query.")
_READS_CHECK = N_("The type is {value}, but the query reads a service check. Correct the type or the query.")
_READS_LOGS = N_("The type is {value}, but the query reads logs. Use the type log alert.")
_ACCOUNT_KEYS = ("id", "creator", "created", "modified", "org_id", "overall_state", "deleted")
_FROM_ACCOUNT = [f"{parent}/{key}" for parent in ("", "/definition") for key in _ACCOUNT_KEYS]
_OF_METRICS = ("query alert", "metric alert")
_WITHOUT_METRICS = ("service check", "log alert", "event alert", "event-v2 alert")
_NAME_AT_START = re.compile(r"\s*\[?(?P<name>[\w -]{3,40}?)\s*(?:\]|:|\||\s-\s)")


def _fix_adding_key(place: Place) -> Fix | None:
    """The fix that adds the tag of the integration, or the threshold in the query."""
    integration_id, definition = valid_integration_id(place.bundle), definition_of(place.asset)
    comparison = monitor_query(definition).comparison
    options: Json = {"thresholds": {"critical": threshold_of(comparison)}} if comparison else {}
    values: dict[str, Json] = {
        "tags": [f"integration:{integration_id}"] if integration_id else None,
        "options": None if definition.get("type") in MEASURED and not comparison else options,
    }
    return place.setting(values.get(place.key), N_("Add {key}"), key=place.key)


def _is_account_option(option: Place) -> bool:
    is_check = definition_of(option.asset).get("type") == "service check"
    keys = ("locked", "notify_list", "silenced", "restricted_roles", *(() if is_check else ("notify_no_data",)))
    return option.key in keys and option.value not in (None, False, "", [], {})


row = ShapeTable(monitor_check)
row(
    "MN-003",
    Severity.BLOCKER,
    _NO_KEY,
    HasKeys(
        at="/definition",
        keys=lambda: ("name", "type", "query", "message", "tags", "options"),
        no_object=N_("The definition must be a JSON object."),
        repair=_fix_adding_key,
    ),
    HasValue(
        at="/definition/name",
        fits=lambda name: not isinstance(name, str) or bool(name.strip()),
        parameters=lambda place: {"key": place.key},
    ),
    name=N_("Missing key in a monitor definition"),
    expected=N_("Has name, type, query, message, tags and options"),
    bad="a definition without options",
    good="name, type, query, message, tags and options",
)
row(
    "MN-004",
    Severity.WARNING,
    N_("{key} is specific to your account. Remove it."),
    HasNoAccountKeys(pointers=_FROM_ACCOUNT, counts=lambda value: value is not None),
    name=N_("Account-specific values in a monitor"),
    fix=FixClass.SAFE,
    applies_to="/definition/id, /id",
    expected=N_("None of these keys: id, creator, created, modified, org_id, overall_state or deleted"),
    bad='"id": 12345',
    good="no ID",
)
row(
    "MN-023",
    Severity.WARNING,
    N_("{key} must not be set in a template. Remove it."),
    HasNoKey(at="/definition/options", forbids=_is_account_option),
    HasNoKey(at="/definition", forbids=lambda member: member.key == "restricted_roles" and bool(member.value)),
    name=N_("Account options in a monitor template"),
    expected=N_(
        "locked, notify_list, silenced and restricted_roles are not set, and notify_no_data is set only in a service "
        "check monitor"
    ),
    bad='"locked": true',
    good="no locked",
)


@monitor_query_check(
    "MN-005",
    Severity.BLOCKER,
    N_("Monitors of type {value} can't be templates. Use a metric, log, event or service check monitor."),
    name=N_("Unknown or unsuitable monitor type"),
    applies_to="/definition/type",
    expected=N_(
        "One of these, as the query requires: query alert, metric alert, event alert, event-v2 alert, service check or "
        "log alert"
    ),
    bad='"type": "synthetics alert"',
    good='"type": "query alert"',
)
def has_known_type(template: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    monitor_type = definition_of(asset).get("type", MONITOR_TYPES[0])
    if not monitor_type:
        yield asset.finding("/definition/type", key="type", message=_NO_KEY)
    elif monitor_type not in MONITOR_TYPES:
        yield asset.finding("/definition/type", monitor_type)
    elif message := _other_type(query, text(monitor_type)):
        yield asset.finding("/definition/type", monitor_type, message=message)


def _other_type(query: MonitorQuery, monitor_type: str) -> str:
    """The message if the query is one of another type of monitor; "" if it fits."""
    if monitor_type in _WITHOUT_METRICS:
        return _READS_METRIC if query.parts.metrics and not query.own_searches and not query.check else ""
    reads_logs = monitor_type in _OF_METRICS and any(search.source == "logs" for search, _ in query.own_searches)
    return _READS_LOGS if reads_logs else _READS_CHECK if query.check and monitor_type in MEASURED else ""


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
    monitor_name, names = text(definition_of(asset).get("name")), product_names(bundle)
    if monitor_name and names and not (holds_name(monitor_name, names) or _starts_with_short_name(monitor_name, names)):
        name = bundle.section(Overview).title or names[0]
        new = f"[{name}] {monitor_name}"
        fix = asset.setting("/definition/name", new, N_("Add the name at the start"))
        yield asset.finding("/definition/name", monitor_name, name=name, fix=fix)


def _starts_with_short_name(monitor_name: str, names: list[str]) -> bool:
    """Whether the name begins with the first words of the product's name: “Acme: ” or “[Acme] ”."""
    start = _NAME_AT_START.match(monitor_name)
    words = start["name"].lower().split() if start else []
    return bool(words) and any(name.lower().split()[: len(words)] == words for name in names)


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
    """Variables in the name are closed and come from the groups of the query, if these are known."""
    asset, query = template
    name = text(definition_of(asset).get("name"))
    yield from unclosed_variables(asset, "/definition/name", name)
    for used in TEMPLATE_VARIABLE.finditer(name) if has_known_groups(asset, query) else ():
        if not is_filled_in(used[1], query.groups):
            yield asset.finding("/definition/name", used[0])
