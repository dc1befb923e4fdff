"""SC-001 to SC-004: the file is a list of items with known keys."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.service_checks.file import file_check, items_of
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.platform_lists import line_set, lines
from tilekit.sections.overview import Overview

_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)
_PART_OF_VERSION = re.compile(r"\s*v?(\d+(?:\.\d+){0,2})(?:\.x)?\s*", re.ASCII)


@file_check(
    "SC-001",
    Severity.BLOCKER,
    N_("The file must be a list of service checks."),
    name=N_("Service checks not in a list"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_("A list"),
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
    N_("Service check {number} has no {key}. Add this key."),
    name=N_("Missing key in a service check"),
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
    name=N_("Unknown key in a service check"),
    fix=FixClass.SUGGESTED,
    applies_to="item",
    expected=N_("No other keys"),
    bad='"owner": "jo"',
    good="no other key",
)
def has_no_other_key(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Items have no keys other than the seven."""
    for index, item in items_of(asset):
        for key in item:
            if key not in line_set("service_check_keys.txt"):
                pointer = pointer_to(index, key)
                yield asset.finding(pointer, key, fix=asset.removing(pointer, N_("Remove {key}"), key=key), key=key)


@file_check(
    "SC-004",
    Severity.BLOCKER,
    N_("The Agent version must have three parts. Example: 7.0.0."),
    name=N_("Invalid Agent version"),
    fix=FixClass.SUGGESTED,
    applies_to="agent_version",
    expected=N_("Three numbers joined with dots"),
    bad='"agent_version": "7"',
    good='"agent_version": "7.50.0"',
)
def has_version(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The Agent version is three numbers."""
    for index, item in items_of(asset):
        value = item.get("agent_version")
        if "agent_version" in item and not (isinstance(value, str) and _VERSION.fullmatch(value)):
            part = _PART_OF_VERSION.fullmatch(str(value))
            version = ".".join([*part.group(1).split("."), "0", "0"][:3]) if part else ""
            pointer = f"/{index}/agent_version"
            fix = asset.setting(pointer, version, N_("Use {version}"), version=version) if version else None
            yield asset.finding(pointer, value, fix=fix)
