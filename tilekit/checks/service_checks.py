"""The checks of assets/service_checks.json (subject SC)."""

import re
from collections.abc import Iterator
from typing import TypeGuard

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, Registrar, single
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, Severity, Spot, Stage
from tilekit.checks.manifest.ident import sound_ident, sound_source_name
from tilekit.checks.registry import check
from tilekit.core.digest import exact_digest
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.lists import lines, members
from tilekit.parse.json import pointer_to
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
    """The file with the service checks, where there is one."""
    file = bundle.file_of(bundle.section(Data).service_checks_json)
    return single(bundle, FIELD, file or _DEFAULT)


rule = Registrar(files)


def listed_checks(bundle: Bundle) -> frozenset[str]:
    """The names that the file lists under "check"."""
    return frozenset(check for asset in files(bundle) for _, check in _texts(asset, "check"))


def _items(asset: Asset) -> Iterator[tuple[int, dict[str, Json]]]:
    items = asset.document.value if isinstance(asset.document.value, list) else []
    return ((index, item) for index, item in enumerate(items) if isinstance(item, dict))


def _texts(asset: Asset, key: str) -> Iterator[tuple[int, str]]:
    """The texts under a key by index; what is empty or no text is for the rule that asks for it."""
    for index, item in _items(asset):
        value = item.get(key)
        if _is_text(value):
            yield index, value


def _is_text(value: Json) -> TypeGuard[str]:
    return isinstance(value, str) and value.strip() != ""


