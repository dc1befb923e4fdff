"""The tags of a manifest and the values that they may have."""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from tilekit.checks.finding import Fix
from tilekit.checks.manifest.manifest_file import Manifest
from tilekit.core.field import Json
from tilekit.core.messages import N_, Message
from tilekit.core.suggestions import is_typo
from tilekit.parse.json_values import elements
from tilekit.parse.positions import Position, Unparsable
from tilekit.platform_lists import lines, rows
from tilekit.scaffold.manifest_table import OLD_TAGS, TAGS
from tilekit.scaffold.tags import current_value

CATEGORY, SUPPORTED_OS, OFFERING = "Category", "Supported OS", "Offering"
DATA_GROUPS = ("Submitted Data Type", "Queried Data Type")


def tags_added(manifest: Manifest, tags: list[str], title: str) -> Fix | None:
    """The fix that adds classifier tags to the list that the manifest uses."""
    pointer, all_tags = with_tags(manifest, tags)
    return manifest.setting(pointer, all_tags, title)


def with_tags(manifest: Manifest, tags: list[str]) -> tuple[str, list[Json]]:
    """The pointer to the list of tags that the manifest uses, and the list with these tags added."""
    pointer = TAGS if isinstance(manifest.at(TAGS), list) or manifest.at(OLD_TAGS) is None else OLD_TAGS
    return pointer, [*elements(manifest.at(pointer)), *tags]


def tag_values(manifest: Manifest, group: str) -> list[str]:
    """The values of the tags of a group, in order. Includes misspelled ones, which MF-018 reports."""
    parts = [_corrected_tag(tag).partition("::") for _, tag in manifest_tags(manifest)]
    return [value for name, _, value in parts if name == group]


@lru_cache
def successors() -> dict[str, str]:
    """Retired category -> its replacement; "" if it has none."""
    return {row["name"]: row["replaced_by"] for row in rows("categories.csv") if row["status"] != "active"}


@lru_cache
def known_values(group: str) -> frozenset[str]:
    """The values that a group may have, retired categories included."""
    if group == CATEGORY:
        return frozenset(row["name"] for row in rows("categories.csv"))
    if group == SUPPORTED_OS:
        return frozenset(lines("supported_os.txt"))
    if group == OFFERING:
        return frozenset(lines("offerings.txt"))
    column = {"Submitted Data Type": "submitted", "Queried Data Type": "queried"}.get(group, "")
    return frozenset(row["data_type"] for row in rows("data_types.csv") if row.get(column) == "yes")


def manifest_tags(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """(pointer, tag) of every tag. Older manifests have their tags at the top level.

    Raises Unparsable if the tags are not a list.
    """
    if not isinstance(manifest.at(TAGS), list | None):
        raise Unparsable(Message(N_("the tags are not a list")), Position(1, 1))
    for pointer in (TAGS, OLD_TAGS):
        for index, tag in enumerate(elements(manifest.at(pointer))):
            yield f"{pointer}/{index}", tag if isinstance(tag, str) else msgspec.json.encode(tag).decode()


def _corrected_tag(tag: str) -> str:
    group, _, value = tag.partition("::")
    return tag if value in known_values(group) else nearest_tag(tag) or typo_suggestion(tag) or tag


def nearest_tag(tag: str) -> str:
    """The active tag that differs only in an old name, case, spaces, colons or plural; "" if there is none.

    For a retired category, this is its successor, so that one fix is enough.
    """
    written, _, value = (part.strip() for part in tag.replace("::", ":").partition(":"))
    group = {_title_key(name): name for name in (CATEGORY, SUPPORTED_OS, OFFERING, *DATA_GROUPS)}.get(
        _title_key(written), ""
    )
    values = known_values(group)
    tag_value = current_value(group, value)
    if tag_value not in values:
        tag_value = (
            {_title_key(name): name for name in sorted(values)}.get(_title_key(value), "") if _title_key(value) else ""
        )
    if group == CATEGORY:
        tag_value = successors().get(tag_value, tag_value)
    return f"{group}::{tag_value}" if tag_value else ""


def typo_suggestion(tag: str) -> str:
    """The active tag whose group or value differs by one typing error; "" if there is none or more than one."""
    written, _, value = tag.partition("::")
    suggestions = set[str]()
    for group in (CATEGORY, SUPPORTED_OS, OFFERING, *DATA_GROUPS):
        names = known_values(group) - (successors().keys() if group == CATEGORY else set())
        if group == written:
            suggestions |= {f"{group}::{name}" for name in names if is_typo(value.lower(), name.lower())}
        elif is_typo(written.lower(), group.lower()) and value in names:
            suggestions.add(f"{group}::{value}")
    return suggestions.pop() if len(suggestions) == 1 else ""


def _title_key(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum()).rstrip("s")
