"""The checks of assets/service_checks.json (subject SC)."""

import re
from collections.abc import Iterator
from typing import TypeGuard

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, single
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.checks.manifest.identifiers import valid_integration_id, valid_source_name
from tilekit.checks.registry import check
from tilekit.core.digest import exact_digest
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.platform_lists import line_set, lines
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

FIELD = "data.service_checks_json"
_DEFAULT = "assets/service_checks.json"
_STATES = "service_check_statuses.txt"
_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)
_PART_OF_VERSION = re.compile(r"\s*v?(\d+(?:\.\d+){0,2})(?:\.x)?\s*", re.ASCII)
_NAME = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*")
_SAYS_WHEN = re.compile(
    r"\b(?:critical|warning|unknown|otherwise|returns?|fail\w*|down|unable|cannot|not|error\w*)\b", re.IGNORECASE
)


def files(bundle: Bundle) -> Iterator[Asset]:
    """The file with the service checks, if there is one."""
    return single(bundle, FIELD, bundle.file_of(bundle.section(Data).service_checks_json) or _DEFAULT)


file_check = CheckDecorator(files)


def listed_checks(bundle: Bundle) -> frozenset[str]:
    """The names that the file lists under "check"."""
    return frozenset(check for asset in files(bundle) for _, check in _texts(asset, "check"))


def _items(asset: Asset) -> Iterator[tuple[int, dict[str, Json]]]:
    items = asset.document.value if isinstance(asset.document.value, list) else []
    return ((index, item) for index, item in enumerate(items) if isinstance(item, dict))


def _texts(asset: Asset, key: str) -> Iterator[tuple[int, str]]:
    """The texts under a key by index. Another check reports empty values and other types."""
    for index, item in _items(asset):
        if _is_text(value := item.get(key)):
            yield index, value


def _is_text(value: Json) -> TypeGuard[str]:
    return isinstance(value, str) and value.strip() != ""


