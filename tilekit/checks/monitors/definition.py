"""MN-003 to MN-005, MN-013 to MN-015 and MN-023: the monitor itself, but for its query and its message."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.dashboards.form import holds_name, product_names
from tilekit.checks.finding import FixClass, Severity, Spot
from tilekit.checks.manifest.ident import sound_ident
from tilekit.checks.monitors.query_rules import number_of
from tilekit.checks.monitors.reading import MEASURED, TYPES, definition_of, rule, tells_groups, watch_rule
from tilekit.checks.monitors.template import lacks_tag
from tilekit.checks.monitors.variables import VARIABLE, is_filled_in
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.queries.monitors import MonitorQuery
from tilekit.sections.overview import Overview

_NEEDED = ("name", "type", "query", "message", "tags", "options")
_FROM_ACCOUNT = ("id", "creator", "created", "modified", "org_id", "overall_state", "deleted")


@watch_rule("MN-003", Severity.BLOCKER, N_("The monitor has no {key}. Add it."), fix=FixClass.SUGGESTED)
def has_keys(watched: tuple[Asset, MonitorQuery], bundle: Bundle) -> Iterator[Spot]:
    """All six keys exist."""
    asset, query = watched
    if not isinstance(asset.value.get("definition"), dict):
        if "definition" in asset.value:
            yield asset.spot("/definition", message=N_("definition must be a JSON object."))
        return
    for key in _NEEDED:
        if key not in definition_of(asset):
            new = _known(asset, query, bundle).get(key)
            fix = asset.setting(f"/definition/{key}", new, N_("Add {key}"), key=key) if new is not None else None
            yield asset.spot("/definition", key, key=key, fix=fix)


def _known(asset: Asset, query: MonitorQuery, bundle: Bundle) -> dict[str, Json]:
    """What is known of missing keys: the tag of the integration, and the threshold in the query."""
    ident, found = sound_ident(bundle), query.comparison
    options: Json = {"thresholds": {"critical": number_of(found)}} if found else {}
    is_unknown = definition_of(asset).get("type") in MEASURED and not found
    return {
        "tags": [f"integration:{ident}"] if ident else None,
        "options": None if is_unknown else options,
    }


@rule("MN-004", Severity.WARNING, N_("{key} is specific to your account. Remove it."), fix=FixClass.SUGGESTED)
def carries_no_account(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """No values of the account from which it was exported remain."""
    places = [("", key) for key in _FROM_ACCOUNT] + [("/definition", key) for key in _FROM_ACCOUNT]
    for parent, key in places:
        value = asset.at(f"{parent}/{key}")
        if value is not None:
            pointer = f"{parent}/{key}"
            yield asset.spot(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))


@rule(
    "MN-005",
    Severity.BLOCKER,
    N_("Monitors of the type {value} can't be templates. Use a metric, log, event or service check monitor."),
)
def knows_type(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The type is one that templates can have."""
    found = definition_of(asset).get("type")
    if "type" in definition_of(asset) and found not in TYPES:
        yield asset.spot("/definition/type", found)


@rule("MN-013", Severity.WARNING, N_("definition has no tag {tag}. Add it."), fix=FixClass.SUGGESTED)
def has_tag(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """The monitor's own tags name the integration too."""
    yield from lacks_tag(asset, bundle, "/definition/tags")


@rule("MN-014", Severity.WARNING, N_("Start the monitor name with [{name}]."), fix=FixClass.SUGGESTED)
def names_product(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """The name contains the product name or its ID."""
    found, names = text(definition_of(asset).get("name")), product_names(bundle)
    if found and names and not holds_name(found, names):
        name = bundle.section(Overview).title or names[0]
        new = f"[{name}] {found}"
        fix = asset.setting("/definition/name", new, N_("Add it at the start"))
        yield asset.spot("/definition/name", found, name=name, fix=fix)


@watch_rule(
    "MN-015", Severity.ADVICE, N_("The variable {value} has no value in this monitor. Remove it or correct its name.")
)
def knows_variables(watched: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[Spot]:
    """Variables of the name come from the groups of the query."""
    asset, query = watched
    name = text(definition_of(asset).get("name"))
    for used in VARIABLE.finditer(name) if tells_groups(asset, query) else ():
        if not is_filled_in(used[1], query.groups):
            yield asset.spot("/definition/name", used[0])


@rule("MN-023", Severity.WARNING, N_("{key} must not be set in a template. Remove it."), fix=FixClass.SUGGESTED)
def leaves_options(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Options that belong to an account are not set, nor is a missing value an alert, but of a service check."""
    found, is_check = definition_of(asset).get("options"), definition_of(asset).get("type") == "service check"
    for key in ("locked", "silenced", "restricted_roles", *(() if is_check else ("notify_no_data",))):
        if isinstance(found, dict) and found.get(key) not in (None, False, "", [], {}):
            pointer = f"/definition/options/{key}"
            yield asset.spot(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))