@rule("SC-001", Severity.BLOCKER, N_("The file must be a list of service checks."), fix=FixClass.SUGGESTED)
def is_list(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The file is a list. An empty object counts as an empty list and is only a warning."""
    if asset.document.value == {}:
        fix = asset.setting("", [], N_("Use an empty list"))
        text = N_("The file must contain a list. Write an empty list as [], not {curly}.")
        yield asset.spot(fix=fix, severity=Severity.ADVICE, message=text, curly="{}")
    elif not isinstance(asset.document.value, list):
        yield asset.spot()


@rule("SC-002", Severity.BLOCKER, N_("Service check {number} has no {key}. Add it."), fix=FixClass.SUGGESTED)
def has_keys(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """Every item is an object with all seven keys."""
    known: dict[str, Json] = {"groups": [], "integration": bundle.section(Overview).source_type_name}
    for index, item in enumerate(asset.document.value if isinstance(asset.document.value, list) else []):
        if not isinstance(item, dict):
            yield asset.spot(f"/{index}", message=N_("Service check {number} must be a JSON object."), number=index + 1)
            continue
        for key in lines("service_check_keys.txt"):
            if key not in item:
                new = known.get(key)
                fix = asset.setting(f"/{index}/{key}", new, N_("Add {key}"), key=key) if new not in (None, "") else None
                yield asset.spot(f"/{index}", key, fix=fix, number=index + 1, key=key)


@rule("SC-003", Severity.BLOCKER, N_("{key} is not a known key of a service check. Remove it."), fix=FixClass.SUGGESTED)
def has_no_other_key(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """No item has a key beyond the seven."""
    for index, item in _items(asset):
        for key in item:
            if key not in members("service_check_keys.txt"):
                pointer = pointer_to(index, key)
                yield asset.spot(pointer, key, fix=asset.removing(pointer, N_("Remove {key}"), key=key), key=key)


@rule(
    "SC-004", Severity.BLOCKER, N_("The Agent version must have three parts. Example: 7.0.0."), fix=FixClass.SUGGESTED
)
def has_version(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The Agent version is three numbers."""
    for index, item in _items(asset):
        value = item.get("agent_version")
        if "agent_version" in item and not (isinstance(value, str) and _VERSION.fullmatch(value)):
            part = _PART_OF_VERSION.fullmatch(str(value))
            whole = ".".join([*part.group(1).split("."), "0", "0"][:3]) if part else ""
            pointer = f"/{index}/agent_version"
            fix = asset.setting(pointer, whole, N_("Use {version}"), version=whole) if whole else None
            yield asset.spot(pointer, value, fix=fix)


def _named_once(asset: Asset, key: str) -> Iterator[Spot]:
    """What an item repeats; of a whole item that is there twice SC-005 speaks."""
    seen, whole = set[str](), set[str]()
    for index, item in _items(asset):
        value, pointer = item.get(key), f"/{index}/{key}"
        if key in item and not _is_text(value):
            yield asset.spot(
                pointer, value, message=N_("Service check {number} has no {key}. Add it."), number=index + 1, key=key
            )
        elif isinstance(value, str) and value not in seen:
            seen.add(value)
        elif isinstance(value, str) and (key == "check" or exact_digest(item) not in whole):
            yield asset.spot(pointer, value)
        if key != "check":
            whole.add(exact_digest(item))


@rule("SC-005", Severity.BLOCKER, N_("Two service checks use {value}. Each must be unique."))
def has_own_check(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Every service check has a unique technical name."""
    yield from _named_once(asset, "check")


@rule("SC-006", Severity.ADVICE, N_("The name must start with “{prefix}”."))
def has_prefix(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """Checks are lower-case dotted names that start with the metric prefix or the integration ID."""
    metric_prefix = bundle.section(Data).metric_prefix.rstrip(".")
    ident = sound_ident(bundle)
    allowed = tuple(f"{name}." for name in (metric_prefix, ident.replace("-", "_"), ident) if name)
    for index, value in _texts(asset, "check"):
        if not _NAME.fullmatch(value):
            text = N_("{value} must be in lower case, with dots between its parts. Example: {prefix}can_connect.")
            yield asset.spot(f"/{index}/check", value, message=text, prefix=allowed[0] if allowed else "acme.")
        elif allowed and not value.startswith(allowed):
            yield asset.spot(f"/{index}/check", value, prefix=allowed[0])


@rule("SC-007", Severity.BLOCKER, N_("Two service checks use {value}. Each must be unique."))
def has_own_name(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Every service check has a unique display name."""
    yield from _named_once(asset, "name")


@check(
    code="SC-008",
    severity=Severity.ADVICE,
    message=N_("Another integration has a service check called {value}. Add your product name to it."),
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
)
def is_unique_name(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """No other listing has a service check of this name."""
    for asset in files(bundle):
        for index, value in _texts(asset, "name"):
            if context.taken and context.taken.owner("service_check_name", value):
                yield asset.spot(f"/{index}/name", value)


@rule("SC-009", Severity.BLOCKER, N_("Describe when the service check is OK, warning or critical."))
def has_description(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Every service check has a description."""
    for index, item in _items(asset):
        if "description" in item and not _is_text(item["description"]):
            yield asset.spot(f"/{index}/description")


@rule(
    "SC-010",
    Severity.ADVICE,
    N_("The description must say when the service check is critical, and end with a full stop."),
    fix=FixClass.SUGGESTED,
)
def has_whole_description(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The description ends with a full stop and names the failing state."""
    for index, value in _texts(asset, "description"):
        pointer, has_stop = f"/{index}/description", value.rstrip().endswith(".")
        says_when = _SAYS_WHEN.search(value) is not None
        if not has_stop or not says_when:
            fix = asset.setting(pointer, f"{value.rstrip()}.", N_("Add the full stop")) if says_when else None
            yield asset.spot(pointer, value, fix=fix)


@rule("SC-011", Severity.BLOCKER, N_("groups must be a list of tag names."), fix=FixClass.SUGGESTED)
def has_groups(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Groups are a list of strings without duplicates."""
    for index, item in _items(asset):
        value, pointer = item.get("groups"), f"/{index}/groups"
        if "groups" not in item or _is_list_of_texts(value):
            continue
        items = value if isinstance(value, list) else [value] if value else []
        texts = dict.fromkeys(text for text in items if isinstance(text, str) and text)
        is_whole = all(isinstance(item, str) or not item for item in items)
        fix = asset.setting(pointer, list(texts), N_("Convert it to a list")) if is_whole else None
        yield asset.spot(pointer, fix=fix)


def _is_list_of_texts(value: Json) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value) and len(set(map(str, value))) == len(value)


@rule(
    "SC-012", Severity.ADVICE, N_("groups is empty. List the tags that the service check is grouped by. Example: host.")
)
def has_a_group(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Groups are not empty."""
    for index, item in _items(asset):
        if item.get("groups") == []:
            yield asset.spot(f"/{index}/groups")


@rule("SC-013", Severity.BLOCKER, N_("The integration must be {expected}."), fix=FixClass.SUGGESTED)
def has_integration(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """The integration is the source type name as it is written."""
    expected = sound_source_name(bundle)
    for index, item in _items(asset):
        value, pointer = item.get("integration"), f"/{index}/integration"
        if expected and "integration" in item and value != expected:
            fix = asset.setting(pointer, expected, N_("Set the integration"))
            yield asset.spot(pointer, value, fix=fix, expected=expected)


@rule("SC-014", Severity.BLOCKER, N_("List the statuses that the service check can have."), fix=FixClass.SUGGESTED)
def has_statuses(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Statuses are a list that is not empty."""
    for index, item in _items(asset):
        value, pointer = item.get("statuses"), f"/{index}/statuses"
        if "statuses" in item and (not isinstance(value, list) or not value):
            fix = None
            if isinstance(value, str) and value in lines(_STATES):
                fix = asset.setting(pointer, [value], N_("Convert it to a list"))
            elif not value:
                fix = asset.setting(pointer, ["ok", "critical"], N_("List ok and critical"))
            yield asset.spot(pointer, fix=fix)


@rule("SC-015", Severity.BLOCKER, N_("{value} is not a service check status."), fix=FixClass.SUGGESTED)
def knows_statuses(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Statuses are ok, warning, critical or unknown."""
    for index, item in _items(asset):
        statuses = item.get("statuses")
        for number, value in enumerate(statuses if isinstance(statuses, list) else []):
            if value not in lines(_STATES):
                pointer, lower = f"/{index}/statuses/{number}", str(value).strip().lower()
                is_sure = lower in members(_STATES)
                yield asset.spot(
                    pointer, value, fix=asset.setting(pointer, lower, N_("Use lower case")) if is_sure else None
                )


@rule(
    "SC-016",
    Severity.ADVICE,
    N_("A service check needs at least one good and one bad status, for example ok and critical."),
)
def has_good_and_bad(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """There is ok and at least one other status, without duplicates."""
    for index, item in _items(asset):
        statuses = item.get("statuses")
        if not isinstance(statuses, list) or not statuses or any(value not in lines(_STATES) for value in statuses):
            continue
        if len(set(map(str, statuses))) < len(statuses):
            yield asset.spot(f"/{index}/statuses", message=N_("A status is listed twice. Remove one."))
        elif "ok" not in statuses or statuses == ["ok"]:
            yield asset.spot(f"/{index}/statuses")


@check(
    code="SC-017",
    severity=Severity.WARNING,
    message=N_("{value} is already published, and customers' monitors may use it. Restore it."),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
)
def keeps_published(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """A published service check still exists under its name."""
    if context.published is None:
        return
    now = {value for asset in files(bundle) for _, value in _texts(asset, "check")}
    here = next(files(bundle), None)
    for asset in files(context.published):
        for index, value in _texts(asset, "check"):
            if value not in now:
                fix = here.adding("", asset.at(f"/{index}"), N_("Restore it")) if here else None
                yield Spot(path=FIELD, file=here.file if here else _DEFAULT, value=value, fix=fix)