@file_check(
    "SC-001",
    Severity.BLOCKER,
    N_("The file must be a list of service checks."),
    fix=FixClass.SUGGESTED,
    applies_to="file",
    expected=N_("Is a list; an empty object is read as an empty list"),
    bad='{"check": …}',
    good='[{"check": …}]',
)
def is_list(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The file is a list. An empty object counts as an empty list and is only a warning."""
    if asset.document.value == {}:
        fix = asset.setting("", [], N_("Use an empty list"))
        text = N_("The file must contain a list. Write an empty list as [], not {curly}.")
        yield asset.finding(fix=fix, severity=Severity.ADVICE, message=text, curly="{}")
    elif not isinstance(asset.document.value, list):
        yield asset.finding()


@file_check(
    "SC-002",
    Severity.BLOCKER,
    N_("Service check {number} has no {key}. Add it."),
    fix=FixClass.SUGGESTED,
    applies_to="item",
    expected=N_(
        "Is an object with all seven keys: agent_version, check, description, groups, integration, name, statuses"
    ),
    bad="a service check without statuses",
    good="all seven keys",
)
def has_keys(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """Every item is an object with all seven keys."""
    known: dict[str, Json] = {"groups": [], "integration": bundle.section(Overview).source_type_name}
    for index, item in enumerate(asset.document.value if isinstance(asset.document.value, list) else []):
        if not isinstance(item, dict):
            yield asset.finding(
                f"/{index}", message=N_("Service check {number} must be a JSON object."), number=index + 1
            )
            continue
        for key in lines("service_check_keys.txt"):
            if key not in item:
                new = known.get(key)
                fix = asset.setting(f"/{index}/{key}", new, N_("Add {key}"), key=key) if new not in (None, "") else None
                yield asset.finding(f"/{index}", key, fix=fix, number=index + 1, key=key)


@file_check(
    "SC-003",
    Severity.BLOCKER,
    N_("{key} is not a known key of a service check. Remove it."),
    fix=FixClass.SUGGESTED,
    applies_to="item",
    expected=N_("No other key"),
    bad='"owner": "jo"',
    good="no other key",
)
def has_no_other_key(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Items have no keys other than the seven."""
    for index, item in _items(asset):
        for key in item:
            if key not in line_set("service_check_keys.txt"):
                pointer = pointer_to(index, key)
                yield asset.finding(pointer, key, fix=asset.removing(pointer, N_("Remove {key}"), key=key), key=key)


@file_check(
    "SC-004",
    Severity.BLOCKER,
    N_("The Agent version must have three parts. Example: 7.0.0."),
    fix=FixClass.SUGGESTED,
    applies_to="agent_version",
    expected=N_("Three numbers joined with dots"),
    bad='"agent_version": "7"',
    good='"agent_version": "7.50.0"',
)
def has_version(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The Agent version is three numbers."""
    for index, item in _items(asset):
        value = item.get("agent_version")
        if "agent_version" in item and not (isinstance(value, str) and _VERSION.fullmatch(value)):
            part = _PART_OF_VERSION.fullmatch(str(value))
            whole = ".".join([*part.group(1).split("."), "0", "0"][:3]) if part else ""
            pointer = f"/{index}/agent_version"
            fix = asset.setting(pointer, whole, N_("Use {version}"), version=whole) if whole else None
            yield asset.finding(pointer, value, fix=fix)


def _named_once(asset: Asset, key: str) -> Iterator[RawFinding]:
    """No item repeats the value of another. SC-005 reports an item that is repeated as a whole."""
    seen, whole = set[str](), set[str]()
    for index, item in _items(asset):
        value, pointer = item.get(key), f"/{index}/{key}"
        if key in item and not _is_text(value):
            yield asset.finding(
                pointer, value, message=N_("Service check {number} has no {key}. Add it."), number=index + 1, key=key
            )
        elif isinstance(value, str) and value not in seen:
            seen.add(value)
        elif isinstance(value, str) and (key == "check" or exact_digest(item) not in whole):
            yield asset.finding(pointer, value)
        if key != "check":
            whole.add(exact_digest(item))


@file_check(
    "SC-005",
    Severity.BLOCKER,
    N_("Two service checks use {value}. Change it in one of them."),
    applies_to="check",
    expected=N_("Non-empty text, unique in the file"),
    bad="the same service check twice",
    good="acme.queue.can_connect once",
)
def has_own_check(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Every service check has a unique technical name."""
    yield from _named_once(asset, "check")


@file_check(
    "SC-006",
    Severity.ADVICE,
    N_("The name must start with “{prefix}”."),
    applies_to="check",
    expected=N_("A lower-case name with dots that starts with the metric prefix or the ID"),
    bad="AcmeUp",
    good="acme.queue.can_connect",
)
def has_prefix(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """Checks are lower-case dotted names that start with the metric prefix or the integration ID."""
    metric_prefix = bundle.section(Data).metric_prefix.rstrip(".")
    ident = valid_integration_id(bundle)
    allowed = tuple(f"{name}." for name in (metric_prefix, ident.replace("-", "_"), ident) if name)
    for index, value in _texts(asset, "check"):
        if not _NAME.fullmatch(value):
            text = N_("{value} must be in lower case, with dots between its parts. Example: {prefix}can_connect.")
            yield asset.finding(f"/{index}/check", value, message=text, prefix=allowed[0] if allowed else "acme.")
        elif allowed and not value.startswith(allowed):
            yield asset.finding(f"/{index}/check", value, prefix=allowed[0])


@file_check(
    "SC-007",
    Severity.BLOCKER,
    N_("Two service checks use {value}. Change it in one of them."),
    applies_to="name",
    expected=N_("Non-empty text, unique in the file"),
    bad='"name": ""',
    good='"name": "Acme Queue can connect"',
)
def has_own_name(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Every service check has a unique display name."""
    yield from _named_once(asset, "name")


@check(
    code="SC-008",
    severity=Severity.ADVICE,
    message=N_("Another integration has a service check called {value}. Add your product name to it."),
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
    applies_to="name",
    expected=N_("Names what is checked; unique among all listings"),
    bad="Can Connect",
    good="Acme Queue can connect",
)
def is_unique_name(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """No other listing has a service check of this name."""
    for asset in files(bundle):
        for index, value in _texts(asset, "name"):
            if context.taken and context.taken.owner("service_check_name", value):
                yield asset.finding(f"/{index}/name", value)


@file_check(
    "SC-009",
    Severity.BLOCKER,
    N_("Describe when the service check is OK, warning or critical."),
    applies_to="description",
    expected=N_("Non-empty text"),
    bad='"description": ""',
    good="Returns CRITICAL if no broker responds.",
)
def has_description(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Every service check has a description."""
    for index, item in _items(asset):
        if "description" in item and not _is_text(item["description"]):
            yield asset.finding(f"/{index}/description")


@file_check(
    "SC-010",
    Severity.ADVICE,
    N_("The description must say when the service check is critical, and end with a full stop."),
    fix=FixClass.SUGGESTED,
    applies_to="description",
    expected=N_("Ends with a full stop and describes when the service check is critical"),
    bad="Checks the broker",
    good="Returns CRITICAL if no broker responds.",
)
def has_whole_description(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The description ends with a full stop and names the failing state."""
    for index, value in _texts(asset, "description"):
        pointer, has_stop = f"/{index}/description", value.rstrip().endswith(".")
        says_when = _SAYS_WHEN.search(value) is not None
        if not has_stop or not says_when:
            fix = asset.setting(pointer, f"{value.rstrip()}.", N_("Add the full stop")) if says_when else None
            yield asset.finding(pointer, value, fix=fix)


@file_check(
    "SC-011",
    Severity.BLOCKER,
    N_("groups must be a list of tag names."),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_("A list of texts, no duplicates"),
    bad='"groups": "host"',
    good='"groups": ["host"]',
)
def has_groups(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Groups are a list of strings without duplicates."""
    for index, item in _items(asset):
        value, pointer = item.get("groups"), f"/{index}/groups"
        if "groups" not in item or _is_list_of_texts(value):
            continue
        items = value if isinstance(value, list) else [value] if value else []
        texts = dict.fromkeys(text for text in items if isinstance(text, str) and text)
        is_whole = all(isinstance(item, str) or not item for item in items)
        fix = asset.setting(pointer, list(texts), N_("Convert it to a list")) if is_whole else None
        yield asset.finding(pointer, fix=fix)


def _is_list_of_texts(value: Json) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value) and len(set(map(str, value))) == len(value)


@file_check(
    "SC-012",
    Severity.ADVICE,
    N_("groups is empty. List the tags that the service check is grouped by. Example: host."),
    applies_to="groups",
    expected=N_("Not empty"),
    bad='"groups": []',
    good='"groups": ["host"]',
)
def has_a_group(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Groups are not empty."""
    for index, item in _items(asset):
        if item.get("groups") == []:
            yield asset.finding(f"/{index}/groups")


@file_check(
    "SC-013",
    Severity.BLOCKER,
    N_("The integration must be {expected}."),
    fix=FixClass.SUGGESTED,
    applies_to="integration",
    expected=N_("Equals source_type_name, including upper and lower case"),
    bad='"integration": "acme_queue"',
    good='"integration": "Acme Queue"',
)
def has_integration(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """The integration is exactly the source type name."""
    expected = valid_source_name(bundle)
    for index, item in _items(asset):
        value, pointer = item.get("integration"), f"/{index}/integration"
        if expected and "integration" in item and value != expected:
            fix = asset.setting(pointer, expected, N_("Set the integration"))
            yield asset.finding(pointer, value, fix=fix, expected=expected)


@file_check(
    "SC-014",
    Severity.BLOCKER,
    N_("List the statuses that the service check can have."),
    fix=FixClass.SUGGESTED,
    applies_to="statuses",
    expected=N_("Non-empty list"),
    bad='"statuses": []',
    good='"statuses": ["ok", "critical"]',
)
def has_statuses(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Statuses are a list that is not empty."""
    for index, item in _items(asset):
        value, pointer = item.get("statuses"), f"/{index}/statuses"
        if "statuses" in item and (not isinstance(value, list) or not value):
            fix = None
            if isinstance(value, str) and value in lines(_STATES):
                fix = asset.setting(pointer, [value], N_("Convert it to a list"))
            elif not value:
                fix = asset.setting(pointer, ["ok", "critical"], N_("List ok and critical"))
            yield asset.finding(pointer, fix=fix)


@file_check(
    "SC-015",
    Severity.BLOCKER,
    N_("{value} is not a service check status."),
    fix=FixClass.SUGGESTED,
    applies_to="statuses",
    expected=N_("Only ok, warning, critical, unknown"),
    bad='"statuses": ["ok", "down"]',
    good='"statuses": ["ok", "critical"]',
)
def has_known_statuses(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Statuses are ok, warning, critical or unknown."""
    for index, item in _items(asset):
        statuses = item.get("statuses")
        for number, value in enumerate(statuses if isinstance(statuses, list) else []):
            if value not in lines(_STATES):
                pointer, lower = f"/{index}/statuses/{number}", str(value).strip().lower()
                fix = asset.setting(pointer, lower, N_("Use lower case")) if lower in line_set(_STATES) else None
                yield asset.finding(pointer, value, fix=fix)


@file_check(
    "SC-016",
    Severity.ADVICE,
    N_("A service check needs at least one good and one bad status, for example ok and critical."),
    applies_to="statuses",
    expected=N_("Has ok and at least one bad status; no duplicates"),
    bad='"statuses": ["ok"]',
    good='"statuses": ["ok", "critical"]',
)
def has_good_and_bad(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """There is the status ok and at least one other, without duplicates."""
    for index, item in _items(asset):
        statuses = item.get("statuses")
        if not isinstance(statuses, list) or not statuses or any(value not in lines(_STATES) for value in statuses):
            continue
        if len(set(map(str, statuses))) < len(statuses):
            yield asset.finding(f"/{index}/statuses", message=N_("A status is listed twice. Remove one."))
        elif "ok" not in statuses or statuses == ["ok"]:
            yield asset.finding(f"/{index}/statuses")


@check(
    code="SC-017",
    severity=Severity.WARNING,
    message=N_("{value} is already published, and customers' monitors may use it. Restore it."),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to="check",
    expected=N_("A published check is not removed or renamed"),
    bad="a published service check that was removed",
    good="all published service checks",
)
def keeps_published(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A published service check still exists under its name."""
    if context.published is None:
        return
    now = {value for asset in files(bundle) for _, value in _texts(asset, "check")}
    here = next(files(bundle), None)
    for asset in files(context.published):
        for index, value in _texts(asset, "check"):
            if value not in now:
                fix = here.adding("", asset.at(f"/{index}"), N_("Restore it")) if here else None
                yield RawFinding(path=FIELD, file=here.file if here else _DEFAULT, value=value, fix=fix)
