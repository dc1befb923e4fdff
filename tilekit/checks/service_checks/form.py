"""SC-001 to SC-004, SC-009, SC-011, SC-012, SC-014 and SC-015: the keys of service checks and their values."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.service_checks.file import STATUSES_LIST, file_check, is_filled_text
from tilekit.checks.shapes import HasKeys, HasNoKey, HasValue, Place, ShapeTable
from tilekit.core.fields import Json
from tilekit.core.formats import complete_version
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.platform_lists import line_set, lines
from tilekit.sections.overview import Overview

_KEYS = "service_check_keys.txt"
_NO_NAME = re.compile(r"[\s:,]")
_AGENT_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)


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
        message = N_("The file must contain a list. Write an empty list as [], not {curly}.")
        yield asset.finding(fix=fix, severity=Severity.ADVICE, message=message, curly="{}")
    elif not isinstance(asset.document.value, list):
        yield asset.finding()


def _fix_adding_key(place: Place) -> Fix | None:
    defaults: dict[str, Json] = {"groups": [], "integration": place.bundle.section(Overview).source_type_name or None}
    return place.setting(defaults.get(place.key), N_("Add {key}"), key=place.key)


def _fix_completing_version(place: Place) -> Fix | None:
    version = complete_version(str(place.value)) or None
    return place.setting(version, N_("Use {version}"), version=version)


def _is_list_of_tags(value: Json) -> bool:
    """Whether the value is a list of different names of tags: without values, and without white space inside."""
    names = value if isinstance(value, list) else [None]
    return all(map(_is_tag, names)) and len(set(map(str, names))) == len(names)


def _is_tag(value: Json) -> bool:
    return is_filled_text(value) and not _NO_NAME.search(str(value).strip())


def _fix_listing_groups(place: Place) -> Fix | None:
    value = place.value
    items = value if isinstance(value, list) else [value] if value else []
    groups: list[Json] = [*dict.fromkeys(item for item in items if isinstance(item, str) and item)]
    is_whole = all(_is_tag(item) or not item for item in items)
    return place.setting(groups if is_whole else None, N_("Convert the value to a list"))


def _fix_listing_statuses(place: Place) -> Fix | None:
    if place.value in lines(STATUSES_LIST):
        return place.setting([place.value], N_("Convert the value to a list"))
    return None if place.value else place.setting(["ok", "critical"], N_("List ok and critical"))


def _fix_lowering_status(place: Place) -> Fix | None:
    status = str(place.value).strip().lower()
    return place.setting(status if status in line_set(STATUSES_LIST) else None, N_("Use lower case"))


row = ShapeTable(file_check)
row(
    "SC-002",
    Severity.BLOCKER,
    N_("Service check {number} has no {key}. Add this key."),
    HasKeys(
        at="/*",
        keys=lambda: lines(_KEYS),
        repair=_fix_adding_key,
        no_object=N_("Service check {number} must be a JSON object."),
    ),
    name=N_("Missing key in a service check"),
    applies_to="item",
    expected=N_(
        "Is an object with all seven keys: agent_version, check, description, groups, integration, name, statuses"
    ),
    bad="a service check without statuses",
    good="all seven keys",
)
row(
    "SC-003",
    Severity.BLOCKER,
    N_("{key} is not a known key of a service check. Remove it."),
    HasNoKey(at="/*", forbids=lambda member: member.key not in line_set(_KEYS)),
    name=N_("Unknown key in a service check"),
    applies_to="item",
    expected=N_("No other keys"),
    bad='"owner": "jo"',
    good="no other key",
)
row(
    "SC-004",
    Severity.BLOCKER,
    N_("The Agent version must have three parts. Example: 7.0.0."),
    HasValue(
        at="/*/agent_version",
        fits=lambda value: _AGENT_VERSION.fullmatch(text(value)) is not None,
        repair=_fix_completing_version,
    ),
    name=N_("Invalid Agent version"),
    applies_to="agent_version",
    expected=N_("Three numbers joined with dots"),
    bad='"agent_version": "7"',
    good='"agent_version": "7.50.0"',
)
row(
    "SC-009",
    Severity.BLOCKER,
    N_("Describe when the service check is OK, warning or critical."),
    HasValue(at="/*/description", fits=is_filled_text, shows_value=False),
    name=N_("Service check without a description"),
    applies_to="description",
    expected=N_("A non-empty string"),
    bad='"description": ""',
    good="Returns CRITICAL if no broker responds.",
)
row(
    "SC-011",
    Severity.BLOCKER,
    N_("groups must be a list of tag names without duplicates."),
    HasValue(at="/*/groups", fits=_is_list_of_tags, repair=_fix_listing_groups, shows_value=False),
    name=N_("Invalid groups of a service check"),
    applies_to="groups",
    expected=N_("A list of tag names without duplicates, values or white space"),
    bad='"groups": "host"',
    good='"groups": ["host"]',
)
row(
    "SC-012",
    Severity.ADVICE,
    N_("groups is empty. List the tags that the service check is grouped by. Example: host."),
    HasValue(at="/*/groups", fits=lambda groups: groups != [], shows_value=False),
    name=N_("Service check without groups"),
    applies_to="groups",
    expected=N_("Not empty"),
    bad='"groups": []',
    good='"groups": ["host"]',
)
row(
    "SC-014",
    Severity.BLOCKER,
    N_("List the statuses that the service check can have."),
    HasValue(
        at="/*/statuses",
        fits=lambda statuses: isinstance(statuses, list) and statuses != [],
        repair=_fix_listing_statuses,
        shows_value=False,
    ),
    name=N_("Service check without statuses"),
    applies_to="statuses",
    expected=N_("A non-empty list"),
    bad='"statuses": []',
    good='"statuses": ["ok", "critical"]',
)
row(
    "SC-015",
    Severity.BLOCKER,
    N_("{value} is not a service check status. Use ok, warning, critical or unknown."),
    HasValue(at="/*/statuses/*", fits=lambda value: value in lines(STATUSES_LIST), repair=_fix_lowering_status),
    name=N_("Unknown service check status"),
    applies_to="statuses",
    expected=N_("Only ok, warning, critical and unknown"),
    bad='"statuses": ["ok", "down"]',
    good='"statuses": ["ok", "critical"]',
)
