"""MN-003 to MN-005 and MN-013 to MN-025: the monitor itself."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.dashboards.form import holds_name, product_names
from tilekit.checks.dashboards.scan import broken_at, filters, near, scopes
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.monitors.template import lacks_tag, rule
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.sections.overview import Overview

TYPES = ("query alert", "metric alert", "event alert", "event-v2 alert", "service check", "log alert")
_MEASURED = ("query alert", "metric alert", "log alert")
_NEEDED: dict[str, Json] = {"name": None, "type": None, "query": None, "message": None, "tags": [], "options": {}}
_FROM_ACCOUNT = ("id", "creator", "created", "modified", "org_id", "overall_state", "deleted")
_COMPARISON = re.compile(r"(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$")
_MENTION = re.compile(r"(?<![\w.{@])@[A-Za-z][\w.+-]*(?:@[\w.-]+)?")
_BLOCK = re.compile(r"\{\{([#^/])\s*(\w+)[^}]*\}\}")
_VARIABLE = re.compile(r"\{\{\s*([\w.@-]+)\s*\}\}")
_GROUPS = re.compile(r"\bby\s*\{([^{}]*)\}|\.by\(([^()]*)\)")
_OWN_VALUES = re.compile(
    r"^@?(?:host|hostname|account|account_id|cluster|cluster_name|instance_id|org_id)$", re.IGNORECASE
)
_ALWAYS = frozenset(
    ("value", "threshold", "warn_threshold", "ok_threshold", "last_triggered_at", "comparator", "log", "event")
)
_EVERYBODY = ("@all", "@here")
MIN_MESSAGE, MAX_MESSAGE = 50, 8_000


def _definition(asset: Asset) -> dict[str, Json]:
    found = asset.value.get("definition")
    return found if isinstance(found, dict) else {}


def _options(asset: Asset) -> dict[str, Json]:
    found = _definition(asset).get("options")
    return found if isinstance(found, dict) else {}


def _thresholds(asset: Asset) -> dict[str, Json]:
    found = _options(asset).get("thresholds")
    return found if isinstance(found, dict) else {}


def _message(asset: Asset) -> str:
    """The message as far as it is looked at."""
    return text(_definition(asset).get("message"))[:MAX_MESSAGE]


def _is_measured(asset: Asset) -> bool:
    return _definition(asset).get("type") in _MEASURED


@rule("MN-003", Severity.BLOCKER, N_("The monitor has no {key}."), fixable=True)
def has_keys(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """All six keys are there."""
    if not isinstance(asset.value.get("definition"), dict):
        if "definition" in asset.value:
            yield asset.spot("/definition", message=N_("The definition must be an object."))
        return
    for key, empty in _NEEDED.items():
        if key not in _definition(asset):
            fix = asset.setting(f"/definition/{key}", empty, N_("Add {key}"), key=key) if empty is not None else None
            yield asset.spot("/definition", key, key=key, fix=fix)


@rule("MN-004", Severity.WARNING, N_("{key} comes from your account. We remove it."), fixable=True)
def carries_no_account(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Nothing of the account from which it was exported is left."""
    places = [("", key) for key in _FROM_ACCOUNT] + [("/definition", key) for key in _FROM_ACCOUNT]
    for parent, key in places:
        value = asset.at(f"{parent}/{key}")
        if value is not None:
            pointer = f"{parent}/{key}"
            yield asset.spot(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))


