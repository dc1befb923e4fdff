"""Classifier tags: `Group::Value` in the manifest, lists of choices in the documents."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from tilekit.core.align import runs
from tilekit.core.fields import Json
from tilekit.core.kind import OFFERING_NAMES
from tilekit.platform_lists import rows

OFFERING = "Offering"
TAG_FIELDS: dict[str, tuple[str, str]] = {
    "Category": ("overview", "categories"),
    "Supported OS": ("overview", "supported_os"),
    "Submitted Data Type": ("data", "submitted_data_types"),
    "Queried Data Type": ("data", "queried_data_types"),
}
_KIND_BY_NAME: dict[str, str] = {name: kind for kind, name in OFFERING_NAMES.items()}


def read_tags(tags: Json) -> dict[str, list[Json]]:
    """The values of each known group in the order of the tags, with current names. Other tags are left out."""
    values_by_group: dict[str, list[Json]] = {}
    for tag in tags if isinstance(tags, list) else ():
        group, value = _group_and_value(tag)
        if group:
            values_by_group.setdefault(group, []).append(value)
    return values_by_group


def offering_of(tags: Json) -> str:
    """The kind of offering in the first known Offering tag; "" if there is none."""
    return next((_KIND_BY_NAME[str(name)] for name in read_tags(tags).get(OFFERING, ())), "")


def renamed_fields(section: str, values: Mapping[str, Json], removed: Collection[str]) -> dict[str, Json]:
    """The fields of a section that contain an old name whose tag has been removed, with the current name instead."""
    fields: dict[str, Json] = {}
    for group, (key, name) in TAG_FIELDS.items():
        old = values.get(name) if key == section and removed else None
        if isinstance(old, list):
            new = [current_value(group, value) if f"{group}::{value}" in removed else value for value in map(str, old)]
            fields |= {name: list[Json](dict.fromkeys(new))} if new != old else {}
    return fields


def write_tags(old: Json, groups: Mapping[str, list[Json]]) -> list[Json]:
    """The old list with new values for the groups. Unchanged values stay the same and in place.

    groups contains only groups that change. New values are inserted after the previous one in their group.
    """
    tags = list(old) if isinstance(old, list) else []
    for group, values in groups.items():
        tags = _with_group(tags, group, [f"{group}::{value}" for value in values])
    return tags


def _with_group(tags: list[Json], group: str, new_tags: list[str]) -> list[Json]:
    places = [index for index, tag in enumerate(tags) if _group_and_value(tag)[0] == group]
    if not places:
        return [*tags, *new_tags]
    at_place: dict[int, list[Json]] = {place: [] for place in places}
    old_tags = [f"{group}::{_group_and_value(tags[place])[1]}" for place in places]
    for is_same, i1, i2, j1, j2 in runs(old_tags, new_tags):
        if is_same:
            for place in places[i1:i2]:
                at_place[place].append(tags[place])
        elif j1 < j2:
            pairs = places[i1:i2] or [places[max(i1 - 1, 0)]]
            for step, tag in enumerate(new_tags[j1:j2]):
                at_place[pairs[min(step, len(pairs) - 1)]].append(tag)
    return [item for index, tag in enumerate(tags) for item in at_place.get(index, [tag])]


def offering_tag(kind: str) -> str:
    """The value of the Offering tag for the kind."""
    return OFFERING_NAMES.get(kind, kind)


def _group_and_value(tag: Json) -> tuple[str, str]:
    if not isinstance(tag, str):
        return "", ""
    group, separator, value = tag.partition("::")
    if not separator or (group not in TAG_FIELDS and not (group == OFFERING and value in _KIND_BY_NAME)):
        return "", ""
    return group, current_value(group, value)


def current_value(group: str, value: str) -> str:
    """The current name of a value; the value itself if it was never renamed."""
    return _renamed_tags().get((group, value), value)


@lru_cache(maxsize=1)
def _renamed_tags() -> dict[tuple[str, str], str]:
    categories = {("Category", row["name"]): row["replaced_by"] for row in rows("categories.csv")}
    systems = {("Supported OS", row["name"]): row["replaced_by"] for row in rows("supported_os_legacy.csv")}
    return {key: name for key, name in {**categories, **systems}.items() if name}
