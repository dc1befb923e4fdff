"""SC-009 to SC-016: descriptions, groups, integration and statuses."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.identifiers import valid_source_name
from tilekit.checks.service_checks.file import file_check, is_filled_text, items_of, texts_under
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements
from tilekit.platform_lists import line_set, lines

_STATES = "service_check_statuses.txt"
_STATUS_WORDS = re.compile(
    r"\b(?:critical|warning|unknown|otherwise|returns?|fail\w*|down|unable|cannot|not|error\w*)\b", re.IGNORECASE
)


@file_check(
    "SC-009",
    Severity.BLOCKER,
    N_("Describe when the service check is OK, warning or critical."),
    name=N_("Service check without a description"),
    applies_to="description",
    expected=N_("A non-empty string"),
    bad='"description": ""',
    good="Returns CRITICAL if no broker responds.",
)
def has_description(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Every service check has a description."""
    for index, item in items_of(asset):
        if "description" in item and not is_filled_text(item["description"]):
            yield asset.finding(f"/{index}/description")


@file_check(
    "SC-010",
    Severity.ADVICE,
    N_("The description does not explain when the service check is critical. Add this."),
    name=N_("Vague service check description"),
    fix=FixClass.SUGGESTED,
    applies_to="description",
    expected=N_("Ends with a full stop and describes when the service check is critical"),
    bad="Checks the broker",
    good="Returns CRITICAL if no broker responds.",
)
def has_whole_description(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The description ends with a full stop and names the failing state."""
    for index, value in texts_under(asset, "description"):
        pointer, has_stop = f"/{index}/description", value.rstrip().endswith(".")
        says_when = _STATUS_WORDS.search(value) is not None
        if not has_stop or not says_when:
            fix = asset.setting(pointer, f"{value.rstrip()}.", N_("Add the full stop")) if says_when else None
            message = N_("The description does not end with a full stop. Add it.") if says_when else ""
            yield asset.finding(pointer, value, message=message, fix=fix)


@file_check(
    "SC-011",
    Severity.BLOCKER,
    N_("groups must be a list of tag names without duplicates."),
    name=N_("Invalid groups of a service check"),
    fix=FixClass.SUGGESTED,
    applies_to="groups",
    expected=N_("A list of strings without duplicates"),
    bad='"groups": "host"',
    good='"groups": ["host"]',
)
def has_groups(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Groups are a list of strings without duplicates."""
    for index, item in items_of(asset):
        value, pointer = item.get("groups"), f"/{index}/groups"
        if "groups" not in item or _is_list_of_texts(value):
            continue
        items = value if isinstance(value, list) else [value] if value else []
        texts = dict.fromkeys(text for text in items if isinstance(text, str) and text)
        is_whole = all(isinstance(item, str) or not item for item in items)
        fix = asset.setting(pointer, list(texts), N_("Convert the value to a list")) if is_whole else None
        yield asset.finding(pointer, fix=fix)


def _is_list_of_texts(value: Json) -> bool:
    return (
        isinstance(value, list)
        and all(is_filled_text(item) for item in value)
        and len(set(map(str, value))) == len(value)
    )


@file_check(
    "SC-012",
    Severity.ADVICE,
    N_("groups is empty. List the tags that the service check is grouped by. Example: host."),
    name=N_("Service check without groups"),
    applies_to="groups",
    expected=N_("Not empty"),
    bad='"groups": []',
    good='"groups": ["host"]',
)
def has_a_group(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Groups are not empty."""
    for index, item in items_of(asset):
        if item.get("groups") == []:
            yield asset.finding(f"/{index}/groups")


@file_check(
    "SC-013",
    Severity.BLOCKER,
    N_("The value of “integration” in a service check must be {expected}."),
    name=N_("Wrong integration of a service check"),
    fix=FixClass.SUGGESTED,
    applies_to="integration",
    expected=N_("The same as source_type_name, including upper and lower case"),
    bad='"integration": "acme_queue"',
    good='"integration": "Acme Queue"',
)
def has_integration(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """The integration is exactly the source_type_name in the manifest."""
    expected = valid_source_name(bundle)
    for index, item in items_of(asset):
        value, pointer = item.get("integration"), f"/{index}/integration"
        if expected and "integration" in item and value != expected:
            fix = asset.setting(pointer, expected, N_("Set the integration"))
            yield asset.finding(pointer, value, fix=fix, expected=expected)


@file_check(
    "SC-014",
    Severity.BLOCKER,
    N_("List the statuses that the service check can have."),
    name=N_("Service check without statuses"),
    fix=FixClass.SUGGESTED,
    applies_to="statuses",
    expected=N_("A non-empty list"),
    bad='"statuses": []',
    good='"statuses": ["ok", "critical"]',
)
def has_statuses(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The statuses are a non-empty list."""
    for index, item in items_of(asset):
        value, pointer = item.get("statuses"), f"/{index}/statuses"
        if "statuses" in item and (not isinstance(value, list) or not value):
            fix = None
            if isinstance(value, str) and value in lines(_STATES):
                fix = asset.setting(pointer, [value], N_("Convert the value to a list"))
            elif not value:
                fix = asset.setting(pointer, ["ok", "critical"], N_("List ok and critical"))
            yield asset.finding(pointer, fix=fix)


@file_check(
    "SC-015",
    Severity.BLOCKER,
    N_("{value} is not a service check status. Use ok, warning, critical or unknown."),
    name=N_("Unknown service check status"),
    fix=FixClass.SUGGESTED,
    applies_to="statuses",
    expected=N_("Only ok, warning, critical and unknown"),
    bad='"statuses": ["ok", "down"]',
    good='"statuses": ["ok", "critical"]',
)
def has_known_statuses(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Statuses are ok, warning, critical or unknown."""
    for index, item in items_of(asset):
        for number, value in enumerate(elements(item.get("statuses"))):
            if value not in lines(_STATES):
                pointer, lower = f"/{index}/statuses/{number}", str(value).strip().lower()
                fix = asset.setting(pointer, lower, N_("Use lower case")) if lower in line_set(_STATES) else None
                yield asset.finding(pointer, value, fix=fix)


@file_check(
    "SC-016",
    Severity.ADVICE,
    N_("A service check needs at least one good and one bad status, for example ok and critical."),
    name=N_("Service check without a good or a bad status"),
    applies_to="statuses",
    expected=N_("Has ok and at least one other status, without duplicates"),
    bad='"statuses": ["ok"]',
    good='"statuses": ["ok", "critical"]',
)
def has_good_and_bad(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The statuses include ok and at least one other, without duplicates."""
    for index, item in items_of(asset):
        statuses = item.get("statuses")
        if not isinstance(statuses, list) or not statuses or any(value not in lines(_STATES) for value in statuses):
            continue
        if len(set(map(str, statuses))) < len(statuses):
            yield asset.finding(f"/{index}/statuses", message=N_("A status is listed twice. Remove one."))
        elif "ok" not in statuses or statuses == ["ok"]:
            yield asset.finding(f"/{index}/statuses")