@rule(
    "MN-005",
    Severity.BLOCKER,
    N_("{value} cannot be a template. Use a metric, log, event or service check monitor."),
)
def knows_type(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The type is one that templates can have."""
    found = _definition(asset).get("type")
    if "type" in _definition(asset) and found not in TYPES:
        yield asset.spot("/definition/type", found)


@rule("MN-013", Severity.WARNING, N_("Add the tag {tag} to the monitor itself."), fixable=True)
def has_tag(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """The monitor's own tags name the integration too."""
    yield from lacks_tag(asset, bundle, "/definition/tags")


@rule("MN-014", Severity.WARNING, N_("Put [{name}] in front of the monitor name."), fixable=True)
def names_product(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """The name holds the product name or its ID."""
    found, names = text(_definition(asset).get("name")), product_names(bundle)
    if found and names and not holds_name(found, names):
        name = bundle.section(Overview).title or names[0]
        new = f"[{name}] {found}"
        fix = asset.setting("/definition/name", new, N_("Put it in front"))
        yield asset.spot("/definition/name", found, name=name, fix=fix)


def _groups(asset: Asset) -> set[str]:
    query = text(_definition(asset).get("query"))
    found = [part for match in _GROUPS.findall(query) for part in "".join(match).replace('"', "").split(",")]
    return {part.strip().lstrip("@") for part in found if part.strip()}


@rule("MN-015", Severity.ADVICE, N_("{value} is never filled in."))
def knows_variables(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Variables of the name come from the groups of the query."""
    groups = _groups(asset)
    for name in _VARIABLE.findall(text(_definition(asset).get("name"))):
        base = name.removesuffix(".name")
        if name not in _ALWAYS and base not in groups and name.partition(".")[0] not in groups | _ALWAYS:
            yield asset.spot("/definition/name", "{{" + name + "}}")


@rule("MN-016", Severity.BLOCKER, N_("We cannot read the query near “{near}”."))
def has_whole_query(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Brackets balance, and a metric or log monitor ends in a comparison with a number."""
    query = text(_definition(asset).get("query"))
    if "query" not in _definition(asset):
        return
    at = broken_at(query) if query.strip() else 0
    if at is None and _is_measured(asset) and not _COMPARISON.search(query):
        at = len(query)
    if at is not None:
        yield asset.spot("/definition/query", query, near=near(query, at) or "…")


@rule("MN-017", Severity.BLOCKER, N_("Set a critical threshold."), fixable=True)
def has_critical(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """A metric or log monitor has a critical threshold."""
    if _is_measured(asset) and "options" in _definition(asset) and _thresholds(asset).get("critical") is None:
        found = _COMPARISON.search(text(_definition(asset).get("query")))
        pointer = "/definition/options/thresholds/critical"
        fix = asset.setting(pointer, float(found.group(2)), N_("Take it from the query")) if found else None
        yield asset.spot(pointer, fix=fix)


@rule(
    "MN-018",
    Severity.BLOCKER,
    N_("The query says {number}, the threshold says {value}. They must match."),
    fixable=True,
)
def fits_critical(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The critical threshold is the number in the query."""
    found, critical = _COMPARISON.search(text(_definition(asset).get("query"))), _thresholds(asset).get("critical")
    if not found or not _is_measured(asset) or critical is None:
        return
    if not isinstance(critical, int | float) or float(found.group(2)) != float(critical):
        pointer, number = "/definition/options/thresholds/critical", float(found.group(2))
        new = int(number) if number.is_integer() else number
        fix = asset.setting(pointer, new, N_("Take the number of the query"))
        yield asset.spot(pointer, critical, number=found.group(2), fix=fix)


@rule("MN-019", Severity.ADVICE, N_("Add a warning level before the critical one."))
def has_warning(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """There is a warning level on the safe side of the critical one."""
    thresholds, found = _thresholds(asset), _COMPARISON.search(text(_definition(asset).get("query")))
    warning, critical = thresholds.get("warning"), thresholds.get("critical")
    if not _is_measured(asset) or not isinstance(critical, int | float) or not found:
        return
    pointer = "/definition/options/thresholds/warning"
    if not isinstance(warning, int | float):
        yield asset.spot(pointer)
    elif (warning - critical) * (1 if ">" in found.group(1) else -1) > 0:
        yield asset.spot(pointer, warning, message=N_("The warning level comes after the critical one."))


@rule("MN-020", Severity.BLOCKER, N_("Remove {value}; customers add their own."))
def mentions_nobody(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The message names no person, channel or service."""
    message = re.sub(r"\{\{.*?\}\}|`[^`]*`", "", _message(asset))
    for handle in dict.fromkeys(_MENTION.findall(message)):
        if handle.lower() in _EVERYBODY:
            continue
        yield asset.spot("/definition/message", handle)


@rule("MN-021", Severity.ADVICE, N_("Tell the person on call what to look at, and for which group."))
def has_useful_message(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The message has 50 characters and names a variable."""
    message = _message(asset)
    if message and (len(message) < MIN_MESSAGE or not _VARIABLE.search(message)):
        yield asset.spot("/definition/message")


@rule("MN-022", Severity.BLOCKER, N_("{value} is never closed."))
def closes_blocks(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Conditional blocks of the message are closed in their order."""
    opened: list[str] = []
    for sign, name in _BLOCK.findall(_message(asset)):
        if sign != "/":
            opened.append(name)
        elif opened and opened[-1] == name:
            opened.pop()
        else:
            message = N_("{value} closes what was not opened.")
            yield asset.spot("/definition/message", "{{/" + name + "}}", message=message)
            return
    if opened:
        yield asset.spot("/definition/message", "{{#" + opened[-1] + "}}")


@rule("MN-023", Severity.WARNING, N_("{key} should not be set in a template."), fixable=True)
def leaves_options(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Options that belong to an account are not set."""
    options = _options(asset)
    for key in ("locked", "silenced", "restricted_roles", "notify_no_data"):
        if options.get(key) not in (None, False, "", [], {}):
            pointer = f"/definition/options/{key}"
            yield asset.spot(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))


@rule("MN-024", Severity.ADVICE, N_("Without a group one alert covers everything."))
def groups_query(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """A metric monitor is grouped."""
    if _definition(asset).get("type") in ("query alert", "metric alert") and not _groups(asset):
        yield asset.spot("/definition/query")


@rule("MN-025", Severity.WARNING, N_("The filter {value} only exists in your account."))
def filters_nothing_own(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """No host, account, cluster or id is fixed in the filter."""
    for part in scopes(text(_definition(asset).get("query"))):
        for key, value in filters(part):
            if _OWN_VALUES.match(key) and "*" not in value:
                yield asset.spot("/definition/query", f"{key}:{value}")
